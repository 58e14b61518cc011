export { ContactPicker } from "./components/ContactPicker";
export { ContactTable } from "./components/ContactTable";
export { Timeline } from "./components/Timeline";
export { STAGES } from "./filter";
