/**
 * Detects when too many people of a run are held, which suggests a problem beyond the data of single people.
 *
 * One held person never stops the others. If a whole group has no hours, probably nobody imported the
 * file. The run must then not look successful.
 */
import type { Action } from '#actions.ts';
import { counted } from '#text/counted.ts';
import type { Blocker } from './blockers.ts';

interface HeldFacts {
  readonly runId: number;
  readonly periodId: number;
  /** People of the run who are not excluded. */
  readonly people: number;
  /** The number of held people, by the code of the reason. */
  readonly byCode: readonly { readonly code: string; readonly count: number }[];
  /** Whether the period had any hours when the run read its inputs. */
  readonly hoursWereTaken: boolean;
  /** The company's limit. 100: there is no limit. */
  readonly percentMax: number;
}

/** One held person is never too many, however small the run. */
export const manyHeldMin = 2;

const laterInWords = 'You can approve the run now and pay these people later. Or';

export function manyHeld(facts: HeldFacts): Blocker | null {
  const { percentMax, people } = facts;
  if (percentMax >= 100) return null;
  const missing = facts.byCode.find(({ code }) => code === 'missing_hours')?.count ?? 0;
  if (missing >= manyHeldMin && !facts.hoursWereTaken) return noHours(facts, missing);
  const held = facts.byCode.reduce((sum, { count }) => sum + count, 0);
  if (held < manyHeldMin || held * 100 <= percentMax * people) return null;
  return {
    code: 'many_held',
    title: 'Many people are held',
    description: `${held.toLocaleString('en-US')} of the ${counted(people, 'person')} in the run are held: ${reasons(facts)}.`,
    todo: `${laterInWords} correct their data, then recalculate the run`,
    actions: [...(missing > 0 ? [importHours(facts)] : []), recalculate(facts)],
  };
}

/**
 * A person has chosen these people and amounts. No later run pays them, because the period of an off-cycle run
 * covers no days. So the run waits for a person, and does not leave somebody out by itself.
 */
export function heldOffCycle({
  runId,
  held,
  paid,
}: {
  readonly runId: number;
  readonly held: number;
  readonly paid: number;
}): Blocker | null {
  if (held === 0 || paid === 0) return null;
  const people = held === 1 ? '1 person is' : `${held.toLocaleString('en-US')} people are`;
  return {
    code: 'off_cycle_held',
    title: 'Somebody in the off-cycle run is held',
    description: `${people} held, and no later run pays them these amounts.`,
    todo: 'Correct or confirm their pay, then recalculate the run. Approving it now leaves them out',
    actions: [
      { action: 'show_run', run: runId },
      { action: 'recalculate_run', run: runId },
    ],
  };
}

function noHours(facts: HeldFacts, missing: number): Blocker {
  const { people, periodId } = facts;
  return {
    code: 'no_hours',
    title: 'No hours were imported',
    description: `${missing.toLocaleString('en-US')} of the ${counted(people, 'person')} in the run are hourly and held, and period ${periodId} has no hours.`,
    todo: `${laterInWords} import the hours, then recalculate the run`,
    actions: [importHours(facts), recalculate(facts)],
  };
}

/** `5 with missing hours, 2 with negative net` */
function reasons({ byCode }: HeldFacts): string {
  const most = byCode.toSorted((one, other) => other.count - one.count);
  return most.map(({ code, count }) => `${count} with ${code.replaceAll('_', ' ')}`).join(', ');
}

function importHours({ periodId }: HeldFacts): Action {
  return { action: 'import_hours', period: periodId };
}

function recalculate({ runId }: HeldFacts): Action {
  return { action: 'recalculate_run', run: runId };
}
