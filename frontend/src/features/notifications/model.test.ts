import { describe, expect, it } from "vitest";
import type { NotificationRow } from "@/shared/api/generated/types.gen";
import { badgeOf, placeOf } from "./model";

const notice: NotificationRow = {
  id: "1",
  subject: "資料をクリックしました",
  body: "",
  created_at: "2026-12-01T00:00:00Z",
  read_at: null,
  kind: "journey",
  contact_id: "c",
  contact: "佐藤 花子",
  journey_id: null,
  journey: null,
  enrollment_id: null,
  task_id: null,
};

describe("notifications", () => {
  it("lead to what can be done about them, and to nowhere when the person is gone", () => {
    expect(placeOf({ ...notice, task_id: "t", enrollment_id: "e" })).toMatchObject({ search: { task: "t" } });
    expect(placeOf({ ...notice, enrollment_id: "e" })?.to).toBe("/enrollments/e");
    expect(placeOf(notice)?.to).toBe("/contacts/c");
    expect(placeOf({ ...notice, contact: null, contact_id: null })).toBeNull();
  });

  it("keep the bell's number short", () => {
    expect(badgeOf(7)).toBe("7");
    expect(badgeOf(1200)).toBe("99+");
  });
});
