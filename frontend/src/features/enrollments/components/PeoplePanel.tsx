import { Anchor, Button, Select, Text } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { type ReactNode, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { PanelFrame } from "@/features/journeys";
import type { EnrollmentRow } from "@/shared/api/generated/types.gen";
import { usePages } from "@/shared/api/use-pages";
import { PagesView } from "@/shared/ui/PagesView";
import { TimeText } from "@/shared/ui/TimeText";
import { STATUSES, type Status } from "../model";
import { enrollmentKeys, readEnrollments } from "../queries";
import { EnrollmentStatus } from "./EnrollmentStatus";
import css from "./people.module.css";

type Props = {
  journeyId: string;
  /** Only those who stand at this step; null for everybody. */
  node: string | null;
  title: string;
  stepName: (id: string) => string;
  /** Changes whenever the counts do: the list is then read again. */
  live: unknown;
  onClose: (() => void) | null;
  children?: (status: Status | null, setStatus: (status: Status | null) => void) => ReactNode;
};

/** The people behind a number of the monitor; each leads to their own story. */
export function PeoplePanel({ journeyId, node, title, stepName, live, onClose, children }: Props) {
  const { t } = useTranslation("enrollments");
  const client = useQueryClient();
  const [status, setStatus] = useState<Status | null>(null);
  const key = enrollmentKeys.list(journeyId);
  const pages = usePages<EnrollmentRow>([...key, "panel", status, node], (cursor, signal) =>
    readEnrollments(
      journeyId,
      { search: { status: status ?? undefined, step: node ?? undefined }, limit: 30 },
      cursor,
      signal,
    ),
  );
  useEffect(() => {
    if (live) void client.invalidateQueries({ queryKey: enrollmentKeys.list(journeyId) });
  }, [client, journeyId, live]);
  return (
    <PanelFrame title={title} about={node ? t("people.aboutStep") : t("people.about")} onClose={onClose}>
      {children?.(status, setStatus)}
      <Select
        aria-label={t("people.status")}
        value={status ?? "all"}
        data={[
          { value: "all", label: t("people.all") },
          ...STATUSES.map((name) => ({ value: name as string, label: t(`status.${name}`) })),
        ]}
        onChange={(next) => setStatus(next === "all" ? null : (next as Status))}
      />
      <PagesView pages={pages}>
        {(rows) =>
          rows.length === 0 ? (
            <Text size="sm" c="dimmed">
              {t(node ? "people.nobodyHere" : "people.nobody")}
            </Text>
          ) : (
            <ul className={css.people}>
              {rows.map((row) => (
                <Person key={row.id} row={row} stepName={stepName} />
              ))}
            </ul>
          )
        }
      </PagesView>
      {pages.more && (
        <Button variant="subtle" loading={pages.more.loading} onClick={pages.more.load}>
          {t("people.more")}
        </Button>
      )}
      <Anchor
        component={Link}
        to={`/journeys/${journeyId}/enrollments`}
        search={{ ...(status ? { status } : {}), ...(node ? { step: node } : {}) } as never}
        size="sm"
      >
        {t("people.openList")}
      </Anchor>
    </PanelFrame>
  );
}

function Person({ row, stepName }: { row: EnrollmentRow; stepName: (id: string) => string }) {
  const { t } = useTranslation("enrollments");
  return (
    <li>
      <Link to="/enrollments/$enrollmentId" params={{ enrollmentId: row.id }} className={css.person}>
        <span className={css.who}>
          <b>{row.contact.name || row.contact.email}</b>
          <small>{row.contact.company ?? row.contact.email}</small>
        </span>
        <span className={css.state}>
          <EnrollmentStatus status={row.status} reason={row.end_reason} />
          <small>
            {row.is_test && `${t("test")} ・ `}
            {row.status === "active" && row.node ? (
              stepName(row.node)
            ) : (
              <TimeText at={row.ended_at ?? row.entered_at} />
            )}
          </small>
        </span>
      </Link>
    </li>
  );
}
