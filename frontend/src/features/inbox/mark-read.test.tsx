import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { renderHook } from "@testing-library/react";
import type { ReactNode } from "react";
import { describe, expect, it } from "vitest";
import { markRead, useMarkRead } from "./mark-read";

const row = (id: string, read: boolean) => ({
  id,
  read,
  from: "a@example.com",
  to: "b@example.com",
  subject: "",
  received_at: "2026-04-01T00:00:00Z",
});
const list = (read: boolean) => ({
  pages: [{ items: [row("1", read), row("2", false)], next_cursor: null }],
  pageParams: [undefined],
});
const dots = (pages: ReturnType<typeof list> | undefined) =>
  pages?.pages[0]?.items.filter((mail) => !mail.read).map((mail) => mail.id);

describe("a mail that was opened", () => {
  it("loses its dot in every list, and no other mail does", () => {
    expect(dots(markRead(list(false), "1") as ReturnType<typeof list>)).toEqual(["2"]);
    expect(markRead(list(true), "1")).toBeUndefined();
  });

  it("keeps no dot when a list that was asked for before arrives after it", () => {
    const client = new QueryClient();
    const wrapper = ({ children }: { children: ReactNode }) => (
      <QueryClientProvider client={client}>{children}</QueryClientProvider>
    );
    const { rerender } = renderHook(({ lists }) => useMarkRead("1", true, lists), {
      wrapper,
      initialProps: { lists: 0 },
    });
    client.setQueryData(["inbox", undefined], list(false));
    rerender({ lists: 1 });
    expect(dots(client.getQueryData(["inbox", undefined]))).toEqual(["2"]);
  });
});
