export { ContactTasks } from "./components/ContactTasks";
export { TodayTasks } from "./components/TodayTasks";
export { isOutcome as isTaskOutcome, outcomesOf as taskOutcomes } from "./model";
