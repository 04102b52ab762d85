/**
 * Detects inputs that arrived after a run read them. The run does not contain them and must be recalculated.
 *
 * A review, and a person who approves, ask for everything that would change what the run pays. A clean run
 * without a review is approved as it was calculated, and asks for nothing.
 *
 * Refusal: inputs_changed.
 */
import { type Refused, refuse } from '#errors.ts';
import { type ChangedKind, changedSinceRead } from '#store/reads/changed-since-read.ts';
import { heldChangedSince, inputsTakenSince, type ReadAt } from '#store/reads/held.ts';
import type { Reading } from '#store/store.ts';

/** `inputs`: hours and one-off amounts of the run's own period. */
export type NewPayData = 'inputs' | ChangedKind;

interface ReadRun extends ReadAt {
  readonly companyId: number;
}

/** What changed since the run read its inputs, of all that it pays by. */
export async function newPayData(at: Reading, run: ReadRun): Promise<readonly NewPayData[]> {
  const kinds = await changedSinceRead(at, run);
  return (await inputsTakenSince(at, run)) ? ['inputs', ...kinds] : kinds;
}

/** Refuses to approve a run that would pay otherwise if it were calculated now. */
export async function unreadPayData(at: Reading, run: ReadRun): Promise<Refused | null> {
  const changed = await newPayData(at, run);
  if (changed.length === 0) return null;
  if (changed[0] === 'inputs') return unread(run, changed);
  const { runId, periodId } = run;
  return refuse({
    ...common(runId),
    message: `pay data changed after run ${runId} was calculated, so it does not include that: ${newPayDataInWords(changed)}`,
    facts: { runId, periodId, changed },
  });
}

const inWords: Readonly<Record<NewPayData, string>> = {
  inputs: 'hours or one-off amounts',
  roster: 'roster data',
  pay: 'rates or salaries',
  items: 'recurring items',
  balances: 'opening balances',
  earlier_inputs: 'inputs of earlier periods',
  owed: 'decisions about owed pay',
  people: 'who is on the roster',
  moves: 'moves between schedules',
  pay_codes: 'pay codes',
  settings: 'settings of the company',
  confirmations: 'confirmations of held people',
};

export function newPayDataInWords(changed: readonly NewPayData[]): string {
  return changed.map((kind) => inWords[kind]).join(', ');
}

/** Refuses to continue a run when its period has newer inputs. */
export async function unreadInputs(at: Reading, run: ReadAt): Promise<Refused | null> {
  return (await inputsTakenSince(at, run)) ? unread(run) : null;
}

/**
 * Refuses to repeat a request for a waiting run when its period, or any person it holds, has newer inputs.
 */
export async function unreadOfHeld(at: Reading, run: ReadAt): Promise<Refused | null> {
  return (await hasNotRead(at, run)) ? unread(run) : null;
}

export async function hasNotRead(at: Reading, run: ReadAt): Promise<boolean> {
  return (await inputsTakenSince(at, run)) || (await heldChangedSince(at, run));
}

function unread({ runId, periodId }: ReadAt, changed: readonly NewPayData[] = ['inputs']): Refused {
  return refuse({
    ...common(runId),
    message: `inputs of period ${periodId} were imported after run ${runId} was calculated, so it does not include them`,
    facts: { runId, periodId, changed },
  });
}

function common(run: number) {
  return {
    family: 'conflict',
    code: 'inputs_changed',
    hint: 'recalculate the run',
    actions: [{ action: 'recalculate_run', run }],
  } as const;
}
