import { useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { createTemplate } from "@/shared/api/generated/sdk.gen";
import { useRefresh } from "@/shared/api/use-refresh";
import { notifyDone } from "@/shared/ui/notify";
import { Editor } from "../components/Editor";
import { FIRST_WORDING } from "../wording";

export function NewTemplatePage() {
  const { t } = useTranslation("templates");
  const navigate = useNavigate();
  const refresh = useRefresh();
  return (
    <Editor
      title={t("new")}
      saved={FIRST_WORDING}
      saveLabel={t("create")}
      onSave={async (wording) => {
        const { data } = await createTemplate({ body: wording, throwOnError: true });
        notifyDone(t("created"));
        return async () => {
          await navigate({ to: "/templates/$templateId", params: { templateId: data.id } });
          await refresh();
        };
      }}
    />
  );
}
