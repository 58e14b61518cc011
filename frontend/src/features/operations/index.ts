export { OperationProgress } from "./components/OperationProgress";
export { RunningOperations } from "./components/RunningOperations";
export { isOver, useOperation, useOperationKind } from "./queries";
