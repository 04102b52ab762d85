/**
 * What a reversal and a correction of committed payslips share: the run under the lock of its period, people who
 * have no payslip there, and the pay date.
 */
import type { Action } from '#actions.ts';
import { type Answer, answer, assert, type Issue, type Refused, refuse } from '#errors.ts';
import {
  againstPayDate,
  beyond,
  openDayFrom,
  payDaysOf,
} from '#operations/schedules/pay-date-given.ts';
import { type CompanyRow } from '#store/reads/companies.ts';
import type { Reversible } from '#store/reads/reversals.ts';
import { type RunRow, runById } from '#store/reads/runs.ts';
import type { Writing } from '#store/store.ts';
import { lockPeriod } from '#store/writes/runs.ts';
import { toEpochDay } from '#time/plain-date.ts';

/** The run as it is once its period is locked, so that no other run undoes its payslips meanwhile. Null: unknown. */
export async function runUnderLock(tx: Writing, runId: number): Promise<RunRow | null> {
  const known = await runById(tx, runId);
  if (!known) return null;
  await lockPeriod(tx, known.periodId);
  return (await runById(tx, runId)) ?? known;
}

export function personIssue(number: string, code: string, message: string): Issue {
  return { pointer: `/employees/${number}`, code, message };
}

/** Why a person has no payslip in the run. Null: there is one. `lacks` ends the sentence: `no payslip to reverse`. */
export function withoutPayslip(
  { runId }: RunRow,
  ask: {
    readonly number: string;
    readonly one: Pick<Reversible, 'isPaid' | 'disposition'> | undefined;
    readonly lacks: string;
  },
): Issue | null {
  const { number, one, lacks } = ask;
  if (one === undefined) {
    return personIssue(number, 'employee_unknown', `the company has no employee ${number}`);
  }
  if (one.isPaid) return null;
  const was = one.disposition;
  return was === null
    ? personIssue(number, 'not_in_run', `employee ${number} is not in run ${runId}`)
    : personIssue(
        number,
        `employee_${was}`,
        `employee ${number} is ${was} in run ${runId} and has ${lacks}`,
      );
}

/** Refuses a request because of people. `several` stands for issues of more than one kind, or of several people. */
export function peopleRefused(
  { runId }: RunRow,
  ask: {
    readonly issues: readonly Issue[];
    readonly several: { readonly code: string; readonly message: string };
    readonly hint: string;
    readonly actions?: readonly Action[];
  },
): Refused {
  const { issues, several, hint, actions = [{ action: 'show_run', run: runId }] } = ask;
  const codes = new Set(issues.map(({ code }) => code));
  const [first] = issues;
  assert(first, 'a refusal has an issue');
  const code = codes.size === 1 ? first.code : several.code;
  return refuse({
    family: code === 'employee_unknown' || code === 'not_in_run' ? 'not_found' : 'conflict',
    code,
    message: issues.length === 1 ? first.message : several.message,
    hint,
    actions,
    issues,
    facts: { runId },
  });
}

/** Default: the run's pay date or, when that has passed, the first business day from today on. */
export async function payDateAbout(
  tx: Writing,
  ask: {
    readonly run: RunRow;
    readonly company: CompanyRow;
    readonly given: Temporal.PlainDate | null;
    /** For people: `its reversal`. */
    readonly what: string;
  },
): Promise<Answer<Temporal.PlainDate>> {
  const { run, given } = ask;
  const days = await payDaysOf(tx, ask.company);
  if (!days.ok) return days;
  if (given === null) {
    const next = openDayFrom(run.payOn, days.value);
    return next === null ? beyond(toEpochDay(run.payOn), days.value.calendar) : answer(next);
  }
  if (Temporal.PlainDate.compare(given, run.payOn) < 0) {
    return refuse({
      family: 'invalid',
      code: 'pay_date_before',
      message: `run ${run.runId} is paid on ${run.payOn}, and ${ask.what} cannot count before that`,
      hint: `choose ${run.payOn} or a later day`,
      facts: { runId: run.runId, payOn: run.payOn.toString() },
    });
  }
  return againstPayDate(given, days.value) ?? answer(given);
}
