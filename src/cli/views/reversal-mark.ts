/** How a table marks a payslip that reverses or corrects another, or was reversed. */

/** `reverses run 3`, `corrects run 3`, `reversed by run 5`, or nothing. */
export function reversalMark(of: {
  readonly reverses: number | null;
  readonly corrects: number | null;
  readonly reversedBy: number | null;
}): string {
  if (of.reverses !== null) return `reverses run ${of.reverses}`;
  const parts = [
    ...(of.corrects === null ? [] : [`corrects run ${of.corrects}`]),
    ...(of.reversedBy === null ? [] : [`reversed by run ${of.reversedBy}`]),
  ];
  return parts.join(', ');
}
