/** The default reason that a forced run records, the same in the CLI, the API and every other entry point. */
export function forcedBy(who: string): string {
  return `forced by ${who}`;
}
