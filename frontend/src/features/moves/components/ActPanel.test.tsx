import { screen } from "@testing-library/react";
import { expect, it, vi } from "vitest";
import { renderUi } from "@/test/render";
import { actionsFor } from "../model";
import { ActPanel } from "./ActPanel";

const panel = (status: string) =>
  renderUi(
    <ActPanel
      selection={{ ids: ["a"] }}
      about="選択した1人に対して行います。"
      offered={actionsFor(status)}
      graph={null}
      stepName={(id) => id}
      onClose={vi.fn()}
    />,
  );

it("says why nothing is offered for people whose journey is over, instead of showing an empty panel", async () => {
  panel("completed");
  expect(await screen.findByText(/全員終わっているため、行える操作はありません/)).toBeVisible();
});

it("does not say so where something can be done", async () => {
  panel("active");
  expect(await screen.findByRole("radio", { name: "待機を飛ばす" })).toBeVisible();
  expect(screen.queryByText(/行える操作はありません/)).toBeNull();
});
