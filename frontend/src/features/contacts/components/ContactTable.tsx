import { Anchor, Tooltip } from "@mantine/core";
import { IconMailOff } from "@tabler/icons-react";
import { Link, useNavigate } from "@tanstack/react-router";
import { type ComponentProps, useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { ContactRow } from "@/shared/api/generated/types.gen";
import { columnsFor, DataTable } from "@/shared/ui/DataTable";
import { StageBadge } from "@/shared/ui/StageBadge";
import { TimeText } from "@/shared/ui/TimeText";
import { fullName } from "../name";
import classes from "./ContactTable.module.css";

const helper = columnsFor<ContactRow>();

type TableProps = ComponentProps<typeof DataTable<ContactRow>>;
type Props = Pick<
  TableProps,
  "rows" | "selected" | "onSelect" | "hidden" | "more" | "height" | "empty" | "label"
>;

/** People in rows; a row opens the person. */
export function ContactTable(props: Props) {
  const navigate = useNavigate();
  const columns = useContactColumns();
  return (
    <DataTable
      {...props}
      columns={columns}
      rowId={(row) => row.id}
      rowName={fullName}
      onOpen={(row) => void navigate({ to: "/contacts/$contactId", params: { contactId: row.id } })}
    />
  );
}

function useContactColumns() {
  const { t } = useTranslation();
  return useMemo(
    () =>
      helper.columns([
        helper.display({
          id: "name",
          header: t("field.name"),
          cell: ({ row }) => <Person contact={row.original} />,
        }),
        helper.accessor("company", {
          header: t("field.company"),
          cell: ({ getValue }) => {
            const company = getValue();
            if (!company) return null;
            return (
              <Anchor
                component={Link}
                to={`/companies/${company.id}`}
                size="sm"
                c="inherit"
                className={classes.company}
              >
                {company.name}
              </Anchor>
            );
          },
        }),
        helper.accessor("title", {
          header: t("field.title"),
          cell: ({ row: { original } }) => [original.department, original.title].filter(Boolean).join(" "),
        }),
        helper.accessor("stage", {
          header: t("field.stage"),
          cell: ({ getValue }) => <StageBadge stage={getValue()} />,
        }),
        helper.accessor("score", { header: t("field.score"), meta: { align: "right", width: 72 } }),
        helper.accessor("tags", { header: t("field.tags"), cell: ({ getValue }) => getValue().join(", ") }),
        helper.accessor("domain_class", {
          header: t("field.domain_class"),
          cell: ({ getValue }) => t(`domainClass.${getValue()}`),
        }),
        helper.accessor("created_at", {
          header: t("field.created_at"),
          cell: ({ getValue }) => <TimeText at={getValue()} />,
        }),
      ]),
    [t],
  );
}

function Person({ contact }: { contact: ContactRow }) {
  const { t } = useTranslation("contacts");
  return (
    <div className={classes.person}>
      <Anchor component={Link} to={`/contacts/${contact.id}`} size="sm" fw={500} tabIndex={-1}>
        {fullName(contact)}
      </Anchor>
      {contact.suppressed && (
        <Tooltip label={t("suppressed.short")}>
          <IconMailOff size={14} aria-label={t("suppressed.short")} role="img" className={classes.off} />
        </Tooltip>
      )}
      {fullName(contact) !== contact.email && (
        <span className={classes.email} title={contact.email}>
          {contact.email}
        </span>
      )}
    </div>
  );
}
