import type { UseQueryResult } from "@tanstack/react-query";
import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it, vi } from "vitest";
import type { ActionPreview } from "@/shared/api/generated/types.gen";
import { renderUi } from "@/test/render";
import { ActPreview } from "./ActPreview";

const answered = (refused: Record<string, number>) =>
  ({
    data: { people: 0, by_node: {}, mails: 0, refused },
    isPending: false,
    isError: false,
    isSuccess: true,
  }) as unknown as UseQueryResult<ActionPreview, unknown>;

describe("the count before an action", () => {
  it("shows who is left out for being paused the way out, instead of a dead end", async () => {
    const onResume = vi.fn();
    renderUi(<ActPreview query={answered({ paused: 3 })} stepName={(id) => id} onResume={onResume} />);
    expect(screen.getByText("一時停止中です。先に再開してください")).toBeVisible();
    await userEvent.click(screen.getByRole("button", { name: "3人を再開する" }));
    expect(onResume).toHaveBeenCalledOnce();
  });

  it("offers to resume nobody where nobody is paused", () => {
    renderUi(<ActPreview query={answered({ ended: 2 })} stepName={(id) => id} onResume={vi.fn()} />);
    expect(screen.queryByRole("button")).toBeNull();
  });
});
