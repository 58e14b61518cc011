import { screen } from "@testing-library/react";
import { expect, it, vi } from "vitest";
import { may, type Permission, type Role } from "@/shared/access/roles";
import type { OperationView } from "@/shared/api/generated/types.gen";
import { renderUi } from "@/test/render";
import { CancelOperation } from "./CancelOperation";

const who = vi.hoisted(() => ({ role: "viewer" }));
vi.mock("@/shared/access/session", () => ({ useMay: (asked: Permission) => may(who.role as Role, asked) }));

const running = (kind: string) => ({ id: "op1", kind, status: "running" }) as OperationView;

it.each([
  ["rep", "contact_import", true],
  ["rep", "shunt", false],
  ["marketer", "shunt", true],
  ["marketer", "reconcile", false],
  ["admin", "reconcile", true],
])("offers a %s to cancel a %s only where the server lets it: %s", (role, kind, offered) => {
  who.role = role;
  renderUi(<CancelOperation operation={running(kind)} />);
  expect(screen.queryAllByRole("button")).toHaveLength(offered ? 1 : 0);
});
