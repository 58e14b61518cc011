export { CancelOperation } from "./components/CancelOperation";
export { OperationProgress } from "./components/OperationProgress";
export { RunningOperations } from "./components/RunningOperations";
export { isOver, useOperation, useOperationKind, useRunningOperations } from "./queries";
