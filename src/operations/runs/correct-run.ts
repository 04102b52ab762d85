/**
 * Corrects payslips of a committed run, from entering hours to the commit of the correction, or shows what it would do.
 * The hours and the opening of the run are one transaction.
 *
 * A repeated request continues the existing run from its current state, and the answer says so. Where the company has
 * a second pair of eyes, the run waits for somebody else than the person who asked for it or entered the data.
 *
 * Refusals: those of open-correction.ts and of the file; hours_of_several, for hours without exactly one employee;
 * inputs_of_period, inputs_of_others, for a file of another kind of run or with people beside it.
 */
import { type Answer, answer, refuse } from '#errors.ts';
import { allOrNothing } from '#operations/all-or-nothing.ts';
import { unlessUnchecked } from '#operations/backup/unchecked-restore.ts';
import { findRun } from '#operations/look-up.ts';
import type { MayHaveForm } from '#operations/people/file-forms.ts';
import { readHours } from '#operations/people/import-hours.ts';
import { readInputsFile } from '#operations/people/import-inputs.ts';
import { nothingChanged } from '#operations/people/input-changes.ts';
import { takeInTransaction } from '#operations/people/period-inputs.ts';
import type { MayRefuseUnusual } from '#operations/people/unusual-values.ts';
import type { World } from '#operations/world.ts';
import type { Blocker } from '#run/blockers.ts';
import { paysOwnAmounts } from '#run/own-amounts.ts';
import { numbersOf } from '#store/reads/roster.ts';
import { type RunRow, runById } from '#store/reads/runs.ts';
import { violatedConstraint, type Writing } from '#store/store.ts';
import { csvText } from '#text/csv-line.ts';
import {
  blockersOfCorrection,
  type CorrectionPair,
  pairsNamed,
  pairsOfRun,
} from './correction-pairs.ts';
import { notCorrectableRun } from './correction-refused.ts';
import type { DriveOptions } from './drive-run.ts';
import {
  type CorrectionOpening,
  type EntersHours,
  lookAheadOf,
  type OpenCorrectionAsk,
  openCorrection,
} from './open-correction.ts';
import { type OffCycleRan, openedOnce, worked } from './run-off-cycle.ts';

/** Hours of a person for the corrected period, as in an hours file: `regular_hours` → `72.5`. */
type RightHours = Readonly<
  Partial<Record<'regular_hours' | 'overtime_hours' | 'double_time_hours', string>>
>;

interface RightAmounts extends MayHaveForm, MayRefuseUnusual {
  /** CSV, as for the off-cycle run itself. */
  readonly bytes: Uint8Array;
  readonly fileName?: string | undefined;
}

export interface CorrectRun extends OpenCorrectionAsk {
  /** Replaces the hours of the one employee. Null: what was entered before counts. */
  readonly hours: RightHours | null;
  /** The right amounts of an off-cycle run. The people in the file keep nothing else of it. */
  readonly inputs?: RightAmounts | null | undefined;
  readonly dryRun: boolean;
}

export interface Corrected {
  readonly corrected: RunRow;
  /** The first people, by number. */
  readonly pairs: readonly CorrectionPair[];
  /** How many people are paid a difference, and how many owe one. Null: the run was there. */
  readonly counts: CorrectionCounts | null;
}

interface CorrectionCounts {
  readonly corrected: number;
  readonly owing: number;
}

/** Nothing was saved. */
interface CorrectionRehearsed extends Corrected {
  readonly kind: 'rehearsed';
  /** Null: the correction would pay nobody, so no run would be opened. */
  readonly payOn: Temporal.PlainDate | null;
  readonly held: readonly {
    readonly number: string;
    readonly code: string;
    readonly detail: string;
    readonly hint: string;
  }[];
  readonly blockers: readonly Blocker[];
}

/** No run was opened, because nobody is to be paid more. Hours may have been entered. */
interface CorrectionEntered extends Corrected {
  readonly kind: 'entered';
  readonly hasEntered: boolean;
}

export type CorrectionResult = (OffCycleRan & Corrected) | CorrectionRehearsed | CorrectionEntered;

export async function correctRun(
  world: World,
  ask: CorrectRun,
  options: DriveOptions,
): Promise<Answer<CorrectionResult>> {
  const found = await findRun(world, ask.runId);
  if (!found.ok) return found;
  const corrected = found.value;
  const { companyId } = corrected;
  const refused = notCorrectableRun(corrected);
  if (refused !== null) return refused;
  const entering = await entersFor(world, { ask, run: corrected });
  if (!entering.ok) return entering;
  const { enters, employees } = entering.value;
  // Who is entered with the request is calculated with it.
  const looked = enters === null ? await lookAheadOf(world, { ...ask, run: corrected }) : null;
  const opens = (tx: Writing) => openCorrection(tx, { ...ask, employees, world, enters, looked });
  const scope = { companyId };
  if (ask.dryRun) {
    const tried = await world.store.rehearse(scope, async (tx): Promise<Answer<Tried>> => {
      const opened = await opens(tx);
      if (!opened.ok) return opened;
      const opening = opened.value;
      if (opening.kind === 'was_there') return answer(opening);
      return answer(await rehearsed(tx, { corrected, opening }));
    });
    if (!tried.ok) return tried;
    if (tried.value.kind === 'rehearsed') return answer(tried.value);
    return ran(world, { corrected, opening: tried.value }, { ...options, signal: aborted });
  }
  const opened = await openOnce(world, { companyId, opens });
  if (!opened.ok) return opened;
  const opening = opened.value;
  if (opening.kind === 'entered') {
    const pairs = await world.store.read(scope, (at) =>
      pairsNamed(at, { run: corrected, pairs: opening.differing?.pairs ?? [] }),
    );
    const counts = countsOf(opening);
    return answer({ kind: 'entered', hasEntered: opening.hasEntered, corrected, pairs, counts });
  }
  if (opening.kind === 'opened') {
    const { runId, periodId, rosterCount: roster, chunkCount: chunks } = opening;
    world.telemetry.emit({ kind: 'run_opened', runId, periodId, roster, chunks });
  }
  return ran(world, { corrected, opening }, options);
}

const aborted = AbortSignal.abort();

type Tried = CorrectionRehearsed | (CorrectionOpening & { readonly kind: 'was_there' });
type Opened = Exclude<CorrectionOpening, { readonly kind: 'entered' }>;

/** What the run pays, and before it who owes something instead. */
async function ran(
  world: World,
  of: { readonly corrected: RunRow; readonly opening: Opened },
  options: DriveOptions,
): Promise<Answer<CorrectionResult>> {
  const { corrected, opening } = of;
  const { companyId } = corrected;
  const { runId, periodId, kind } = opening;
  const run = { runId, periodId, companyId, wasThere: kind === 'was_there' };
  const done = await worked(world, run, options);
  const pairs = await world.store.read({ companyId }, async (at) => {
    const others = (opening.differing?.pairs ?? []).filter(({ settled }) => settled !== 'this_run');
    const named = await pairsNamed(at, { run: corrected, pairs: others });
    return [...(await pairsOfRun(at, runId)), ...named];
  });
  return answer({ ...done, corrected, pairs, counts: countsOf(opening) });
}

function countsOf({ differing }: CorrectionOpening): CorrectionCounts | null {
  if (differing === null) return null;
  const { people } = differing;
  const corrected = people.filter(({ settled }) => settled === 'this_run').length;
  return { corrected, owing: people.length - corrected };
}

/** What the run that was just opened would do. Nothing is written. */
async function rehearsed(
  tx: Writing,
  of: {
    readonly corrected: RunRow;
    readonly opening: Exclude<CorrectionOpening, { readonly kind: 'was_there' }>;
  },
): Promise<CorrectionRehearsed> {
  const { corrected, opening } = of;
  const { pairs: found = [], trouble = [], limited = [] } = opening.differing ?? {};
  const pairs = await pairsNamed(tx, { run: corrected, pairs: found });
  const counts = countsOf(opening);
  const none = { kind: 'rehearsed', corrected, pairs, counts, held: [], blockers: [] } as const;
  if (opening.kind === 'entered') return { ...none, payOn: null };
  const run = await runById(tx, opening.runId);
  if (run === null) return { ...none, payOn: null };
  const held = [...trouble, ...limited];
  const numbers = await numbersOf(
    tx,
    held.map(({ employeeId }) => employeeId),
  );
  return {
    ...{ ...none, payOn: run.payOn },
    held: held.map(({ employeeId, code, detail, hint }) => ({
      ...{ number: numbers.get(employeeId) ?? String(employeeId), code, detail, hint },
    })),
    // Their actions would name a run that does not exist.
    blockers: (await blockersOfCorrection(tx, run)).map(({ actions: _, ...one }) => one),
  };
}

/** After losing to a simultaneous request, looks again and finds the other's run. */
async function openOnce(
  world: World,
  ask: {
    readonly companyId: number;
    readonly opens: (tx: Writing) => Promise<Answer<CorrectionOpening>>;
  },
): Promise<Answer<CorrectionOpening>> {
  const opens = unlessUnchecked(ask.opens);
  const how = {
    scope: { companyId: ask.companyId },
    hasChanged: (one: CorrectionOpening) =>
      one.kind === 'opened' || (one.kind === 'entered' && one.hasEntered),
  };
  try {
    return await allOrNothing(world, how, opens);
  } catch (error) {
    if (!openedOnce.has(violatedConstraint(error))) throw error;
    return allOrNothing(world, how, opens);
  }
}

interface Entering {
  /** Null: nothing is entered with the request. */
  readonly enters: EntersHours | null;
  readonly employees: readonly string[] | null;
}

async function entersFor(
  world: World,
  of: { readonly ask: CorrectRun; readonly run: RunRow },
): Promise<Answer<Entering>> {
  const { employees, inputs = null } = of.ask;
  if (inputs !== null) return entersAmounts(world, { ...of, inputs });
  const hours = await entersHours(world, of);
  return hours.ok ? answer({ enters: hours.value, employees }) : hours;
}

/** The people of the file are corrected. */
async function entersAmounts(
  world: World,
  of: { readonly ask: CorrectRun; readonly run: RunRow; readonly inputs: RightAmounts },
): Promise<Answer<Entering>> {
  const { ask, run, inputs } = of;
  const { periodId, runId } = run;
  if (!paysOwnAmounts(run)) {
    return refuse({
      family: 'usage',
      code: 'inputs_of_period',
      message: `run ${runId} pays the days of period ${periodId}, and no file of its own`,
      hint: 'import what is right for the period (late, replacing), then correct the run without a file',
      actions: [{ action: 'import_late_hours', period: periodId }],
    });
  }
  if (ask.hours !== null || ask.employees !== null) {
    return refuse({
      family: 'usage',
      code: 'inputs_of_others',
      message: 'the file names the people and their amounts',
      hint: 'give the file without employees and hours',
    });
  }
  const how = { replaceAll: true, isCorrection: true, dryRun: ask.dryRun };
  const read = await readInputsFile(world, { ...inputs, ...how, periodId });
  if (!read.ok) return read;
  const taking = read.value.inputs;
  const employees = [...new Set([...taking.rows()].map((row) => row.employeeNumber))];
  const enters: EntersHours = async (tx) => {
    const taken = await takeInTransaction(tx, { ...taking, world });
    return taken.ok ? answer(!nothingChanged(taken.value)) : taken;
  };
  return answer({ enters, employees });
}

/** The hours are read like a file of one row, with every check of a file. */
async function entersHours(
  world: World,
  { ask, run }: { readonly ask: CorrectRun; readonly run: RunRow },
): Promise<Answer<EntersHours | null>> {
  const { hours, employees } = ask;
  if (hours === null) return answer(null);
  const [number, second] = employees ?? [];
  const columns = Object.keys(hours);
  if (number === undefined || second !== undefined || columns.length === 0) {
    return refuse({
      family: 'usage',
      code: 'hours_of_several',
      message: 'hours are given for exactly one employee',
      hint: 'name one employee, or import the hours first (late) and correct the run then',
      actions: [{ action: 'import_hours', period: run.periodId }],
    });
  }
  const bytes = Buffer.from(
    csvText([
      ['employee_id', ...columns],
      [number, ...Object.values(hours)],
    ]),
  );
  // A saved column map is for the files of another system.
  const form = { columns: 'none' };
  const how = { late: true, replace: true, dryRun: ask.dryRun, form };
  const read = await readHours(world, { periodId: run.periodId, bytes, ...how });
  if (!read.ok) return read;
  if ('same' in read.value) return answer(null);
  const { inputs } = read.value;
  return answer(async (tx) => {
    const taken = await takeInTransaction(tx, { ...inputs, world });
    return taken.ok ? answer(!nothingChanged(taken.value)) : taken;
  });
}
