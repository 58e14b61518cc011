export { AddToList } from "./components/AddToList";
