export { FieldMenu } from "./components/FieldMenu";
