import { useEffect, useRef } from "react";

type Handlers = Record<string, (data: unknown) => void>;

interface Options {
  /** Only this journey's counts; without it, operations alone. */
  journey?: string;
  enabled?: boolean;
  /** The stream is there, for the first time or again: what happened meanwhile was not told. */
  onOpen?: () => void;
}

const RETRY_MS = 5_000;

/**
 * Listens to the server's event stream while mounted and in sight: a browser gives a server six connections, and
 * tabs in the background would use them up. Keys of `handlers` are event names (`stats`, `operation`); handlers may
 * change without a new connection. A stream the server refused is asked for again.
 */
export function useServerEvents(handlers: Handlers, options: Options = {}): void {
  const { journey, enabled = true, onOpen } = options;
  const latest = useRef({ handlers, onOpen });
  latest.current = { handlers, onOpen };
  const names = Object.keys(handlers).sort().join(" ");

  useEffect(() => {
    if (!enabled || typeof EventSource === "undefined") return;
    const query = journey ? `?journey=${encodeURIComponent(journey)}` : "";
    return whileInSight(() => {
      let retry: ReturnType<typeof setTimeout> | undefined;
      let source: EventSource;
      const connect = () => {
        source = new EventSource(`/api/v1/events${query}`);
        source.onopen = () => latest.current.onOpen?.();
        source.onerror = () => {
          // The browser reconnects by itself, except after an answer that is no stream (a restart behind a proxy).
          if (source.readyState === EventSource.CLOSED) retry = setTimeout(connect, RETRY_MS);
        };
        for (const name of names.split(" ").filter(Boolean)) {
          source.addEventListener(name, (event) => latest.current.handlers[name]?.(parse(event)));
        }
      };
      connect();
      return () => {
        clearTimeout(retry);
        source.close();
      };
    });
  }, [journey, enabled, names]);
}

/** Starts now or when the tab comes into sight, stops when it goes out of it. */
function whileInSight(start: () => () => void): () => void {
  let stop: (() => void) | null = null;
  const look = () => {
    if (document.hidden) {
      stop?.();
      stop = null;
    } else stop ??= start();
  };
  look();
  document.addEventListener("visibilitychange", look);
  return () => {
    document.removeEventListener("visibilitychange", look);
    stop?.();
  };
}

function parse(event: Event): unknown {
  try {
    return JSON.parse((event as MessageEvent<string>).data);
  } catch {
    return null;
  }
}
