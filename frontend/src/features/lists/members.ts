import { addListMembers, removeListMembers } from "@/shared/api/generated/sdk.gen";
import type { ListChanged } from "@/shared/api/generated/types.gen";

/** So many the server takes at a time. */
const AT_ONCE = 1000;

/** Puts contacts on a list, or takes them off it; how many that changed. */
export async function changeMembers(listId: string, ids: string[], way: "add" | "remove"): Promise<number> {
  let changed = 0;
  for (let start = 0; start < ids.length; start += AT_ONCE) {
    const call = {
      path: { list_id: listId },
      body: { contact_ids: ids.slice(start, start + AT_ONCE) },
      throwOnError: true as const,
    };
    const answer: { data: ListChanged } =
      way === "add" ? await addListMembers(call) : await removeListMembers(call);
    changed += answer.data.changed;
  }
  return changed;
}
