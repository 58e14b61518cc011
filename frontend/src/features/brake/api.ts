import { queryOptions, useQuery } from "@tanstack/react-query";
import * as sdk from "@/shared/api/generated/sdk.gen";
import type { BrakeView } from "@/shared/api/generated/types.gen";
import { formatDateTime } from "@/shared/time/format";

const throwOnError = true;

export const brakeQuery = queryOptions({
  queryKey: ["brake"],
  queryFn: async () => (await sdk.getBrake({ throwOnError })).data,
  refetchInterval: 15_000,
});

export const useBrake = () => useQuery(brakeQuery);

export async function setBrake(on: boolean, reason: string): Promise<void> {
  await sdk.setBrake({ body: { on, reason }, throwOnError });
}

/** From when to when mails may have gone out of which the database does not know, as texts take it. */
export function unknownSpan(brake: BrakeView): { from: string; until: string } {
  const shown = (at: string | null) => (at ? formatDateTime(at) : "—");
  return { from: shown(brake.unknown_from), until: shown(brake.unknown_until) };
}
