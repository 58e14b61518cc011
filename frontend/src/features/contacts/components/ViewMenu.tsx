import { Button, Menu, Switch, Text, TextInput } from "@mantine/core";
import {
  IconCheck,
  IconChevronDown,
  IconDeviceFloppy,
  IconPlus,
  IconTrash,
  IconUsers,
} from "@tabler/icons-react";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useMay } from "@/shared/access/session";
import {
  changeContactViewMutation,
  deleteContactViewMutation,
  listContactViewsOptions,
} from "@/shared/api/generated/@tanstack/react-query.gen";
import { createContactView } from "@/shared/api/generated/sdk.gen";
import type { SavedViewView } from "@/shared/api/generated/types.gen";
import { useRefresh } from "@/shared/api/use-refresh";
import { useSave } from "@/shared/api/use-save";
import { ConfirmPanel } from "@/shared/ui/ConfirmPanel";
import { FormDrawer } from "@/shared/ui/FormDrawer";
import { notifyDone } from "@/shared/ui/notify";
import type { ContactSearch } from "../filter";
import { isShown, placeOf, viewOf } from "../views";

interface Props {
  search: ContactSearch;
  hidden: ReadonlySet<string>;
  onShow: (search: ContactSearch, hidden: ReadonlySet<string>) => void;
}

/** The list under names: one's own views and shared ones; what is on screen can be kept as one. */
export function ViewMenu({ search, hidden, onShow }: Props) {
  const { t } = useTranslation("contacts");
  const views = useQuery(listContactViewsOptions()).data?.items ?? [];
  const [chosen, setChosen] = useState<string | null>(null);
  const [saving, setSaving] = useState(false);
  const [deleted, setDeleted] = useState<SavedViewView | null>(null);
  const refresh = useRefresh();
  const change = useMutation({ ...changeContactViewMutation(), onSuccess: () => refresh() });
  const shown = views.find((view) => isShown(view, search, hidden));
  // The one somebody chose and then moved away from can be brought up to date.
  const moved = shown ? undefined : views.find((view) => view.id === chosen && view.editable);
  const editable = shown?.editable ? shown : moved;

  function show(view: SavedViewView) {
    const place = placeOf(view);
    setChosen(view.id);
    onShow(place.search, place.hidden);
  }
  async function overwrite(view: SavedViewView) {
    await change.mutateAsync({ path: { view_id: view.id }, body: viewOf(search, hidden, view) });
    notifyDone(t("views.saved", { name: view.name }));
  }

  return (
    <>
      <Menu position="bottom-start" shadow="md" width={280}>
        <Menu.Target>
          <Button variant="default" rightSection={<IconChevronDown size={14} aria-hidden />}>
            {shown?.name ?? t("views.button")}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Label>{t("views.title")}</Menu.Label>
          {views.length === 0 && (
            <Text size="sm" c="dimmed" px="sm" pb={6}>
              {t("views.empty")}
            </Text>
          )}
          {views.map((view) => (
            <Menu.Item
              key={view.id}
              aria-current={view === shown || undefined}
              leftSection={
                view === shown ? <IconCheck size={16} aria-hidden /> : <span style={{ width: 16 }} />
              }
              rightSection={
                view.shared && <IconUsers size={14} aria-label={t("views.sharedBy", { name: view.owner })} />
              }
              onClick={() => show(view)}
            >
              {view.name}
            </Menu.Item>
          ))}
          <Menu.Divider />
          {moved && (
            <Menu.Item leftSection={<IconDeviceFloppy size={16} />} onClick={() => void overwrite(moved)}>
              {t("views.overwrite", { name: moved.name })}
            </Menu.Item>
          )}
          <Menu.Item leftSection={<IconPlus size={16} />} onClick={() => setSaving(true)}>
            {t("views.save")}
          </Menu.Item>
          {editable && (
            <Menu.Item color="shu" leftSection={<IconTrash size={16} />} onClick={() => setDeleted(editable)}>
              {t("views.delete", { name: editable.name })}
            </Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
      {saving && (
        <SaveView search={search} hidden={hidden} onSaved={setChosen} onClose={() => setSaving(false)} />
      )}
      <DeleteView view={deleted} onClose={() => setDeleted(null)} />
    </>
  );
}

interface SaveProps {
  search: ContactSearch;
  hidden: ReadonlySet<string>;
  onSaved: (id: string) => void;
  onClose: () => void;
}

function SaveView({ search, hidden, onSaved, onClose }: SaveProps) {
  const { t } = useTranslation("contacts");
  const mayShare = useMay("shareViews");
  const [name, setName] = useState("");
  const [shared, setShared] = useState(false);
  const { form, problems } = useSave(
    async () => {
      const body = viewOf(search, hidden, { name, shared });
      onSaved((await createContactView({ body, throwOnError: true })).data.id);
    },
    { done: t("views.saved", { name: name.trim() }), onClose },
  );
  return (
    <FormDrawer opened title={t("views.save")} {...form}>
      <TextInput
        label={t("views.name")}
        description={t("views.nameHint")}
        required
        maxLength={80}
        data-autofocus
        value={name}
        error={typeof problems.name === "string" && problems.name !== name.trim() ? problems.name : undefined}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      {mayShare && (
        <Switch
          label={t("views.shared")}
          description={t("views.sharedHint")}
          checked={shared}
          onChange={(event) => setShared(event.currentTarget.checked)}
        />
      )}
    </FormDrawer>
  );
}

function DeleteView({ view, onClose }: { view: SavedViewView | null; onClose: () => void }) {
  const { t } = useTranslation("contacts");
  const refresh = useRefresh();
  const remove = useMutation({ ...deleteContactViewMutation(), meta: { quiet: true } });
  return (
    <ConfirmPanel
      opened={view !== null}
      onClose={onClose}
      title={t("views.deleteTitle")}
      confirmLabel={t("views.delete", { name: view?.name ?? "" })}
      danger
      onConfirm={async () => {
        if (!view) return;
        await remove.mutateAsync({ path: { view_id: view.id } });
        await refresh();
      }}
    >
      {t(view?.shared ? "views.deleteShared" : "views.deleteText")}
    </ConfirmPanel>
  );
}
