export { EnrollPanel } from "./components/EnrollPanel";
export { LeftOutList } from "./components/LeftOutList";
export { PeoplePanel } from "./components/PeoplePanel";
export type { Status as EnrollmentStatusName } from "./model";
