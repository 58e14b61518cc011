const NEAR = [
  "Asia/Tokyo",
  "UTC",
  "Asia/Seoul",
  "Asia/Shanghai",
  "Asia/Singapore",
  "Europe/London",
  "America/New_York",
];

/** Every zone the browser knows; the likely ones first, and the saved one even if the browser does not know it. */
export function timeZones(saved: string): string[] {
  return [...new Set([...NEAR, saved, ...Intl.supportedValuesOf("timeZone")])];
}
