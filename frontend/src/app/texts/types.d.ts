import "i18next";
import type ja from "./ja";

// Keys are checked against the Japanese texts: a key that does not exist does not compile.
declare module "i18next" {
  interface CustomTypeOptions {
    defaultNS: "common";
    resources: typeof ja;
    contextSeparator: "~";
  }
}
