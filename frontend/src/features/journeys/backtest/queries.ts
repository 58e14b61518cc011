import { keepPreviousData, queryOptions, useQuery } from "@tanstack/react-query";
import { useOperation } from "@/features/operations";
import * as sdk from "@/shared/api/generated/sdk.gen";
import type { BacktestRequest, BacktestView, OperationView } from "@/shared/api/generated/types.gen";
import { journeyKeys } from "../queries";

const throwOnError = true;
const key = (journeyId: string) => [...journeyKeys.one(journeyId), "backtests"] as const;

export async function startBacktest(journeyId: string, body: BacktestRequest): Promise<OperationView> {
  return (await sdk.backtestJourney({ path: { journey_id: journeyId }, body, throwOnError })).data;
}

export const backtestsKey = key;

/** One backtest as far as it has come: read again with every sign of progress. */
export function useBacktest(journeyId: string, backtestId: string) {
  const operation = useOperation(backtestId).data;
  return useQuery({
    queryKey: [...key(journeyId), backtestId, operation?.done ?? 0, operation?.status ?? ""],
    queryFn: async (): Promise<BacktestView> => {
      const path = { journey_id: journeyId, backtest_id: backtestId };
      return (await sdk.getBacktest({ path, throwOnError })).data;
    },
    placeholderData: keepPreviousData,
  });
}

export const backtestFilmQuery = (journeyId: string, backtestId: string, enrollmentId: string) =>
  queryOptions({
    queryKey: [...key(journeyId), backtestId, "film", enrollmentId],
    queryFn: async () => {
      const path = { journey_id: journeyId, backtest_id: backtestId, enrollment_id: enrollmentId };
      return (await sdk.getBacktestFilm({ path, throwOnError })).data;
    },
  });
