import { ActionIcon, Menu } from "@mantine/core";
import { IconDots, IconTrash, IconUserOff } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useMay } from "@/shared/access/session";
import { deleteContactMutation } from "@/shared/api/generated/@tanstack/react-query.gen";
import type { ContactView } from "@/shared/api/generated/types.gen";
import { useRefresh } from "@/shared/api/use-refresh";
import { ConfirmPanel } from "@/shared/ui/ConfirmPanel";
import { notifyDone } from "@/shared/ui/notify";
import { fullName } from "../name";
import { EraseContact } from "./EraseContact";

/** The rare thing, behind a menu and a question. */
export function DeleteContact({ contact }: { contact: ContactView }) {
  const { t } = useTranslation("contacts");
  const { t: common } = useTranslation();
  const [asked, setAsked] = useState(false);
  const [erasing, setErasing] = useState(false);
  const mayErase = useMay("eraseContacts");
  const navigate = useNavigate();
  const refresh = useRefresh();
  const remove = useMutation({ ...deleteContactMutation(), meta: { quiet: true } });
  return (
    <>
      <Menu position="bottom-end" shadow="md">
        <Menu.Target>
          <ActionIcon variant="default" size={34} aria-label={common("action.more")}>
            <IconDots size={16} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item color="shu" leftSection={<IconTrash size={16} />} onClick={() => setAsked(true)}>
            {t("delete.action")}
          </Menu.Item>
          {mayErase && (
            <Menu.Item color="shu" leftSection={<IconUserOff size={16} />} onClick={() => setErasing(true)}>
              {t("erase.action")}
            </Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
      <ConfirmPanel
        opened={asked}
        onClose={() => setAsked(false)}
        title={t("delete.title")}
        confirmLabel={t("delete.action")}
        danger
        onConfirm={async () => {
          await remove.mutateAsync({ path: { contact_id: contact.id } });
          notifyDone(t("delete.done", { name: fullName(contact) }));
          await navigate({ to: "/contacts" });
          await refresh();
        }}
      >
        {t("delete.text", { name: fullName(contact) })}
      </ConfirmPanel>
      <EraseContact contact={contact} opened={erasing} onClose={() => setErasing(false)} />
    </>
  );
}
