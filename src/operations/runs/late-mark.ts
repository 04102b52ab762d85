/** How doors say that a run was opened late: beyond the lateness budget of an hour, and by how much. */
import { isLate, lateInWords } from '#run/lateness.ts';

/** `late 3 days`; empty where it was not late. */
export function lateMark(lateSeconds: number | null): string {
  return lateSeconds !== null && isLate(lateSeconds) ? `late ${lateInWords(lateSeconds)}` : '';
}
