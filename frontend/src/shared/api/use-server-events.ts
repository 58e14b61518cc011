import { useEffect, useRef } from "react";

type Handlers = Record<string, (data: unknown) => void>;

interface Options {
  /** Only this journey's counts; without it, operations alone. */
  journey?: string;
  enabled?: boolean;
}

/**
 * Listens to the server's event stream while mounted. Keys of `handlers` are event names (`stats`, `operation`).
 * The browser reconnects by itself; handlers may change without a new connection.
 */
export function useServerEvents(handlers: Handlers, { journey, enabled = true }: Options = {}): void {
  const latest = useRef(handlers);
  latest.current = handlers;
  const names = Object.keys(handlers).sort().join(" ");

  useEffect(() => {
    if (!enabled || typeof EventSource === "undefined") return;
    const query = journey ? `?journey=${encodeURIComponent(journey)}` : "";
    const source = new EventSource(`/api/v1/events${query}`);
    for (const name of names.split(" ").filter(Boolean)) {
      source.addEventListener(name, (event) => latest.current[name]?.(parse(event)));
    }
    return () => source.close();
  }, [journey, enabled, names]);
}

function parse(event: Event): unknown {
  try {
    return JSON.parse((event as MessageEvent<string>).data);
  } catch {
    return null;
  }
}
