import { Anchor, Button, Select, Text, VisuallyHidden } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { getContactHistory } from "@/shared/api/generated/sdk.gen";
import type { ContactChange } from "@/shared/api/generated/types.gen";
import { usePages } from "@/shared/api/use-pages";
import { PagesView } from "@/shared/ui/PagesView";
import { TimeText } from "@/shared/ui/TimeText";
import { fieldName, type Say, shown } from "../timeline";
import { useSay } from "../use-say";
import classes from "./History.module.css";

/** Fields whose past is asked for most; the others are found by scrolling. */
const FIELDS = ["stage", "score", "owner", "tags", "company", "title", "phone", "email"] as const;

/** Each change of a field: from what to what, when, and who or which step did it. */
export function History({ contactId }: { contactId: string }) {
  const { t } = useTranslation("contacts");
  const { t: common } = useTranslation();
  const [field, setField] = useState<string | null>(null);
  const say = useSay();
  const pages = usePages(["history", contactId, field], (cursor, signal) =>
    getContactHistory({
      path: { contact_id: contactId },
      query: { cursor, ...(field && { field }) },
      signal,
      throwOnError: true,
    }),
  );
  return (
    <>
      <Select
        size="xs"
        w={220}
        mb="sm"
        aria-label={t("history.fieldLabel")}
        placeholder={t("history.field")}
        data={FIELDS.map((value) => ({ value, label: fieldName(value, say) }))}
        value={field}
        clearable
        onChange={setField}
      />
      <PagesView pages={pages}>
        {(rows) => (
          <>
            {rows.length === 0 && (
              <Text size="sm" c="dimmed" lh={1.7}>
                {t("history.empty")}
                <br />
                {t("history.emptyText")}
              </Text>
            )}
            <ol className={classes.list}>
              {rows.map((row) => (
                <Change key={row.id} row={row} say={say} />
              ))}
            </ol>
            {pages.more && (
              <Button variant="subtle" onClick={pages.more.load} loading={pages.more.loading}>
                {common("action.loadMore")}
              </Button>
            )}
          </>
        )}
      </PagesView>
    </>
  );
}

function Change({ row, say }: { row: ContactChange; say: Say }) {
  const { t } = useTranslation("contacts");
  return (
    <li className={classes.change}>
      <p className={classes.field}>{fieldName(row.field, say)}</p>
      <p className={classes.values}>
        <del>
          <VisuallyHidden>{t("history.from")} </VisuallyHidden>
          {shown(row.field, row.before, say)}
        </del>
        <span aria-hidden>→</span>
        <ins>
          <VisuallyHidden>{t("history.to")} </VisuallyHidden>
          {shown(row.field, row.after, say)}
        </ins>
      </p>
      <p className={classes.foot}>
        <TimeText at={row.at} />
        <Cause row={row} say={say} />
      </p>
      {row.reason && <p className={classes.reason}>{row.reason}</p>}
    </li>
  );
}

/** A person by name, a step by its journey and a way to the trip. */
function Cause({ row, say }: { row: ContactChange; say: Say }) {
  const { t } = useTranslation("contacts");
  if (row.by === "person") return <span>{t("history.person", { actor: row.actor ?? "" })}</span>;
  if (!row.journey) return <span>{t("history.stepGone")}</span>;
  const kind = row.node_type && say(`journeys:step.${row.node_type}.name`);
  const words = t("history.step", { journey: row.journey, step: row.node_title || kind || row.node || "" });
  return row.enrollment_id ? (
    <Anchor component={Link} to={`/enrollments/${row.enrollment_id}`} size="xs">
      {words}
    </Anchor>
  ) : (
    <span>{words}</span>
  );
}
