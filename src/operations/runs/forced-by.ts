/** The reason that a forced run records where nobody gives one, the same at every door. */
export function forcedBy(who: string): string {
  return `forced by ${who}`;
}
