import { useLiveGraph } from "../queries";
import { useWords } from "./useWords";

/** Names of the steps of a journey as it is live, where only its id is known. */
export function useStepName(journeyId: string): (id: string) => string {
  return useWords(useLiveGraph(journeyId)).stepName;
}
