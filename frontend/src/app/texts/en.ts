import accounts from "@/features/accounts/i18n/en.json";
import audit from "@/features/audit/i18n/en.json";
import brake from "@/features/brake/i18n/en.json";
import companies from "@/features/companies/i18n/en.json";
import contacts from "@/features/contacts/i18n/en.json";
import enrollments from "@/features/enrollments/i18n/en.json";
import home from "@/features/home/i18n/en.json";
import imports from "@/features/imports/i18n/en.json";
import inbox from "@/features/inbox/i18n/en.json";
import journeys from "@/features/journeys/i18n/en.json";
import lists from "@/features/lists/i18n/en.json";
import moves from "@/features/moves/i18n/en.json";
import notifications from "@/features/notifications/i18n/en.json";
import operations from "@/features/operations/i18n/en.json";
import settings from "@/features/settings/i18n/en.json";
import suppression from "@/features/suppression/i18n/en.json";
import tasks from "@/features/tasks/i18n/en.json";
import templates from "@/features/templates/i18n/en.json";
import webhooks from "@/features/webhooks/i18n/en.json";
import common from "@/shared/i18n/en.json";

export default {
  common,
  accounts,
  audit,
  brake,
  companies,
  contacts,
  enrollments,
  home,
  imports,
  inbox,
  journeys,
  lists,
  moves,
  notifications,
  operations,
  settings,
  suppression,
  tasks,
  templates,
  webhooks,
};
