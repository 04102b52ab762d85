/**
 * Opens a run that reverses payslips of a committed run: of everybody it paid, or of some people.
 *
 * A payslip is reversed once. A repeated request returns the run that reverses these payslips already.
 *
 * Refusals
 *   run_not_found, run_state   the run does not exist, or it is not committed: it can still be voided
 *   reversal_of_reversal       the run is a reversal itself
 *   employee_unknown           the company has no such employee
 *   not_in_run                 another run paid the person, or none did
 *   employee_held, employee_excluded   the run did not pay the person, so that there is nothing to reverse
 *   already_reversed           another run reverses the payslip
 *   correction_open            a run that is not committed corrects the payslip
 *   later_run_settled          a later run has paid a difference for the payslip, or has taken one back
 *   people_not_reversible      several of these, each of them in the issues
 *   nobody_to_reverse          the run paid nobody
 *   pay_date_before            the reversal would count before the pay that it reverses
 *   those of pay-date-given.ts
 *
 * Opening locks the period of the reversed run. In any case, a unique key prevents a second reversal.
 */
import type { Action } from '#actions.ts';
import { actorOf } from '#caller.ts';
import { type Answer, answer, assert, type Issue, type Refused, refuse } from '#errors.ts';
import { runNotFound } from '#operations/not-found.ts';
import type { World } from '#operations/world.ts';
import { planChunks } from '#run/chunk-plan.ts';
import { type CompanyRow, companyById } from '#store/reads/companies.ts';
import { openCorrectionOf } from '#store/reads/corrections.ts';
import { type PeriodRow, periodById } from '#store/reads/periods.ts';
import { type Reversible, reversibleIn } from '#store/reads/reversals.ts';
import { type RunRow, runById } from '#store/reads/runs.ts';
import type { Writing } from '#store/store.ts';
import { audit } from '#store/writes/audit.ts';
import { freezeInputRevision } from '#store/writes/companies.ts';
import { insertPeriod } from '#store/writes/periods.ts';
import { insertReversals, insertRun } from '#store/writes/runs.ts';
import { counted } from '#text/counted.ts';
import {
  payDateAbout,
  peopleRefused,
  personIssue,
  runUnderLock,
  withoutPayslip,
} from './committed-payslips.ts';
import type { Opening } from './insert-off-cycle.ts';
import { notCommitted } from './not-committed.ts';
import { peopleInShadow } from './people-in-shadow.ts';
import { reversalWarnings } from './reversal-warnings.ts';
import { settledLaterCode, settledLaterWords } from './reversed-payslips.ts';

export interface OpenReversal {
  /** The committed run whose payslips are reversed. */
  readonly runId: number;
  /** Employee numbers; null: everybody whom the run paid, and whose payslip is not reversed yet. */
  readonly employees: readonly string[] | null;
  readonly why: string;
  /** When it counts. Default: the reversed run's pay date or, when that has passed, the first business day from today on. */
  readonly payOn: Temporal.PlainDate | null;
}

export async function openReversal(
  tx: Writing,
  ask: OpenReversal & { readonly world: World },
): Promise<Answer<Opening>> {
  const run = await runUnderLock(tx, ask.runId);
  if (!run) return runNotFound(ask.runId);
  const refusal = await againstRun(tx, run);
  if (refusal !== null) return refusal;
  const { companyId } = run;
  const people = await peopleAsked(tx, { run, employees: ask.employees });
  if (!people.ok) return people;
  if (people.value.kind === 'was_there') return answer(await wasThere(tx, people.value.runId));
  const company = await companyById(tx, companyId);
  const period = await periodById(tx, run.periodId);
  assert(company && period, `run ${run.runId} has a period and a company`);
  const payOn = await payDateAbout(tx, { run, company, given: ask.payOn, what: 'its reversal' });
  if (!payOn.ok) return payOn;
  const employeeIds = people.value.people
    .map(({ employeeId }) => employeeId)
    .sort((one, other) => one - other);
  return insertReversal(tx, { ...ask, run, company, period, payOn: payOn.value, employeeIds });
}

async function againstRun(tx: Writing, run: RunRow): Promise<Refused | null> {
  const { runId } = run;
  if (run.reverses !== null) {
    const reversed = await runById(tx, run.reverses);
    const isOfDays = reversed?.kind === 'regular' || reversed?.paysHeldOf !== null;
    const again: Action = isOfDays
      ? { action: 'pay_held', run: run.reverses }
      : reversed.corrects === null
        ? { action: 'run_off_cycle', company: run.companyCode }
        : { action: 'correct_run', run: reversed.corrects };
    return refuse({
      family: 'conflict',
      code: 'reversal_of_reversal',
      message: `run ${runId} reverses run ${run.reverses}, and a reversal cannot be reversed`,
      hint: 'pay these people again',
      actions: [again],
      facts: { runId, reverses: run.reverses },
    });
  }
  return notCommitted(run, {
    deed: 'reversed',
    hint: 'to cancel it before it is committed',
    action: { action: 'void_run', run: runId },
  });
}

type People =
  | { readonly kind: 'people'; readonly people: readonly Reversible[] }
  | { readonly kind: 'was_there'; readonly runId: number };

async function peopleAsked(
  tx: Writing,
  { run, employees }: { readonly run: RunRow; readonly employees: readonly string[] | null },
): Promise<Answer<People>> {
  const { runId, companyId } = run;
  const numbers = employees === null ? null : [...new Set(employees)];
  const found = await reversibleIn(tx, { companyId, runId, numbers });
  const reversedBy = new Set(found.map((one) => one.reversedBy));
  const [only] = reversedBy;
  const isComplete = numbers === null || found.length === numbers.length;
  if (isComplete && reversedBy.size === 1 && only !== undefined && only !== null) {
    return answer({ kind: 'was_there', runId: only });
  }
  // Without names: whoever is not reversed yet.
  const people = numbers === null ? found.filter((one) => one.reversedBy === null) : found;
  if (people.length === 0 && numbers === null) {
    const newest = Math.max(0, ...found.map((one) => one.reversedBy ?? 0));
    return newest > 0 ? answer({ kind: 'was_there', runId: newest }) : nobodyPaid(run);
  }
  const known = new Map(people.map((one) => [one.number, one]));
  const asked = numbers ?? people.map(({ number }) => number);
  const issues: Issue[] = asked.flatMap((number) =>
    issuesOf(run, { number, one: known.get(number) }),
  );
  const corrected = await beingCorrected(tx, { runId, people });
  if (issues.length === 0 && corrected.issues.length > 0) return isCorrected(run, corrected);
  issues.push(...corrected.issues);
  if (issues.length > 0) return notReversible(run, issues);
  return answer({ kind: 'people', people });
}

interface BeingCorrected {
  /** The run that corrects payslips; 0: none. */
  readonly by: number;
  readonly issues: readonly Issue[];
}

/** The period is locked, so no correction can be opened meanwhile. */
async function beingCorrected(
  tx: Writing,
  { runId, people }: { readonly runId: number; readonly people: readonly Reversible[] },
): Promise<BeingCorrected> {
  const open = await openCorrectionOf(tx, runId);
  if (open === null) return { by: 0, issues: [] };
  const there = new Set(open.employeeIds);
  const issues = people
    .filter(({ employeeId }) => there.has(employeeId))
    .map(({ number }) =>
      personIssue(
        number,
        'correction_open',
        `run ${open.runId} corrects the payslip of ${number} and is not committed yet`,
      ),
    );
  return { by: open.runId, issues };
}

function isCorrected({ runId }: RunRow, { by, issues }: BeingCorrected): Refused {
  const people = counted(issues.length, 'payslip');
  const [only] = issues;
  return refuse({
    family: 'conflict',
    code: 'correction_open',
    message:
      issues.length === 1 && only !== undefined
        ? only.message
        : `run ${by} corrects ${people} of run ${runId} and is not committed yet`,
    hint: 'nothing was reversed; approve or void that run first',
    actions: [{ action: 'show_run', run: by }],
    facts: { runId, correction: by },
    issues,
  });
}

function issuesOf(
  run: RunRow,
  { number, one }: { readonly number: string; readonly one: Reversible | undefined },
): readonly Issue[] {
  const missing = withoutPayslip(run, { number, one, lacks: 'no payslip to reverse' });
  if (one === undefined || missing !== null) return missing === null ? [] : [missing];
  if (one.reversedBy !== null) {
    const message = `run ${one.reversedBy} already reverses the payslip of ${number}`;
    return [personIssue(number, 'already_reversed', message)];
  }
  if (one.settledBy === null) return [];
  const { detail, hint } = settledLaterWords(one.settledBy);
  return [personIssue(number, settledLaterCode, `${number}: ${detail}; ${hint}`)];
}

function notReversible(run: RunRow, issues: readonly Issue[]): Refused {
  return peopleRefused(run, {
    issues,
    several: {
      code: 'people_not_reversible',
      message: `run ${run.runId} cannot be reversed for ${issues.length} people`,
    },
    hint: 'nothing was reversed; the run shows whom it paid',
  });
}

function nobodyPaid({ runId }: RunRow): Refused {
  return refuse({
    family: 'conflict',
    code: 'nobody_to_reverse',
    message: `run ${runId} paid nobody, so it has no payslip to reverse`,
    hint: 'see the run',
    actions: [{ action: 'show_run', run: runId }],
    facts: { runId },
  });
}

async function wasThere(tx: Writing, runId: number): Promise<Opening> {
  const run = await runById(tx, runId);
  assert(run, `run ${runId} is there`);
  return { kind: 'was_there', runId, periodId: run.periodId };
}

async function insertReversal(
  tx: Writing,
  ask: OpenReversal & {
    readonly world: World;
    readonly run: RunRow;
    readonly company: CompanyRow;
    readonly period: PeriodRow;
    readonly payOn: Temporal.PlainDate;
    readonly employeeIds: readonly number[];
  },
): Promise<Answer<Opening>> {
  const { run, company, period, payOn, employeeIds, why } = ask;
  const { companyId, code } = company;
  const shadowed = await peopleInShadow(tx, { companyId, company: code, employeeIds, payOn });
  if (shadowed !== null) return shadowed;
  const openedBy = actorOf(ask.world.caller);
  const { frequency, startOn, endOn } = period;
  const periodId = await insertPeriod(tx, {
    ...{ companyId, scheduleId: null, frequency, startOn, endOn, nominalPayOn: payOn, payOn },
    payOnReason: `the reversal of run ${run.runId}, by ${openedBy}`,
    ...{ status: 'active', automationEnabled: false, automationRule: null, catchUpDays: 0 },
    ...{ due: null, byHand: true, kind: 'reversal' },
  });
  const revision = await freezeInputRevision(tx, companyId);
  const chunks = planChunks(employeeIds, ask.world.settings.chunkSize);
  const runId = await insertRun(tx, {
    ...{ companyId, periodId, kind: 'reversal', reverses: run.runId, openedBy },
    ...{ forcedReason: null, dueAt: null, snapshotRevision: revision, payOn },
    // It lowers the year-to-date of the year in which the pay counted.
    ...{ taxYear: run.taxYear, stateTax: run.stateTax },
    warnings: await reversalWarnings(tx, { reversed: run, payOn, revision, employeeIds }),
    ...{ rosterCount: employeeIds.length, chunks },
  });
  await insertReversals(tx, { companyId, runId, reverses: run.runId, employeeIds });
  await audit(tx, {
    ...{ companyId, actor: openedBy, action: 'run.open', subject: `run:${runId}` },
    facts: {
      ...{ period: periodId, revision, roster: employeeIds.length, chunks: chunks.length },
      ...{ kind: 'reversal', reverses: run.runId, payOn: payOn.toString(), why },
    },
  });
  return answer({
    kind: 'opened',
    ...{ runId, periodId, rosterCount: employeeIds.length, chunkCount: chunks.length },
  });
}
