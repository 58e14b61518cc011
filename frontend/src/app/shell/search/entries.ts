import {
  IconAddressBook,
  IconBuilding,
  IconFileImport,
  IconMailCog,
  IconPlus,
  IconProgress,
  IconRoute,
  IconSettings,
  type TablerIcon,
} from "@tabler/icons-react";
import { may, type Permission } from "@/shared/access/roles";
import type { SearchHit } from "@/shared/api/generated/types.gen";
import { matchesWords } from "@/shared/text/fold";
import { NAVIGATION } from "../navigation";

export const GROUPS = ["contact", "company", "journey", "template", "page", "action"] as const;
export type Group = (typeof GROUPS)[number];

/** One line of the search: where it leads, and what it says. */
export interface Entry {
  id: string;
  group: Group;
  icon: TablerIcon;
  label: string;
  detail: string;
  /** Stage of a contact or company, status of a journey. */
  state: string | null;
  href: string;
}

const HITS: Record<SearchHit["kind"], { icon: TablerIcon; place: string }> = {
  contact: { icon: IconAddressBook, place: "/contacts" },
  company: { icon: IconBuilding, place: "/companies" },
  journey: { icon: IconRoute, place: "/journeys" },
  template: { icon: IconMailCog, place: "/templates" },
};

const SETTINGS = ["organization", "calendar", "senders", "users", "tokens", "suppression", "audit"] as const;

const ACTIONS = [
  { key: "newContact", href: "/contacts/new", icon: IconPlus, needs: "editContacts" },
  { key: "importContacts", href: "/contacts/import", icon: IconFileImport, needs: "importContacts" },
  { key: "newJourney", href: "/journeys/new", icon: IconPlus, needs: "editJourneys" },
  { key: "newTemplate", href: "/templates/new", icon: IconPlus, needs: "editTemplates" },
] as const satisfies readonly { key: string; href: string; icon: TablerIcon; needs: Permission }[];

/** What the texts are looked up by; keys are checked where it is made. */
export interface Words {
  page: (key: (typeof NAVIGATION)[number]["key"] | "operations") => string;
  setting: (key: (typeof SETTINGS)[number]) => string;
  settings: string;
  action: (key: (typeof ACTIONS)[number]["key"]) => string;
  journeyKind: (kind: string) => string;
}

/** Something the server found, as a line. */
export function hitEntry(hit: SearchHit, words: Words): Entry {
  const { icon, place } = HITS[hit.kind];
  return {
    id: `${hit.kind}-${hit.id}`,
    group: hit.kind,
    icon,
    label: hit.title,
    detail: hit.kind === "journey" ? words.journeyKind(hit.detail) : hit.detail,
    state: hit.state,
    href: `${place}/${hit.id}`,
  };
}

/** Pages and actions whose words are meant, those only that the person may use. */
export function ownEntries(query: string, role: string | undefined, words: Words): Entry[] {
  const pages = NAVIGATION.map((page) => ({
    id: `page-${page.key}`,
    group: "page" as const,
    icon: page.icon,
    label: words.page(page.key),
    detail: "",
    state: null,
    href: "search" in page ? `${page.to}?kind=${page.search.kind}` : page.to,
  }));
  const operations = { icon: IconProgress, label: words.page("operations"), href: "/operations" };
  const settings = SETTINGS.map((key) => ({
    id: `page-settings-${key}`,
    group: "page" as const,
    icon: IconSettings,
    label: words.setting(key),
    detail: words.settings,
    state: null,
    href: `/settings/${key}`,
  }));
  const actions = ACTIONS.filter(({ needs }) => may(role, needs)).map(({ key, href, icon }) => ({
    id: `action-${key}`,
    group: "action" as const,
    icon,
    label: words.action(key),
    detail: "",
    state: null,
    href,
  }));
  const all: Entry[] = [
    ...pages,
    { id: "page-operations", group: "page", detail: "", state: null, ...operations },
    // Nobody is shown every setting before a word is typed.
    ...(query.trim() ? settings : []),
    ...actions,
  ];
  return all.filter(({ label, detail }) => matchesWords(query.trim(), label, detail));
}
