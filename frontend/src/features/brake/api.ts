import { queryOptions, useQuery } from "@tanstack/react-query";
import * as sdk from "@/shared/api/generated/sdk.gen";

export type Brake = {
  /** Since when nothing is sent; null while everything runs. */
  since: string | null;
  by: string | null;
  reason: string | null;
};

const throwOnError = true;

export const brakeQuery = queryOptions({
  queryKey: ["brake"],
  queryFn: async (): Promise<Brake> => {
    const { since } = (await sdk.getBrake({ throwOnError })).data;
    if (!since) return { since: null, by: null, reason: null };
    const query = { object_type: "organization", object_id: "1", limit: 50 };
    const { items } = (await sdk.listAudit({ query, throwOnError })).data;
    const cause = items.find(({ action }) => action === "sending.stopped");
    return { since, by: cause?.actor_name ?? null, reason: cause?.reason ?? null };
  },
  refetchInterval: 15_000,
});

export const useBrake = () => useQuery(brakeQuery);

export async function setBrake(on: boolean, reason: string): Promise<void> {
  await sdk.setBrake({ body: { on, reason }, throwOnError });
}
