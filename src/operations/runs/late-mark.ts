/**
 * How the CLI and other entry points show that a run opened late: by how much, past the lateness budget of an
 * hour.
 */
import { isLate, lateInWords } from '#run/lateness.ts';

/** `late 3 days`; empty when it was not late. */
export function lateMark(lateSeconds: number | null): string {
  return lateSeconds !== null && isLate(lateSeconds) ? `late ${lateInWords(lateSeconds)}` : '';
}
