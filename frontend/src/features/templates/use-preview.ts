import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { previewTemplate } from "@/shared/api/generated/sdk.gen";
import type { Wording } from "./wording";

/** The mail that this wording makes for this person (or a sample's data), a moment after writing pauses. */
export function usePreview({ name: _name, ...text }: Wording, contactId: string | null) {
  const { t } = useTranslation("templates");
  // A new template has no subject yet; its body is worth seeing all the same.
  const subject = text.subject.trim() ? text.subject : t("preview.noSubject");
  const [settled] = useDebouncedValue(JSON.stringify({ ...text, subject }), 400);
  return useQuery({
    queryKey: ["template-preview", settled, contactId],
    queryFn: async ({ signal }) => {
      const body = { ...(JSON.parse(settled) as typeof text), contact_id: contactId };
      return (await previewTemplate({ body, signal, throwOnError: true })).data;
    },
    placeholderData: keepPreviousData,
    staleTime: Number.POSITIVE_INFINITY,
  });
}
