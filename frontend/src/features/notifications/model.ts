import type { NotificationRow } from "@/shared/api/generated/types.gen";

/** Where a notification leads: what is to be done first, else the trip it came from, else the person. */
export function placeOf({ task_id, enrollment_id, contact_id }: NotificationRow) {
  if (task_id) return { to: "/tasks", search: { whose: "team", task: task_id } };
  if (enrollment_id) return { to: `/enrollments/${enrollment_id}`, search: {} };
  return contact_id ? { to: `/contacts/${contact_id}`, search: {} } : null;
}

const MOST = 99;

/** The number on the bell: short enough to stay a number. */
export const badgeOf = (unread: number): string => (unread > MOST ? `${MOST}+` : String(unread));
