const WHOSE = ["mine", "team", "nobody"] as const;
const DUE = ["overdue", "today"] as const;

export type Whose = (typeof WHOSE)[number];
export type DueFilter = (typeof DUE)[number];

export interface TaskSearch {
  /** Mine when absent. */
  whose?: Exclude<Whose, "mine">;
  due?: DueFilter;
  done?: true;
  /** The task that is open. */
  task?: string;
}

/** The address of the page as filters; what it does not know falls away. */
export function readSearch(search: Record<string, unknown>): TaskSearch {
  const whose = WHOSE.find((name) => name === search.whose);
  return {
    whose: whose === "mine" ? undefined : whose,
    due: DUE.find((name) => name === search.due),
    done: search.done === true ? true : undefined,
    task: typeof search.task === "string" ? search.task : undefined,
  };
}
