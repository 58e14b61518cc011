import { queryOptions } from "@tanstack/react-query";
import type { PeopleFilter } from "@/features/moves";
import * as sdk from "@/shared/api/generated/sdk.gen";
import type { Enrollment, Status } from "./model";

export const enrollmentKeys = {
  list: (journeyId: string) => ["enrollments", "of", journeyId] as const,
  one: (id: string) => ["enrollments", id] as const,
};

export const enrollmentQuery = (id: string) =>
  queryOptions({
    queryKey: enrollmentKeys.one(id),
    queryFn: async () => {
      const { data } = await sdk.getEnrollment({ path: { enrollment_id: id }, throwOnError: true });
      return data as unknown as Enrollment;
    },
    // Somebody under way moves while the page is open.
    refetchInterval: (query) => (query.state.data?.status === "active" ? 2000 : false),
  });

export async function stopEnrollment(id: string, reason: string): Promise<Enrollment> {
  const { data } = await sdk.stopEnrollment({
    path: { enrollment_id: id },
    body: { reason },
    throwOnError: true,
  });
  return data as unknown as Enrollment;
}

type Wanted = { filter: Omit<PeopleFilter, "journey_id">; limit?: number };

/** One page of the people of a journey. */
export function readEnrollments(
  journeyId: string,
  { filter, limit = 50 }: Wanted,
  cursor: string | undefined,
  signal: AbortSignal,
) {
  const { status, node } = filter;
  const query = {
    limit,
    cursor,
    ...(status ? { status: status as Status } : {}),
    ...(node ? { node } : {}),
  };
  return sdk.listEnrollments({ path: { journey_id: journeyId }, query, signal, throwOnError: true });
}
