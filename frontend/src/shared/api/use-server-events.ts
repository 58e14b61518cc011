import { useEffect, useRef } from "react";

type Handlers = Record<string, (data: unknown) => void>;

interface Options {
  /** Also this journey's counts; without it, what concerns every page. */
  journey?: string;
  enabled?: boolean;
  /** The stream is there, for the first time or again: what happened meanwhile was not told. */
  onOpen?: () => void;
}

interface Listener {
  handlers: Handlers;
  onOpen: (() => void) | undefined;
}

const RETRY_MS = 5_000;

/**
 * Listens to the server's event stream while mounted and in sight: a browser gives a server six connections, and
 * tabs in the background would use them up. Whoever asks for the same stream shares one connection. Keys of `handlers`
 * are event names (`stats`, `operation`, `unread`); handlers may change without a new connection. A stream the server
 * refused is asked for again.
 */
export function useServerEvents(handlers: Handlers, options: Options = {}): void {
  const { journey, enabled = true, onOpen } = options;
  const latest = useRef<Listener>({ handlers, onOpen });
  latest.current = { handlers, onOpen };
  const names = Object.keys(handlers).sort().join(" ");

  useEffect(() => {
    if (!enabled || typeof EventSource === "undefined") return;
    const query = journey ? `?journey=${encodeURIComponent(journey)}` : "";
    return whileInSight(() => join(query, names.split(" ").filter(Boolean), () => latest.current));
  }, [journey, enabled, names]);
}

const streams = new Map<string, Stream>();

/** Listens to the stream of this query, opened by the first who asks and closed by the last who leaves. */
function join(query: string, names: string[], listener: () => Listener): () => void {
  const stream = streams.get(query) ?? new Stream(query);
  streams.set(query, stream);
  stream.add(listener, names);
  return () => {
    if (stream.drop(listener)) streams.delete(query);
  };
}

class Stream {
  private readonly listeners = new Set<() => Listener>();
  private readonly names = new Set<string>();
  private readonly told = new Map<string, unknown>();
  private retry: ReturnType<typeof setTimeout> | undefined;
  private source: EventSource;

  constructor(private readonly query: string) {
    this.source = this.connect();
  }

  /** Who comes later hears at once what was told last. */
  add(listener: () => Listener, names: string[]): void {
    this.listeners.add(listener);
    for (const name of names) {
      if (this.told.has(name)) listener().handlers[name]?.(this.told.get(name));
      if (!this.names.has(name)) this.hear(name);
      this.names.add(name);
    }
  }

  /** Whether that was the last one; the connection is closed then. */
  drop(listener: () => Listener): boolean {
    this.listeners.delete(listener);
    if (this.listeners.size > 0) return false;
    clearTimeout(this.retry);
    this.source.close();
    return true;
  }

  private connect(): EventSource {
    const source = new EventSource(`/api/v1/events${this.query}`);
    source.onopen = () => {
      for (const listener of this.listeners) listener().onOpen?.();
    };
    source.onerror = () => {
      // The browser reconnects by itself, except after an answer that is no stream (a restart behind a proxy).
      if (source.readyState !== EventSource.CLOSED) return;
      this.retry = setTimeout(() => {
        this.source = this.connect();
        for (const name of this.names) this.hear(name);
      }, RETRY_MS);
    };
    return source;
  }

  private hear(name: string): void {
    this.source.addEventListener(name, (event) => {
      const data = parse(event);
      this.told.set(name, data);
      for (const listener of this.listeners) listener().handlers[name]?.(data);
    });
  }
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
