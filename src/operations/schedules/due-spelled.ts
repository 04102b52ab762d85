/** A due instant in the form for people: `2024-01-28 02:00 America/New_York`. */
export function dueSpelled(period: {
  readonly dueLocal: string | null;
  readonly dueZone: string | null;
}): string {
  return `${(period.dueLocal ?? '').replace('T', ' ')} ${period.dueZone ?? ''}`.trim();
}
