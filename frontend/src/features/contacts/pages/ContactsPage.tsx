import { Button, Group, Select, Text, TextInput } from "@mantine/core";
import { useDebouncedCallback, useLocalStorage } from "@mantine/hooks";
import { IconAddressBook, IconListDetails, IconPlus, IconSearch, IconUpload } from "@tabler/icons-react";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { AddToList } from "@/features/lists";
import { useMay } from "@/shared/access/session";
import { countContactsOptions } from "@/shared/api/generated/@tanstack/react-query.gen";
import { listContacts } from "@/shared/api/generated/sdk.gen";
import { usePages } from "@/shared/api/use-pages";
import { EmptyState } from "@/shared/ui/EmptyState";
import { ExportMenu } from "@/shared/ui/ExportMenu";
import { Page } from "@/shared/ui/Page";
import { PageHeader } from "@/shared/ui/PageHeader";
import { PagesView } from "@/shared/ui/PagesView";
import { BulkBar } from "../components/BulkBar";
import { ColumnMenu } from "../components/ColumnMenu";
import { ContactTable } from "../components/ContactTable";
import { EnrollContacts } from "../components/EnrollContacts";
import { FilterChips } from "../components/FilterChips";
import { FilterMenu } from "../components/FilterMenu";
import { ViewMenu } from "../components/ViewMenu";
import { type ContactSearch, countFilters, SORTS, toQuery, toSelection } from "../filter";

const NOBODY: ReadonlySet<string> = new Set();

export function ContactsPage() {
  const { t } = useTranslation("contacts");
  const { t: common } = useTranslation();
  const search = useSearch({ from: "/console/contacts" });
  const navigate = useNavigate();
  const { sort: _sort, ...filters } = toQuery(search);
  const count = useQuery({ ...countContactsOptions({ query: filters }), placeholderData: keepPreviousData });
  const pages = usePages(["contacts", search], (cursor, signal) =>
    listContacts({ query: { ...toQuery(search), cursor, limit: 100 }, signal, throwOnError: true }),
  );
  const [selected, setSelected] = useState(NOBODY);
  const [allMatching, setAllMatching] = useState(false);
  const [enrolling, setEnrolling] = useState(false);
  const [listing, setListing] = useState(false);
  const [hidden, setHidden] = useLocalStorage<string[]>({
    key: "tabiji.contacts.hidden",
    defaultValue: ["tags"],
  });
  const mayEnroll = useMay("enroll");

  function select(ids: ReadonlySet<string>) {
    setAllMatching(false);
    setSelected(ids);
  }
  function change(part: Partial<ContactSearch>) {
    select(NOBODY);
    void navigate({ to: "/contacts", search: { ...search, ...part }, replace: true });
  }

  // A view brings its own search text: the toolbar begins anew with it.
  const [view, setView] = useState(0);
  function show(next: ContactSearch, columns: ReadonlySet<string>) {
    select(NOBODY);
    setHidden([...columns]);
    setView((before) => before + 1);
    void navigate({ to: "/contacts", search: next, replace: true });
  }

  const narrowed = Boolean(search.q) || countFilters(search) > 0;
  return (
    <Page>
      <PageHeader
        title={t("title")}
        aside={count.data && <Text c="dimmed">{common("count.people", { count: count.data.count })}</Text>}
        actions={<Actions empty={!narrowed && pages.rows?.length === 0} />}
      />
      <Toolbar
        key={view}
        show={show}
        search={search}
        change={change}
        hidden={new Set(hidden)}
        setHidden={(next) => setHidden([...next])}
      />
      <PagesView pages={pages}>
        {(rows) => (
          <ContactTable
            label={t("title")}
            rows={rows}
            hidden={new Set(hidden)}
            selected={selected}
            onSelect={mayEnroll ? select : undefined}
            more={pages.more}
            height="calc(100dvh - 218px)"
            empty={narrowed ? <NoMatch /> : <NoContacts />}
          />
        )}
      </PagesView>
      {selected.size > 0 && (
        <BulkBar
          selected={selected.size}
          matching={count.data?.count}
          allMatching={allMatching}
          onAllMatching={() => setAllMatching(true)}
          onEnroll={() => setEnrolling(true)}
          onList={() => setListing(true)}
          onClear={() => select(NOBODY)}
        />
      )}
      {listing && <AddToList contactIds={[...selected]} onClose={() => setListing(false)} />}
      {enrolling && (
        <EnrollContacts
          selection={
            allMatching
              ? narrowed
                ? { filter: toSelection(search) }
                : { all: true }
              : { contact_ids: [...selected] }
          }
          onClose={() => setEnrolling(false)}
        />
      )}
    </Page>
  );
}

interface ToolbarProps {
  show: (search: ContactSearch, hidden: ReadonlySet<string>) => void;
  search: ContactSearch;
  change: (part: Partial<ContactSearch>) => void;
  hidden: ReadonlySet<string>;
  setHidden: (hidden: ReadonlySet<string>) => void;
}

function Toolbar({ show, search, change, hidden, setHidden }: ToolbarProps) {
  const { t } = useTranslation("contacts");
  const [text, setText] = useState(search.q ?? "");
  const { sort: _sort, ...filters } = toQuery(search);
  const ask = useDebouncedCallback((q: string) => change({ q: q.trim() || undefined }), 250);
  return (
    <Group justify="space-between" mb="md" gap="sm" align="flex-start">
      <Group gap={8}>
        <TextInput
          w={280}
          type="search"
          aria-label={t("search")}
          placeholder={t("search")}
          leftSection={<IconSearch size={16} aria-hidden />}
          value={text}
          onChange={(event) => {
            setText(event.currentTarget.value);
            ask(event.currentTarget.value);
          }}
        />
        <ViewMenu search={search} hidden={hidden} onShow={show} />
        <FilterMenu search={search} onChange={change} />
        <FilterChips search={search} onChange={change} />
      </Group>
      <Group gap={8}>
        <Select
          w={170}
          aria-label={t("sort.label")}
          data={SORTS.map((value) => ({ value, label: t(`sort.${value}`) }))}
          value={search.sort ?? "-created_at"}
          onChange={(sort) => change({ sort: SORTS.find((value) => value === sort) })}
        />
        <ColumnMenu hidden={hidden} onChange={setHidden} />
        <ExportMenu path="contacts" parameters={filters} />
      </Group>
    </Group>
  );
}

/** With nobody here yet, the strong button stands in the middle of the page. */
function Actions({ empty }: { empty: boolean }) {
  const { t } = useTranslation("contacts");
  const mayEdit = useMay("editContacts");
  const lists = (
    <Button
      component={Link}
      to="/contacts/lists"
      variant="default"
      leftSection={<IconListDetails size={16} />}
    >
      {t("lists")}
    </Button>
  );
  if (!mayEdit) return lists;
  return (
    <>
      {lists}
      <Button component={Link} to="/contacts/new" variant="default" leftSection={<IconPlus size={16} />}>
        {t("new")}
      </Button>
      {!empty && (
        <Button component={Link} to="/contacts/import" leftSection={<IconUpload size={16} />}>
          {t("import")}
        </Button>
      )}
    </>
  );
}

function NoMatch() {
  const { t } = useTranslation("contacts");
  return <EmptyState picture={<IconSearch size={28} />} title={t("noMatch")} text={t("noMatchText")} />;
}

function NoContacts() {
  const { t } = useTranslation("contacts");
  const mayEdit = useMay("editContacts");
  return (
    <EmptyState
      picture={<IconAddressBook size={28} />}
      title={t("empty")}
      text={t("emptyText")}
      action={
        mayEdit && (
          <Button component={Link} to="/contacts/import" leftSection={<IconUpload size={16} />}>
            {t("import")}
          </Button>
        )
      }
    />
  );
}
