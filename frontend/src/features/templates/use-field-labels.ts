import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { listTemplateFieldsOptions } from "@/shared/api/generated/@tanstack/react-query.gen";

/** Names of the fields a mail may carry, in the reader's language. */
export function useFieldLabels(): ReadonlyMap<string, string> {
  const { i18n } = useTranslation();
  const fields = useQuery({ ...listTemplateFieldsOptions(), staleTime: Number.POSITIVE_INFINITY });
  return useMemo(
    () =>
      new Map(
        (fields.data ?? []).map((field) => [
          field.name,
          i18n.language === "en" ? field.label_en : field.label_ja,
        ]),
      ),
    [fields.data, i18n.language],
  );
}
