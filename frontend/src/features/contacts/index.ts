export { ContactPicker } from "./components/ContactPicker";
export { ContactTable } from "./components/ContactTable";
