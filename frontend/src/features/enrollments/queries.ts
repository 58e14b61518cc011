import { queryOptions } from "@tanstack/react-query";
import * as sdk from "@/shared/api/generated/sdk.gen";
import { type Enrollment, listQuery, type PeopleSearch } from "./model";

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

type Wanted = { search: PeopleSearch; limit?: number };

/** One page of the people of a journey. */
export function readEnrollments(
  journeyId: string,
  { search, limit = 50 }: Wanted,
  cursor: string | undefined,
  signal: AbortSignal,
) {
  const query = { limit, cursor, ...listQuery(search) };
  return sdk.listEnrollments({ path: { journey_id: journeyId }, query, signal, throwOnError: true });
}
