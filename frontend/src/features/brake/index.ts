export { BrakeBanner } from "./components/BrakeBanner";
