export { ActPanel } from "./components/ActPanel";
export { FailureWaves } from "./components/FailureWaves";
export { PeopleBar } from "./components/PeopleBar";
export { WithPanel } from "./components/WithPanel";
export { type Action, actionsFor, commonStatus, type PeopleFilter, type Selection } from "./model";
