/**
 * Opens a run that corrects payslips of a committed run, after new hours were entered for it if there are any.
 *
 * It has the people whose pay for the period differs by what was entered since: hours, one-off amounts, dated pay. Whoever
 * was paid too much is left to the owed list. A repeated request returns the open correction of the same people.
 *
 * Refusals
 *   run_not_found, run_state   the run does not exist, or it is not committed: it can still be recalculated
 *   correction_of_other        the run is a reversal, a correction, or pays what was owed
 *   employee_unknown, not_in_run, employee_held, employee_excluded, already_reversed, later_run_settled, takes_back,
 *   nothing_to_correct, lower_net_pay, people_not_correctable   with each person in the issues
 *   correction_open            another correction of the run is not finished
 *   too_many_to_correct        pay of very many people was changed while it was compared
 *   correction_other_year      the correction would be paid in another tax year
 *   pay_date_before, those of pay-date-given.ts, and of the hours
 *
 * Opening locks the period of the corrected run. In any case, a unique key prevents a second open correction.
 */
import { actorOf } from '#caller.ts';
import { type Answer, answer, assert, type Issue, type Refused } from '#errors.ts';
import { runNotFound } from '#operations/not-found.ts';
import type { World } from '#operations/world.ts';
import { planChunks } from '#run/chunk-plan.ts';
import { paysOwnAmounts } from '#run/own-amounts.ts';
import { companyById, currentRevision } from '#store/reads/companies.ts';
import { type OpenCorrection, openCorrectionOf } from '#store/reads/corrections.ts';
import { periodById } from '#store/reads/periods.ts';
import { type Reversible, reversibleIn } from '#store/reads/reversals.ts';
import { numbersOf } from '#store/reads/roster.ts';
import { runFrame } from '#store/reads/run-work.ts';
import type { RunRow } from '#store/reads/runs.ts';
import type { Reading, Writing } from '#store/store.ts';
import { audit } from '#store/writes/audit.ts';
import { freezeInputRevision } from '#store/writes/companies.ts';
import { insertPeriod } from '#store/writes/periods.ts';
import { insertRun } from '#store/writes/runs.ts';
import {
  payDateAbout,
  peopleRefused,
  personIssue,
  runUnderLock,
  withoutPayslip,
} from './committed-payslips.ts';
import {
  correctionOfOwed,
  correctionOpen,
  keepChanging,
  notCorrectableRun,
  nothingToCorrect,
  otherYear,
} from './correction-refused.ts';
import {
  atOnceMax,
  changedPayOf,
  differingAmong,
  type Looked,
  lookAhead,
  type PeopleWhoDiffer,
  withChanged,
} from './differing-people.ts';
import type { Opening } from './insert-off-cycle.ts';
import { peopleInShadow } from './people-in-shadow.ts';

export interface OpenCorrectionAsk {
  /** The committed run whose payslips are corrected. */
  readonly runId: number;
  /** Employee numbers; null: everybody whose pay differs. */
  readonly employees: readonly string[] | null;
  readonly why: string;
  /** Default: the corrected run's pay date or, when that has passed, the first business day from today on. */
  readonly payOn: Temporal.PlainDate | null;
}

/** Enters hours in the same transaction. True: they changed something. */
export type EntersHours = (tx: Writing) => Promise<Answer<boolean>>;

/** A new run, the one that was there, or none because nobody is to be paid more. */
export type CorrectionOpening = (
  | Opening
  | { readonly kind: 'entered'; readonly hasEntered: boolean }
) & {
  /** Whose pay differs; nobody, for a run that was there. */
  readonly differing: PeopleWhoDiffer | null;
};

type OpenCorrectionIn = OpenCorrectionAsk & {
  readonly world: World;
  readonly enters: EntersHours | null;
  /** Of so many people, what was found before. */
  readonly looked: Looked | null;
};

export async function openCorrection(
  tx: Writing,
  ask: OpenCorrectionIn,
): Promise<Answer<CorrectionOpening>> {
  const run = await runUnderLock(tx, ask.runId);
  if (!run) return runNotFound(ask.runId);
  const refusal = notCorrectableRun(run);
  if (refusal !== null) return refusal;
  if ((await runFrame(tx, run.runId))?.paysOwed === true) return correctionOfOwed(run);
  const asked = await peopleAsked(tx, run, ask.employees);
  if (!asked.ok) return asked;
  const entered = ask.enters === null ? answer(false) : await ask.enters(tx);
  if (!entered.ok) return entered;
  const open = await openCorrectionOf(tx, run.runId);
  if (open !== null) {
    const isSame = asked.value.isEverybody || isAmong(asked.value.employeeIds, open);
    if (entered.value || !isSame) return correctionOpen(run, open);
    const { runId, periodId } = open;
    return answer({ kind: 'was_there', runId, periodId, differing: null });
  }
  const { companyId } = run;
  const revision = entered.value
    ? await currentRevision(tx, companyId)
    : await freezeInputRevision(tx, companyId);
  const found = await differingPeople(tx, {
    run,
    revision,
    asked: asked.value,
    looked: ask.looked,
  });
  if (!found.ok) return found;
  const differing = found.value;
  const paid = differing.people.filter(({ settled }) => settled === 'this_run');
  if (paid.length === 0) {
    return answer({ kind: 'entered', hasEntered: entered.value, differing });
  }
  const employeeIds = [...paid, ...differing.trouble]
    .map((one) => one.employeeId)
    .sort((a, b) => a - b);
  const opened = await insertCorrection(tx, { ...ask, run, revision, employeeIds });
  return opened.ok ? answer({ ...opened.value, differing }) : opened;
}

/** Calculates the people before the run is opened, if they are many. A refusal is left to the opening. */
export async function lookAheadOf(
  world: World,
  { run, employees }: { readonly run: RunRow; readonly employees: readonly string[] | null },
): Promise<Looked | null> {
  if (notCorrectableRun(run) !== null) return null;
  const asks = async (at: Reading) => {
    const asked = await peopleAsked(at, run, employees);
    const open = await openCorrectionOf(at, run.runId);
    return asked.ok && open === null ? asked.value.employeeIds : [];
  };
  return lookAhead(world, { run, asks });
}

/** A refusal lists so many people. */
const issuesMax = 1_000;

interface Asked {
  /** Nobody was named. */
  readonly isEverybody: boolean;
  readonly employeeIds: readonly number[];
}

async function peopleAsked(
  tx: Reading,
  run: RunRow,
  employees: readonly string[] | null,
): Promise<Answer<Asked>> {
  const { companyId, runId } = run;
  const numbers = employees === null ? null : [...new Set(employees)];
  const found = await reversibleIn(tx, { companyId, runId, numbers });
  if (numbers === null) {
    const left = found.filter(({ reversedBy }) => reversedBy === null);
    return answer({ isEverybody: true, employeeIds: left.map((one) => one.employeeId) });
  }
  const known = new Map(found.map((one) => [one.number, one]));
  const issues = numbers.flatMap((number) => issuesOf(run, { number, one: known.get(number) }));
  if (issues.length > 0) return notCorrectable(run, issues);
  return answer({ isEverybody: false, employeeIds: found.map((one) => one.employeeId) });
}

function issuesOf(
  run: RunRow,
  { number, one }: { readonly number: string; readonly one: Reversible | undefined },
): readonly Issue[] {
  if (one !== undefined && one.reversedBy !== null) {
    const message = `run ${one.reversedBy} reverses the payslip of ${number}, so there is nothing to correct`;
    return [personIssue(number, 'already_reversed', message)];
  }
  const missing = withoutPayslip(run, { number, one, lacks: 'no payslip' });
  return missing === null ? [] : [missing];
}

function notCorrectable(run: RunRow, issues: readonly Issue[], people = issues.length): Refused {
  const { runId, companyCode: company } = run;
  const show = { action: 'show_run', run: runId } as const;
  const another = { action: 'run_off_cycle', company } as const;
  return peopleRefused(run, {
    issues,
    several: {
      code: 'people_not_correctable',
      message: `payslips of ${people} people in run ${runId} cannot be corrected`,
    },
    ...(paysOwnAmounts(run)
      ? {
          hint: 'nothing was saved; leave these people out, and pay them with another off-cycle run',
          actions: [another, show],
        }
      : { hint: 'nothing was saved; the run shows whom it paid', actions: [show] }),
  });
}

function isAmong(employeeIds: readonly number[], open: OpenCorrection): boolean {
  const there = new Set(open.employeeIds);
  return employeeIds.every((id) => there.has(id));
}

/** Everybody whose pay may differ, and those who cannot be calculated. */
async function differingPeople(
  tx: Writing,
  ask: {
    readonly run: RunRow;
    readonly revision: number;
    readonly asked: Asked;
    readonly looked: Looked | null;
  },
): Promise<Answer<PeopleWhoDiffer>> {
  const { run, revision, asked, looked } = ask;
  const changed = await changedPayOf(tx, { run, revision, employeeIds: asked.employeeIds });
  const isKnown = (id: number, at: number) =>
    looked !== null && looked.looked.has(id) && at <= looked.revision;
  const employeeIds = [...changed].flatMap(([id, at]) => (isKnown(id, at) ? [] : [id]));
  if (employeeIds.length > atOnceMax) return keepChanging(run, employeeIds.length);
  const found = await differingAmong(tx, { run, revision, employeeIds });
  const all =
    looked === null ? found : withChanged(looked, { changed: new Set(employeeIds), found });
  const { people, trouble } = all;
  if (trouble.length > 0 && (!asked.isEverybody || people.length === 0)) {
    const shown = trouble.slice(0, issuesMax);
    const numbers = await numbersOf(
      tx,
      shown.map(({ employeeId }) => employeeId),
    );
    const issues = shown.map(({ employeeId, code, detail, hint }) => {
      const number = numbers.get(employeeId) ?? String(employeeId);
      return personIssue(number, code, `${number}: ${detail}; ${hint}`);
    });
    return notCorrectable(run, issues, trouble.length);
  }
  return people.length === 0 ? nothingToCorrect(run) : answer(all);
}

async function insertCorrection(
  tx: Writing,
  ask: OpenCorrectionIn & {
    readonly run: RunRow;
    readonly revision: number;
    readonly employeeIds: readonly number[];
  },
): Promise<Answer<Opening>> {
  const { run, revision, employeeIds, why, world } = ask;
  const { companyId } = run;
  const company = await companyById(tx, companyId);
  const period = await periodById(tx, run.periodId);
  assert(company && period, `run ${run.runId} has a period and a company`);
  const date = await payDateAbout(tx, { run, company, given: ask.payOn, what: 'its correction' });
  if (!date.ok) return date;
  const payOn = date.value;
  if (payOn.year !== run.taxYear) return otherYear(run, payOn);
  const { code } = company;
  const shadowed = await peopleInShadow(tx, { companyId, company: code, employeeIds, payOn });
  if (shadowed !== null) return shadowed;
  const openedBy = actorOf(world.caller);
  // The days of the corrected period, with a pay date of its own.
  const { frequency, startOn, endOn } = period;
  const periodId = await insertPeriod(tx, {
    ...{ companyId, scheduleId: null, frequency, startOn, endOn, nominalPayOn: payOn, payOn },
    payOnReason: `the correction of run ${run.runId}, by ${openedBy}`,
    ...{ status: 'active', automationEnabled: false, automationRule: null, catchUpDays: 0 },
    ...{ due: null, byHand: true, kind: 'correction' },
  });
  const chunks = planChunks(employeeIds, world.settings.chunkSize);
  const runId = await insertRun(tx, {
    ...{ companyId, periodId, kind: 'correction', corrects: run.runId, openedBy },
    ...{ forcedReason: null, dueAt: null, snapshotRevision: revision, payOn },
    ...{ taxYear: run.taxYear, stateTax: run.stateTax, warnings: [] },
    ...{ rosterCount: employeeIds.length, chunks },
  });
  await audit(tx, {
    ...{ companyId, actor: openedBy, action: 'run.open', subject: `run:${runId}` },
    facts: {
      ...{ period: periodId, revision, roster: employeeIds.length, chunks: chunks.length },
      ...{ kind: 'correction', corrects: run.runId, payOn: payOn.toString(), why },
    },
  });
  return answer({
    kind: 'opened',
    ...{ runId, periodId, rosterCount: employeeIds.length, chunkCount: chunks.length },
  });
}
