import { queryOptions, useQuery } from "@tanstack/react-query";
import * as sdk from "@/shared/api/generated/sdk.gen";

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
