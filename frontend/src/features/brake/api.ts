import { queryOptions, useQuery } from "@tanstack/react-query";
import { client } from "@/shared/api/generated/client.gen";

export type Brake = {
  /** Since when nothing is sent; null while everything runs. */
  stopped_at: string | null;
  stopped_by: string | null;
  reason: string | null;
  /** Whom it holds, or would hold. */
  journeys: number;
  people: number;
  mails_day: number;
};

const URL = "/api/v1/organization/brake";
const throwOnError = true;

export const brakeQuery = queryOptions({
  queryKey: ["brake"],
  queryFn: async ({ signal }) => (await client.get({ url: URL, signal, throwOnError })).data as Brake,
  refetchInterval: 15_000,
});

export const useBrake = () => useQuery(brakeQuery);

export async function setBrake(on: boolean, reason: string): Promise<Brake> {
  return (await client.post({ url: URL, body: { on, reason }, throwOnError })).data as Brake;
}
