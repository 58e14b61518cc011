import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it, vi } from "vitest";
import { ApiError } from "@/shared/api/error";
import { renderUi } from "@/test/render";
import { ConfirmPanel } from "./ConfirmPanel";

function open(onConfirm: (reason: string) => Promise<unknown>, extra: object = {}) {
  const onClose = vi.fn();
  renderUi(
    <ConfirmPanel
      opened
      onClose={onClose}
      title="確認"
      confirmLabel="128人を停止する"
      onConfirm={onConfirm}
      {...extra}
    >
      元に戻せません。
    </ConfirmPanel>,
  );
  return onClose;
}

const button = () => screen.findByRole("button", { name: "128人を停止する" });

describe("ConfirmPanel", () => {
  it("does nothing until the phrase is typed, so that Enter alone cannot destroy", async () => {
    const confirm = vi.fn(async () => undefined);
    open(confirm, { phrase: "停止" });
    expect(await button()).toBeDisabled();
    await userEvent.type(screen.getByLabelText(/停止/), "停止");
    await userEvent.click(await button());
    expect(confirm).toHaveBeenCalledOnce();
  });

  it("hands the reason on, which goes to the history", async () => {
    const confirm = vi.fn(async () => undefined);
    const onClose = open(confirm, { reason: "required" });
    expect(await button()).toBeDisabled();
    await userEvent.type(screen.getByLabelText(/理由/), "誤って公開した");
    await userEvent.click(await button());
    expect(confirm).toHaveBeenCalledWith("誤って公開した");
    await waitFor(() => expect(onClose).toHaveBeenCalled());
  });

  it("stays open with what was typed when the server refuses", async () => {
    const onClose = open(() => Promise.reject(new ApiError(403, "forbidden", "")), { reason: "optional" });
    await userEvent.type(await screen.findByLabelText(/理由/), "理由");
    await userEvent.click(await button());
    expect(await screen.findByRole("alert")).toHaveTextContent("権限がありません");
    expect(screen.getByLabelText(/理由/)).toHaveValue("理由");
    expect(onClose).not.toHaveBeenCalled();
  });
});
