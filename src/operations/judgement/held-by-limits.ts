/**
 * The people of a run whom limits hold, of those that somebody names. Refuses everybody else, each with the
 * reason and with what to do.
 *
 * Refusals: employee_unknown, not_held, not_a_limit, already_paid.
 */
import { type Answer, answer, type Issue, type Refused, refuse } from '#errors.ts';
import { exceptionTodo } from '#run/exception-todo.ts';
import { companyById } from '#store/reads/companies.ts';
import { type HoldRow, heldCodes, holdsOf } from '#store/reads/holds.ts';
import type { RunRow } from '#store/reads/runs.ts';
import type { Reading } from '#store/store.ts';
import { counted } from '#text/counted.ts';
import { peopleNumbered } from './list-changes.ts';

interface AskedHolds {
  readonly run: RunRow;
  /** Empty: everybody whom the cause holds. */
  readonly numbers: readonly string[];
  readonly cause: string | null;
}

export async function heldByLimits(
  at: Reading,
  ask: AskedHolds,
): Promise<Answer<readonly HoldRow[]>> {
  const { run, numbers, cause } = ask;
  const { runId } = run;
  if (numbers.length === 0) {
    const held = await holdsOf(at, { runId, employeeIds: null, code: cause });
    const limits = held.filter((one) => one.seen !== null && one.paidBy === null);
    return limits.length > 0 ? answer(limits) : causeHoldsNobody(at, ask, held);
  }
  const company = await companyById(at, run.companyId);
  const people = company === null ? null : await peopleNumbered(at, { company, numbers });
  if (people === null || !people.ok) return people ?? answer([]);
  const rows = await holdsOf(at, { runId, employeeIds: [...people.value.values()], code: null });
  const known = new Map(rows.map((row) => [row.number, row]));
  const issues = [...people.value.keys()].flatMap((number) => {
    const issue = issueOf(known.get(number), { number, run, cause });
    return issue === null ? [] : [issue];
  });
  return issues.length === 0 ? answer(rows) : refused(run, issues);
}

function issueOf(
  row: HoldRow | undefined,
  of: { readonly number: string; readonly run: RunRow; readonly cause: string | null },
): Issue | null {
  const { number, run, cause } = of;
  const pointer = `/employees/${number}`;
  if (row === undefined) {
    return { pointer, code: 'not_held', message: `run ${run.runId} does not hold ${number}` };
  }
  const { hint, actions } = exceptionTodo(run, row);
  if (row.paidBy !== null) {
    const message = `run ${row.paidBy} pays ${number} for this period`;
    const show = [{ action: 'show_run', run: row.paidBy }] as const;
    return { pointer, code: 'already_paid', message, actions: show };
  }
  if (row.disposition === 'excluded') {
    const message = `run ${run.runId} excludes ${number}: ${row.detail}. ${hint}`;
    return { pointer, code: 'not_held', message, actions };
  }
  if (row.seen === null) {
    const message = `no limit holds ${number}: ${row.detail}. ${hint}`;
    return { pointer, code: 'not_a_limit', message, actions };
  }
  if (cause !== null && row.code !== cause) {
    const message = `employee ${number} is held by ${row.code}, not by ${cause}`;
    return { pointer, code: 'not_held', message };
  }
  return null;
}

function refused(run: RunRow, issues: readonly Issue[]): Refused {
  const order = ['not_a_limit', 'already_paid', 'not_held'];
  const code = order.find((one) => issues.some((issue) => issue.code === one)) ?? 'not_held';
  const first = issues.find((issue) => issue.code === code);
  return refuse({
    family: 'conflict',
    code,
    message: `nothing was lifted: ${first?.message ?? ''}`,
    hint: 'the run shows who is held and why',
    actions: [{ action: 'show_run', run: run.runId }],
    issues,
    facts: { runId: run.runId },
  });
}

async function causeHoldsNobody(
  at: Reading,
  { run, cause }: AskedHolds,
  held: readonly HoldRow[],
): Promise<Refused> {
  const codes = await heldCodes(at, run.runId);
  const isPaid = held.some(({ paidBy }) => paidBy !== null);
  const isOther = codes.some((one) => one.code === cause && !one.isLimit);
  const limits = codes.filter(({ isLimit }) => isLimit).map((one) => one.code);
  const hints = {
    not_a_limit: 'the run shows what to do for each of them',
    already_paid: 'the run shows who paid each of them',
    not_held:
      limits.length === 0
        ? 'no limit holds anybody in this run'
        : `these limits hold people: ${limits.join(', ')}`,
  } as const;
  const code = isOther ? 'not_a_limit' : isPaid ? 'already_paid' : 'not_held';
  const why = {
    not_a_limit: `${cause} is not a limit`,
    already_paid: `everybody whom ${cause ?? 'a limit'} held is paid by another run`,
    not_held: `${cause ?? 'no limit'} holds nobody in run ${run.runId}`,
  } as const;
  return refuse({
    ...{ family: 'conflict', code, message: `nothing was lifted: ${why[code]}`, hint: hints[code] },
    actions: [{ action: 'show_run', run: run.runId }],
    facts: { runId: run.runId, cause, limits },
  });
}

/** The numbers as they are now, for somebody who has seen others. */
export function numbersChanged(run: RunRow, holds: readonly HoldRow[]): Refused {
  const [only, second] = holds;
  return refuse({
    family: 'conflict',
    code: 'numbers_changed',
    message:
      only !== undefined && second === undefined
        ? `nothing was lifted: the numbers of ${only.number} have changed: ${only.detail}`
        : `nothing was lifted: the numbers have changed; now limits hold ${counted(holds.length, 'person')}`,
    hint: 'look at the numbers again',
    actions: [{ action: 'show_run', run: run.runId }],
    issues: holds.map(({ number, detail }) => ({
      pointer: `/employees/${number}`,
      code: 'numbers_changed',
      message: detail,
    })),
    facts: { runId: run.runId, people: holds.length },
  });
}
