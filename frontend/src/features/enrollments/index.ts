export { EnrollPanel } from "./components/EnrollPanel";
export { PeoplePanel } from "./components/PeoplePanel";
export type { Status as EnrollmentStatusName } from "./model";
