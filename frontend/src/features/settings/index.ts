export { settingsRoute } from "./layout";
