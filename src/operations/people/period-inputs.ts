/**
 * Decides for which people inputs of a period may be entered. Before the period's run opens, they may be
 * entered for everybody. The same is true while the run waits for a person, because it can then only be
 * recalculated or voided. After its commit, they may be entered for the people whom it held, until they are
 * paid; and for everybody if the import says that it is late, because the next run then pays the difference.
 *
 * Refusals: inputs_closed (after the cut-off, where the schedule refuses later inputs); would_replace (with the rows), same_file_added, cannot_add (with the rows), run_exists (a run works with what it read), period_completed (no
 * held people are left to pay), already_paid (with the rows of people who were not held).
 */

import { actorOf } from '#caller.ts';
import { type Answer, answer, assert, type Issue, type Refused, refuse } from '#errors.ts';
import type { FileNote } from '#files/typed-file.ts';
import { allOrNothing } from '#operations/all-or-nothing.ts';
import { payCodesAt } from '#operations/companies/pay-codes.ts';
import { owedNotes } from '#operations/judgement/owed-notes.ts';
import type { World } from '#operations/world.ts';
import { isInMotion } from '#run/run-state.ts';
import { companyById } from '#store/reads/companies.ts';
import { heldUnpaid, openHeldRunOf } from '#store/reads/held.ts';
import { type PeriodRow, periodById } from '#store/reads/periods.ts';
import { employeesOfRun, type RunInMotion, runInMotion } from '#store/reads/run-work.ts';
import { inputsClosed } from '#store/reads/stages.ts';
import type { Reading, Writing } from '#store/store.ts';
import { changedSums } from '#store/writes/add-to-stored.ts';
import { audit } from '#store/writes/audit.ts';
import { raiseInputRevision } from '#store/writes/companies.ts';
import { contentOf, recordInputFile } from '#store/writes/input-files.ts';
import { type PeriodItem, periodItems, replacePeriodItems } from '#store/writes/inputs.ts';
import { lockPeriod } from '#store/writes/runs.ts';
import { countPeopleIn } from '#store/writes/staged-questions.ts';
import type { Staged } from '#store/writes/staged-rows.ts';
import { type ClosedRow, type Replaced, stageVersions } from '#store/writes/versions.ts';
import { counted } from '#text/counted.ts';
import { addOrRefuse } from './add-inputs.ts';
import { type ChangedSum, sumsInWords } from './changed-sums.ts';
import { hasChanged, type ImportProgress } from './import-in-slices.ts';
import {
  type ChangeInWords,
  type MayAdd,
  recordedAs,
  replacingOf,
  type WhatChanged,
  type Words,
  whatChanged,
} from './input-changes.ts';
import { measuresOfCompany } from './measures-of-company.ts';
import { unusualOrRefused } from './multiplied-columns.ts';
import { refusedToReplace } from './refuse-to-replace.ts';
import { unusualInInputs } from './unusual-inputs.ts';
import type { HasUnusual, MayRefuseUnusual } from './unusual-values.ts';

interface AboutEmployee {
  readonly employeeNumber: string;
  readonly rowNumber: number;
}

/** The accepted inputs; `unreadBy` is a waiting run that has not read them. */
interface TakenInputs {
  readonly unreadBy: number | null;
  /** When the inputs had closed. Null: they were open, or nothing changed. */
  readonly late: Temporal.Instant | null;
  /** The revision of the company's inputs at which they begin. */
  readonly revision: number;
  /** What is owed for the period now, if the import was late. */
  readonly owed: readonly FileNote[];
}

/**
 * Adds rows. A row that would replace a different one is refused, unless the import may replace it.
 * Everything is one transaction. After the rows are staged, no run of the period can open or move until it
 * ends.
 */
export async function takePeriodInputs(
  world: World,
  ask: PeriodInputs,
): Promise<Answer<TakenPeriodInputs>> {
  const { companyId } = ask.period;
  const how = { scope: { companyId }, dryRun: ask.dryRun, hasChanged };
  return allOrNothing(world, how, (tx) => takeInTransaction(tx, { ...ask, world }));
}

/** Accepted rows of a file, and how they are taken. */
export interface PeriodInputs {
  readonly period: PeriodRow;
  readonly rowCount: number;
  readonly rows: () => Iterable<AboutEmployee>;
  readonly items: () => Iterable<PeriodItem>;
  readonly how: MayAdd & MayRefuseUnusual;
  readonly fileName: string | null;
  readonly words: Words & { readonly what: 'hours' | 'inputs' };
  /** The column of the file that contains a change. */
  readonly columnFor: (row: ClosedRow, change: ChangeInWords) => string;
  /** The hint in the refusal to replace. */
  readonly advice: string;
  readonly idOf: (employeeNumber: string) => number;
  readonly dryRun: boolean;
  readonly action: string;
  readonly progress: ImportProgress;
}

type TakenPeriodInputs = Replaced & TakenInputs & WhatChanged & HasUnusual & Counts;

/** A refusal must roll the transaction back: rows may be written by then. */
export async function takeInTransaction(
  tx: Writing,
  ask: PeriodInputs & { readonly world: World },
): Promise<Answer<TakenPeriodInputs>> {
  const { world, rowCount, how, words, progress } = ask;
  const replacing = replacingOf(how);
  const { companyId, periodId } = ask.period;
  const sent = progress.sent(rowCount);
  const staged = await stageVersions(tx, periodItems(periodId), { rows: ask.items(), ...sent });
  await lockPeriod(tx, periodId);
  const period = (await periodById(tx, periodId)) ?? ask.period;
  const enterable = await enterableNow(tx, period, how);
  if (!enterable.ok) return enterable;
  const issues = paidAlready({ ...ask, period, enterable: enterable.value });
  if (issues.length > 0) return paidAlreadyRefused(issues, period);
  const revision = await raiseInputRevision(tx, companyId);
  const tell = progress.written(staged.rows);
  const content = await contentOf(tx, staged);
  const of = { companyId, periodId, revision, staged };
  if (replacing === 'add') {
    const refused = await addOrRefuse(tx, { ...of, content, words, again: how.again });
    if (refused) return refused;
  }
  const done = await replacePeriodItems(tx, { ...of, extent: extents[replacing], tell });
  const sums = done.closed === 0 ? [] : sumsInWords(await changedSums(tx, of), words);
  const refused = replacing === 'no' ? refusedToReplace(done, { ...ask, sums }) : null;
  if (refused) return refused;
  const told = await changedNow(tx, { ...of, period, done, how, words });
  if (!told.ok) return told;
  const changed = told.value;
  const file = { what: words.what, fileName: ask.fileName, rows: rowCount, content };
  await recordInputFile(tx, { ...of, ...file, how: recordedAs[replacing] });
  const unreadBy = hasChanged(done) ? enterable.value.unreadBy : null;
  const waits = unreadBy === null ? {} : { unreadBy };
  const { replaced, removed } = changed;
  const facts = { revision, rows: rowCount, replaced, removed, ...waits };
  const said = { companyId, actor: actorOf(world.caller), action: ask.action, facts };
  await audit(tx, { ...said, subject: `period:${periodId}` });
  const employees = await countPeopleIn(tx, staged);
  const late = hasChanged(done) ? enterable.value.closedAt : null;
  const owed = await owedNow(tx, { period, how, revision, staged, isChanged: hasChanged(done) });
  const taken = { unreadBy, late, revision, owed };
  return answer({ ...done, ...changed, sums, items: staged.rows, employees, ...taken });
}

/** What the file changes, and what is unusual in it: nothing, if it changes nothing. */
async function changedNow(
  tx: Writing,
  ask: {
    readonly period: PeriodRow;
    readonly staged: Staged;
    readonly done: Replaced;
    readonly revision: number;
    readonly how: MayRefuseUnusual;
    readonly words: Words & { readonly what: 'hours' | 'inputs' };
  },
): Promise<Answer<WhatChanged & HasUnusual>> {
  const { period, staged, done, how, revision, words } = ask;
  const company = await companyById(tx, period.companyId);
  assert(company, `period ${period.periodId} has a company`);
  const measures = await measuresOfCompany(tx, company);
  const { limits } = measures;
  const changed = whatChanged(done, { rows: staged.rows, words, rateLimit: limits.rate });
  if (!hasChanged(done)) return answer({ ...changed, unusual: [] });
  const codes = await payCodesAt(tx, { ...company, revision });
  const isByCode = words.what === 'hours';
  const column = { hours: isByCode ? 'regular_hours' : 'hours', isByCode };
  const of = { period, staged, measures, column };
  const values = codes.ok ? await unusualInInputs(tx, { ...of, codes: codes.value }) : [];
  const unusual = unusualOrRefused(words.what, { ...how, ...changed, values, limits });
  return unusual.ok ? answer({ ...changed, unusual: unusual.value }) : unusual;
}

async function owedNow(
  tx: Writing,
  ask: {
    readonly period: PeriodRow;
    readonly how: MayAdd;
    readonly revision: number;
    readonly staged: Staged;
    readonly isChanged: boolean;
  },
): Promise<readonly FileNote[]> {
  const { period, how, revision, isChanged } = ask;
  if (
    how.isCorrection === true ||
    how.late !== true ||
    !isChanged ||
    period.liveRunState !== 'committed'
  )
    return [];
  const company = await companyById(tx, period.companyId);
  assert(company, `period ${period.periodId} has a company`);
  return owedNotes(tx, { company, staged: ask.staged, revision });
}

const extents = {
  no: 'same_keys',
  rows: 'same_keys',
  all: 'whole_people',
  add: 'only_keys',
} as const;

interface Counts {
  readonly sums: readonly ChangedSum[];
  readonly items: number;
  readonly employees: number;
}

/**
 * Reminds the person who entered inputs that they had closed, and that the waiting run must be recalculated.
 */
export function unreadNotes({
  unreadBy: runId,
  late,
}: Pick<TakenInputs, 'unreadBy' | 'late'>): readonly FileNote[] {
  const lateNotes: readonly FileNote[] =
    late === null
      ? []
      : [
          {
            code: 'after_cutoff',
            message: `The inputs closed at ${late}: this came after the cut-off.`,
          },
        ];
  if (runId === null) return lateNotes;
  const message = `Run ${runId} does not include this yet; recalculate it.`;
  const actions = [{ action: 'recalculate_run', run: runId }] as const;
  return [...lateNotes, { code: 'run_has_not_read_it', message, actions }];
}

function refusedAsLate(
  { periodId }: PeriodRow,
  { closedAt }: { readonly closedAt: Temporal.Instant },
): Refused {
  return refuse({
    family: 'conflict',
    code: 'inputs_closed',
    message: `the inputs of period ${periodId} closed at ${closedAt}, and its schedule refuses later ones`,
    hint: 'enter them in the next period, or move the cut-off of this one',
    actions: [{ action: 'plan_schedules' }],
    facts: { periodId, closedAt: closedAt.toString() },
  });
}

/** What an off-cycle run should have paid is entered for a correction of it. */
function lateAdvice({ kind, liveRunId }: PeriodRow) {
  if (kind === 'off_cycle' && liveRunId !== null) {
    const actions = [{ action: 'correct_amounts', run: liveRunId }] as const;
    return { hint: 'correct that run with a file of the right amounts', actions };
  }
  const hint = 'enter corrections in the next period, or let the next run pay the difference';
  return { hint, actions: [{ action: 'ask_again', with: 'late' }] as const };
}

interface EnterableFor extends Pick<TakenInputs, 'unreadBy'> {
  /** Employee ids; null for everybody. */
  readonly only: ReadonlySet<number> | null;
}

/** As `enterableFor`, and whether the inputs have closed. Held people are still paid for a closed period. */
async function enterableNow(
  at: Reading,
  period: PeriodRow,
  how: MayAdd,
): Promise<Answer<EnterableFor & { readonly closedAt: Temporal.Instant | null }>> {
  const enterable = await enterableFor(at, period, how);
  if (!enterable.ok) return enterable;
  const closed = await inputsClosed(at, period.periodId);
  // What comes in for a period that is paid is for the next run.
  const isForThis = period.liveRunState !== 'committed';
  const isForAll = enterable.value.only === null && isForThis;
  if (isForAll && closed?.lateInputs === 'refused') return refusedAsLate(period, closed);
  return answer({ ...enterable.value, closedAt: closed?.closedAt ?? null });
}

async function enterableFor(
  at: Reading,
  period: PeriodRow,
  { late, isCorrection }: MayAdd,
): Promise<Answer<EnterableFor>> {
  const { periodId, liveRunId, liveRunState } = period;
  if (liveRunId === null) return answer({ only: null, unreadBy: null });
  if (liveRunState !== 'committed') return enterableUnder(at, { period, runId: liveRunId });
  const open = await openHeldRunOf(at, periodId);
  const isLate = isCorrection === true || (late === true && period.kind === 'regular');
  if (open !== null) {
    const under = await enterableUnder(at, { period, runId: open });
    return under.ok && isLate ? answer({ ...under.value, only: null }) : under;
  }
  if (isLate) return answer({ only: null, unreadBy: null });
  const held = await heldUnpaid(at, periodId);
  if (held.length > 0) {
    return answer({ only: new Set(held.map((one) => one.employeeId)), unreadBy: null });
  }
  return refuse({
    family: 'conflict',
    code: 'period_completed',
    message: `period ${periodId} is already paid, by run ${liveRunId}`,
    ...lateAdvice(period),
    facts: { periodId, runId: liveRunId },
  });
}

/**
 * A run that waits for a person cannot move now: every move locks the period first, and the caller holds that
 * lock. A run in motion may be committed at any moment with what it read.
 */
async function enterableUnder(
  at: Reading,
  { period, runId }: { readonly period: PeriodRow; readonly runId: number },
): Promise<Answer<EnterableFor>> {
  const run = await runInMotion(at, runId);
  assert(run, `run ${runId} of the period exists`);
  if (isInMotion(run)) return inputsRead(period, run);
  const isOfHeld = runId !== period.liveRunId;
  const only = isOfHeld ? new Set(await employeesOfRun(at, runId)) : null;
  return answer({ only, unreadBy: runId });
}

/** An issue for each row about a person who was already paid for the period. */
function paidAlready(ask: {
  readonly period: PeriodRow;
  readonly rows: () => Iterable<AboutEmployee>;
  readonly enterable: EnterableFor;
  readonly idOf: (employeeNumber: string) => number;
}): readonly Issue[] {
  const { only } = ask.enterable;
  if (only === null) return [];
  const issues: Issue[] = [];
  for (const { rowNumber, employeeNumber } of ask.rows()) {
    if (only.has(ask.idOf(employeeNumber))) continue;
    issues.push({
      pointer: `row ${rowNumber}, column employee_id`,
      code: 'already_paid',
      message: `${employeeNumber} was not held by run ${ask.period.liveRunId}. Enter inputs only for the people whom it held.`,
    });
  }
  return issues;
}

function paidAlreadyRefused(issues: readonly Issue[], period: PeriodRow): Refused {
  return refuse({
    family: 'conflict',
    code: 'already_paid',
    message: `${counted(issues.length, 'row')} ${issues.length === 1 ? 'is' : 'are'} for people who were already paid in period ${period.periodId} or are not in it; nothing was imported`,
    ...lateAdvice(period),
    issues: issues.slice(0, 1_000),
    facts: { periodId: period.periodId, runId: period.liveRunId },
  });
}

function inputsRead(period: PeriodRow, run: RunInMotion): Refused {
  const { runId, state } = run;
  const isCalculating = state === 'calculating';
  return refuse({
    family: 'conflict',
    code: 'run_exists',
    message: isCalculating
      ? `run ${runId} of period ${period.periodId} is being calculated, so its inputs cannot change now`
      : `run ${runId} of period ${period.periodId} is about to be committed, so its inputs cannot change now`,
    hint:
      'after it is committed you can enter the people it held; the next period corrects the ' +
      `others. See the run${isCalculating ? ', or void it' : ''}`,
    actions: [
      { action: 'show_run', run: runId },
      ...(isCalculating ? [{ action: 'void_run' as const, run: runId }] : []),
    ],
    facts: { periodId: period.periodId, runId, state },
  });
}
