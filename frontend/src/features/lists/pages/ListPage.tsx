import { Button, Text } from "@mantine/core";
import { IconPencil, IconTrash, IconUserPlus, IconUsers } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { ContactTable } from "@/features/contacts";
import { useMay } from "@/shared/access/session";
import { getListOptions } from "@/shared/api/generated/@tanstack/react-query.gen";
import { listContacts } from "@/shared/api/generated/sdk.gen";
import type { ListRow } from "@/shared/api/generated/types.gen";
import { usePages } from "@/shared/api/use-pages";
import { EmptyState } from "@/shared/ui/EmptyState";
import { Page } from "@/shared/ui/Page";
import { PageHeader } from "@/shared/ui/PageHeader";
import { PagesView } from "@/shared/ui/PagesView";
import { QueryView } from "@/shared/ui/QueryView";
import { AddMembers } from "../components/AddMembers";
import { DeleteList } from "../components/DeleteList";
import { ListForm } from "../components/ListForm";
import { TakeOffBar } from "../components/TakeOffBar";

const NOBODY: ReadonlySet<string> = new Set();
const HIDDEN: ReadonlySet<string> = new Set(["tags", "domain_class"]);

/** One list and everybody on it. */
export function ListPage() {
  const { listId } = useParams({ strict: false }) as { listId: string };
  const query = useQuery(getListOptions({ path: { list_id: listId } }));
  return <Page>{<QueryView query={query}>{(list) => <List list={list} />}</QueryView>}</Page>;
}

function List({ list }: { list: ListRow }) {
  const { t } = useTranslation("lists");
  const { t: common } = useTranslation();
  const mayPut = useMay("editContacts");
  const [selected, setSelected] = useState(NOBODY);
  const pages = usePages(["contacts", "list", list.id], (cursor, signal) =>
    listContacts({ query: { list_id: list.id, cursor, limit: 100 }, signal, throwOnError: true }),
  );
  return (
    <>
      <PageHeader
        title={list.name}
        aside={<Text c="dimmed">{common("count.people", { count: list.members })}</Text>}
        description={list.note}
        back={{ to: "/contacts/lists", label: t("title") }}
        actions={<Actions list={list} />}
      />
      <PagesView pages={pages}>
        {(rows) => (
          <ContactTable
            label={t("membersOf", { name: list.name })}
            rows={rows}
            hidden={HIDDEN}
            selected={selected}
            onSelect={mayPut ? setSelected : undefined}
            more={pages.more}
            height="calc(100dvh - 200px)"
            empty={
              <EmptyState
                picture={<IconUsers size={28} />}
                title={t("nobody")}
                text={t(mayPut ? "nobodyText" : "nobodyRead")}
              />
            }
          />
        )}
      </PagesView>
      {selected.size > 0 && (
        <TakeOffBar list={list} selected={[...selected]} onDone={() => setSelected(NOBODY)} />
      )}
    </>
  );
}

function Actions({ list }: { list: ListRow }) {
  const { t } = useTranslation("lists");
  const { t: common } = useTranslation();
  const mayEdit = useMay("editLists");
  const mayPut = useMay("editContacts");
  const [open, setOpen] = useState<"edit" | "delete" | "add" | null>(null);
  const close = () => setOpen(null);
  return (
    <>
      {mayEdit && (
        <>
          <Button
            variant="default"
            leftSection={<IconTrash size={16} />}
            onClick={() => setOpen("delete")}
            color="shu"
          >
            {common("action.delete")}
          </Button>
          <Button variant="default" leftSection={<IconPencil size={16} />} onClick={() => setOpen("edit")}>
            {t("rename")}
          </Button>
        </>
      )}
      {mayPut && (
        <Button leftSection={<IconUserPlus size={16} />} onClick={() => setOpen("add")}>
          {t("addMember")}
        </Button>
      )}
      {open === "edit" && <ListForm list={list} onClose={close} />}
      {open === "add" && <AddMembers list={list} onClose={close} />}
      {open === "delete" && <DeleteList list={list} onClose={close} />}
    </>
  );
}
