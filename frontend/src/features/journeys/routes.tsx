/** Pages of this feature; the app hangs them under the shell. */
export const journeysRoutes = [] as const;
