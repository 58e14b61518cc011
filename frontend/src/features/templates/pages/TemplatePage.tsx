import { Code } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { getTemplateOptions, getTemplateQueryKey } from "@/shared/api/generated/@tanstack/react-query.gen";
import { saveTemplate } from "@/shared/api/generated/sdk.gen";
import type { TemplateView } from "@/shared/api/generated/types.gen";
import { useRefresh } from "@/shared/api/use-refresh";
import { Loading } from "@/shared/ui/Loading";
import { notifyDone } from "@/shared/ui/notify";
import { Page } from "@/shared/ui/Page";
import { QueryView } from "@/shared/ui/QueryView";
import { Editor } from "../components/Editor";
import { wordingOf } from "../wording";

export function TemplatePage() {
  const { templateId } = useParams({ from: "/console/templates/$templateId" });
  // What is being written must not be replaced by a refetch in the background.
  const query = useQuery({
    ...getTemplateOptions({ path: { template_id: templateId } }),
    refetchOnWindowFocus: false,
  });
  const loading = (
    <Page>
      <Loading />
    </Page>
  );
  return (
    <QueryView query={query} loading={loading}>
      {(template) => <EditTemplate key={`${template.id}:${template.version}`} template={template} />}
    </QueryView>
  );
}

function EditTemplate({ template }: { template: TemplateView }) {
  const { t } = useTranslation("templates");
  const client = useQueryClient();
  const refresh = useRefresh();
  const path = { template_id: template.id };
  return (
    <Editor
      title={template.name}
      aside={
        <>
          <Code>{template.key}</Code> {t("versionNumber", { version: template.version })}
        </>
      }
      template={template}
      saved={wordingOf(template)}
      saveLabel={t("save")}
      onSave={async (wording) => {
        const { data } = await saveTemplate({ path, body: wording, throwOnError: true });
        notifyDone(t("saved", { version: data.version }));
        return async () => {
          client.setQueryData(getTemplateQueryKey({ path }), data);
          await refresh();
        };
      }}
    />
  );
}
