export { EnrollPanel } from "./components/EnrollPanel";
export { PeoplePanel } from "./components/PeoplePanel";
