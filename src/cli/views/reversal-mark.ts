/** How a table marks a payslip that reverses another, or was reversed. */

/** `reverses run 3`, `reversed by run 5`, or nothing. */
export function reversalMark(of: {
  readonly reverses: number | null;
  readonly reversedBy: number | null;
}): string {
  if (of.reverses !== null) return `reverses run ${of.reverses}`;
  return of.reversedBy === null ? '' : `reversed by run ${of.reversedBy}`;
}
