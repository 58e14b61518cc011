import accounts from "@/features/accounts/i18n/ja.json";
import audit from "@/features/audit/i18n/ja.json";
import brake from "@/features/brake/i18n/ja.json";
import companies from "@/features/companies/i18n/ja.json";
import contacts from "@/features/contacts/i18n/ja.json";
import enrollments from "@/features/enrollments/i18n/ja.json";
import home from "@/features/home/i18n/ja.json";
import imports from "@/features/imports/i18n/ja.json";
import inbox from "@/features/inbox/i18n/ja.json";
import journeys from "@/features/journeys/i18n/ja.json";
import lists from "@/features/lists/i18n/ja.json";
import moves from "@/features/moves/i18n/ja.json";
import notifications from "@/features/notifications/i18n/ja.json";
import operations from "@/features/operations/i18n/ja.json";
import settings from "@/features/settings/i18n/ja.json";
import suppression from "@/features/suppression/i18n/ja.json";
import tasks from "@/features/tasks/i18n/ja.json";
import templates from "@/features/templates/i18n/ja.json";
import webhooks from "@/features/webhooks/i18n/ja.json";
import common from "@/shared/i18n/ja.json";

/** All texts, one namespace a feature; `common` belongs to everybody. */
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
