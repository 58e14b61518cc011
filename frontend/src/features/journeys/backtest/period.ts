import { formatDate } from "@/shared/time/format";

type Period = { from: string | null; to: string };

/** 「2026年9月1日(火) 〜 2026年9月30日(水)」: when those entered whom a backtest is about. */
export function periodText({ from, to }: Period, t: unknown): string {
  const say = t as (key: string, values: Record<string, string>) => string;
  const until = formatDate(new Date(new Date(to).getTime() - 1).toISOString());
  return from
    ? say("journeys:backtest.fromTo", { from: formatDate(from), to: until })
    : say("journeys:backtest.until", { to: until });
}
