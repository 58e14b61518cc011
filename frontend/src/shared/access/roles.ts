export type Role = "admin" | "marketer" | "rep" | "viewer";

/** What a person may do; the server decides, this only hides what would be refused. */
export const PERMISSIONS = {
  editContacts: ["admin", "marketer", "rep"],
  importContacts: ["admin", "marketer", "rep"],
  eraseContacts: ["admin"],
  shareViews: ["admin", "marketer", "rep"],
  enroll: ["admin", "marketer", "rep"],
  workTasks: ["admin", "marketer", "rep"],
  editJourneys: ["admin", "marketer"],
  controlJourneys: ["admin", "marketer"],
  editLists: ["admin", "marketer"],
  seeWebhookSecrets: ["admin", "marketer"],
  manageWebhookSecrets: ["admin"],
  editTemplates: ["admin", "marketer"],
  manageAccounts: ["admin"],
  manageOrganization: ["admin"],
  manageSenders: ["admin"],
  addSuppression: ["admin", "marketer"],
  removeSuppression: ["admin"],
} as const satisfies Record<string, readonly Role[]>;

export type Permission = keyof typeof PERMISSIONS;

export function may(role: string | undefined, permission: Permission): boolean {
  const allowed: readonly string[] = PERMISSIONS[permission];
  return role !== undefined && allowed.includes(role);
}
