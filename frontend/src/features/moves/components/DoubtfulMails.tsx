import { IconCircleCheck } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useMay } from "@/shared/access/session";
import { usePages } from "@/shared/api/use-pages";
import { EmptyState } from "@/shared/ui/EmptyState";
import { Page } from "@/shared/ui/Page";
import { PagesView } from "@/shared/ui/PagesView";
import { type AttentionRow, type AttentionSearch, mailFilterOf } from "../answers";
import { readMails } from "../api";
import { ATTENTION } from "../queries";
import { AttentionHead } from "./AttentionHead";
import { AttentionTable } from "./AttentionTable";
import { MailBar } from "./MailBar";
import { MailFilters } from "./MailFilters";
import { MailGroups } from "./MailGroups";
import type { Way } from "./SettleButtons";
import { SettleMails, type SettlingMails } from "./SettleMails";
import { WithPanel } from "./WithPanel";

const NONE: ReadonlySet<string> = new Set();

type Props = { search: AttentionSearch; onShow: (search: AttentionSearch) => void };

/** Mails nobody knows the fate of: by step and cause, by time, one by one; taken as arrived or sent again together. */
export function DoubtfulMails({ search, onShow }: Props) {
  const { t } = useTranslation("moves");
  const mayAct = useMay("controlJourneys");
  const [selected, setSelected] = useState(NONE);
  const [settling, setSettling] = useState<SettlingMails | null>(null);
  const filter = mailFilterOf(search);
  const pages = usePages<AttentionRow>([...ATTENTION, "unconfirmed", filter], (cursor, signal) =>
    readMails(filter, cursor, signal),
  );
  const clear = () => {
    setSelected(NONE);
    setSettling(null);
  };
  const show = (next: AttentionSearch) => {
    clear();
    onShow(next);
  };
  const settle = (how: Way, whom: Omit<SettlingMails, "how">) => setSettling({ how, ...whom });
  return (
    <WithPanel
      panel={settling && <SettleMails key={JSON.stringify(settling)} {...settling} onClose={clear} />}
    >
      <Page>
        <AttentionHead view="unconfirmed" onView={(kind) => show({ kind })} />
        <MailGroups
          search={search}
          onChoose={show}
          onSettle={
            mayAct
              ? (group, how) =>
                  settle(how, { selection: { filter: mailFilterOf(group) }, about: t("mails.about.group") })
              : undefined
          }
        />
        <MailFilters
          search={search}
          onChange={show}
          onSettle={
            mayAct && (pages.rows?.length ?? 0) > 0
              ? (how) => settle(how, { selection: { filter }, about: t("mails.about.filter") })
              : undefined
          }
        />
        <PagesView pages={pages}>
          {(rows) => (
            <AttentionTable
              kind="unconfirmed"
              rows={rows}
              selected={selected}
              onSelect={mayAct ? setSelected : undefined}
              onSettle={
                mayAct
                  ? ({ message_id, contact, subject }, how) =>
                      settle(how, {
                        selection: { ids: [message_id ?? ""] },
                        about: [contact.name, contact.email, subject].filter(Boolean).join(" ・ "),
                      })
                  : undefined
              }
              more={pages.more}
              empty={
                <EmptyState
                  picture={<IconCircleCheck size={28} />}
                  title={t("mails.none")}
                  text={t("mails.noneText")}
                />
              }
            />
          )}
        </PagesView>
        {selected.size > 0 && settling === null && (
          <MailBar
            selected={selected.size}
            onSettle={(how) =>
              settle(how, {
                selection: { ids: [...selected] },
                about: t("mails.about.selected", { count: selected.size }),
              })
            }
            onClear={clear}
          />
        )}
      </Page>
    </WithPanel>
  );
}
