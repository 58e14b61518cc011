import { act, cleanup, renderHook } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { useServerEvents } from "./use-server-events";

class FakeSource extends EventTarget {
  static CLOSED = 2;
  static open: FakeSource[] = [];
  readyState = 1;
  onopen?: () => void;
  onerror?: () => void;
  constructor(readonly url: string) {
    super();
    FakeSource.open.push(this);
  }
  close() {
    this.readyState = 2;
    FakeSource.open = FakeSource.open.filter((source) => source !== this);
  }
  say(name: string, data: unknown) {
    this.dispatchEvent(new MessageEvent(name, { data: JSON.stringify(data) }));
  }
}

function show(hidden: boolean) {
  vi.spyOn(document, "hidden", "get").mockReturnValue(hidden);
  document.dispatchEvent(new Event("visibilitychange"));
}

beforeEach(() => {
  FakeSource.open = [];
  vi.stubGlobal("EventSource", FakeSource);
  vi.useFakeTimers();
});
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

describe("useServerEvents", () => {
  it("hands on what is told and stops listening when the page is left", () => {
    const operation = vi.fn();
    const { unmount } = renderHook(() => useServerEvents({ operation }));
    FakeSource.open[0]?.say("operation", { id: "1" });
    expect(operation).toHaveBeenCalledWith({ id: "1" });
    unmount();
    expect(FakeSource.open).toEqual([]);
  });

  it("leaves the few connections a browser has to the tab in sight", () => {
    renderHook(() => useServerEvents({ operation: vi.fn() }));
    act(() => show(true));
    expect(FakeSource.open).toHaveLength(0);
    act(() => show(false));
    expect(FakeSource.open).toHaveLength(1);
  });

  it("shares one connection between the parts of a page, and keeps it until the last one leaves", () => {
    const [operation, unread] = [vi.fn(), vi.fn()];
    const first = renderHook(() => useServerEvents({ operation }));
    const second = renderHook(() => useServerEvents({ unread }));
    expect(FakeSource.open).toHaveLength(1);
    FakeSource.open[0]?.say("unread", { unread: 3 });
    expect(unread).toHaveBeenCalledWith({ unread: 3 });
    expect(operation).not.toHaveBeenCalled();
    first.unmount();
    expect(FakeSource.open).toHaveLength(1);
    second.unmount();
    expect(FakeSource.open).toEqual([]);
  });

  it("tells who joins later what was told last, since the server says it only when it changes", () => {
    renderHook(() => useServerEvents({ operation: vi.fn(), unread: vi.fn() }));
    FakeSource.open[0]?.say("unread", { unread: 3 });
    const late = vi.fn();
    renderHook(() => useServerEvents({ unread: late }));
    expect(late).toHaveBeenCalledWith({ unread: 3 });
  });

  it("asks again for a stream that the server refused, which no browser does by itself", () => {
    const onOpen = vi.fn();
    renderHook(() => useServerEvents({ operation: vi.fn() }, { onOpen }));
    const [refused] = FakeSource.open;
    refused?.close();
    refused?.onerror?.();
    vi.advanceTimersByTime(5000);
    FakeSource.open[0]?.onopen?.();
    expect(onOpen).toHaveBeenCalledOnce();
  });
});
