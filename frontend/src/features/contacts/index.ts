export { ContactPicker } from "./components/ContactPicker";
export { ContactTable } from "./components/ContactTable";
export { STAGES } from "./filter";
