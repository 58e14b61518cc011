export { CancelOperation } from "./components/CancelOperation";
export { OperationProgress } from "./components/OperationProgress";
export { Refused } from "./components/Refused";
export { RunningOperations } from "./components/RunningOperations";
export { isOver, useOperation, useOperationKind, useRunningOperations } from "./queries";
export { partsOf, refusedIn } from "./result";
