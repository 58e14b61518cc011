import { Chip, Select } from "@mantine/core";
import { DateTimePicker } from "@mantine/dates";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { errorReasons, type JourneyGraph, nameOf, type useWords, versionsQuery } from "@/features/journeys";
import { type PeopleSearch, STATUSES, type Status } from "../model";

type Props = {
  journeyId: string;
  search: PeopleSearch;
  graph: JourneyGraph | null;
  words: ReturnType<typeof useWords>;
  onChange: (part: Partial<PeopleSearch>) => void;
};

/** Narrows the list; why and when are asked only of those who failed. */
export function PeopleFilters({ journeyId, search, graph, words, onChange }: Props) {
  const { t } = useTranslation("enrollments");
  const versions = useQuery(versionsQuery(journeyId)).data ?? [];
  const steps = Object.entries(graph?.nodes ?? {}).map(([id, node]) => ({
    value: id,
    label: nameOf(node, words),
  }));
  const chosen = (value: string | null) => (value && value !== "all" ? value : undefined);
  const moment = (value: string | null) => (value ? new Date(value).toISOString() : undefined);
  return (
    <>
      <Select
        aria-label={t("people.status")}
        value={search.status ?? "all"}
        data={[
          { value: "all", label: t("people.all") },
          ...STATUSES.map((name) => ({ value: name as string, label: t(`status.${name}`) })),
        ]}
        onChange={(next) =>
          onChange({
            status: chosen(next) as Status | undefined,
            ...(next === "errored"
              ? { stuck: undefined }
              : { code: undefined, from: undefined, to: undefined, stuck: undefined }),
          })
        }
      />
      <Select
        aria-label={t("list.step")}
        value={search.step ?? "all"}
        searchable
        w={260}
        data={[{ value: "all", label: t("list.anyStep") }, ...steps]}
        onChange={(next) => onChange({ step: chosen(next) })}
      />
      {versions.length > 1 && (
        <Select
          aria-label={t("list.version")}
          value={String(search.version ?? "all")}
          w={200}
          data={[
            { value: "all", label: t("list.anyVersion") },
            ...versions.map(({ number, name }) => ({
              value: String(number),
              label: name ? `${number}. ${name}` : t("detail.version", { n: number }),
            })),
          ]}
          onChange={(next) => onChange({ version: Number(chosen(next)) || undefined })}
        />
      )}
      {(search.status === undefined || search.status === "active") && (
        <Chip
          variant="outline"
          checked={search.stuck ?? false}
          onChange={(stuck) => onChange({ stuck: stuck || undefined })}
        >
          {t("list.stuck")}
        </Chip>
      )}
      {(graph?.goal || search.converted) && (
        <Chip
          variant="outline"
          checked={search.converted === true}
          onChange={(on) => onChange({ converted: on ? true : undefined })}
        >
          {t("list.converted")}
        </Chip>
      )}
      {search.status === "errored" && (
        <>
          <Select
            aria-label={t("list.code")}
            value={search.code ?? "all"}
            w={220}
            data={[
              { value: "all", label: t("list.anyCode") },
              ...errorReasons(words).map(([code, text]) => ({ value: code, label: text })),
            ]}
            onChange={(next) => onChange({ code: chosen(next) })}
          />
          <DateTimePicker
            aria-label={t("list.failedFrom")}
            placeholder={t("list.failedFrom")}
            valueFormat={t("list.momentFormat")}
            value={search.from ? new Date(search.from) : null}
            clearable
            w={180}
            onChange={(value) => onChange({ from: moment(value) })}
          />
          <DateTimePicker
            aria-label={t("list.failedTo")}
            placeholder={t("list.failedTo")}
            valueFormat={t("list.momentFormat")}
            value={search.to ? new Date(search.to) : null}
            clearable
            w={180}
            onChange={(value) => onChange({ to: moment(value) })}
          />
        </>
      )}
    </>
  );
}
