export { ContactTasks } from "./components/ContactTasks";
export { isOutcome as isTaskOutcome, outcomesOf as taskOutcomes } from "./model";
