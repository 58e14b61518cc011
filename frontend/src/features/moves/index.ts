export { ActPanel } from "./components/ActPanel";
export { FailureWaves } from "./components/FailureWaves";
export { PeopleBar } from "./components/PeopleBar";
export { WaveRetry } from "./components/WaveRetry";
export { WithPanel } from "./components/WithPanel";
export { actionsFor, commonStatus, type PeopleFilter, type Selection, type Wave } from "./model";
