import {
  IconAddressBook,
  IconBuilding,
  IconChecklist,
  IconHome,
  IconInbox,
  IconMailCog,
  IconMailFast,
  IconRoute,
  IconSettings,
} from "@tabler/icons-react";

/** The left rail, in the order of a working day. `search` tells two entries on the same page apart. */
export const NAVIGATION = [
  { key: "home", to: "/", icon: IconHome, exact: true },
  { key: "journeys", to: "/journeys", icon: IconRoute },
  { key: "sequences", to: "/journeys", search: { kind: "sequence" }, icon: IconMailFast },
  { key: "contacts", to: "/contacts", icon: IconAddressBook },
  { key: "companies", to: "/companies", icon: IconBuilding },
  { key: "tasks", to: "/tasks", icon: IconChecklist },
  { key: "templates", to: "/templates", icon: IconMailCog },
  { key: "inbox", to: "/inbox", icon: IconInbox },
  { key: "settings", to: "/settings", icon: IconSettings },
] as const;
