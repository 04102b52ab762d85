/**
 * What a company owes people for paid periods, or paid them too much, as known at a revision: person by person,
 * with the period, how the amount comes about, and what settles it.
 *
 * The runs of the newest tax year and of the one before it are looked at.
 *
 * Only people with a change after a run read its inputs are compared, and those whom a run held. They are read
 * in slices, so that a company may be of any size.
 *
 * Elsewhere: the calculation (runs/owed-for.ts).
 */
import { assert } from '#errors.ts';
import { type OwedFor, owedFor } from '#operations/runs/owed-for.ts';
import { looksInto, type PastLook } from '#operations/runs/past-looks.ts';
import type { CompanyRow } from '#store/reads/companies.ts';
import {
  heldBy,
  type NextPayPeriod,
  newestTaxYear,
  nextPeriods,
  type PersonOwed,
  peopleOwed,
  peopleToCompare,
} from '#store/reads/owed.ts';
import { type TakeBackPlan, takeBackPlans } from '#store/reads/owed-decisions.ts';
import { type RunPayingDays, runsPayingDays } from '#store/reads/runs-before.ts';
import type { Reading } from '#store/store.ts';

/** A person to whom something is owed, or who was paid too much. */
export interface OwedPerson extends PersonOwed {
  readonly entries: readonly OwedFor[];
  /** The sum of what can be calculated. Below zero: overpaid. */
  readonly totalMinor: bigint;
  /** The next period of the person's schedule. Null: none is planned. */
  readonly next: NextPayPeriod | null;
  /** How an overpayment is taken back. Null: nobody decided to. */
  readonly plan: TakeBackPlan | null;
}

interface Between {
  readonly company: CompanyRow;
  readonly revision: number;
}

/** People whose changes are read together. */
const peoplePerSlice = 1_000;

/** All of them, or these, by employee id in slices. */
export async function* owedPeople(
  at: Reading,
  ask: Between & { readonly employeeIds: readonly number[] | null },
): AsyncGenerator<readonly OwedPerson[]> {
  const { company, revision } = ask;
  const { companyId } = company;
  const year = await newestTaxYear(at, companyId);
  if (year === null) return;
  const scope = { companyId, fromTaxYear: year - 1, revision };
  const past = await runsPayingDays(at, scope);
  if (past.length === 0) return;
  const after = Math.min(...past.map((run) => run.snapshotRevision));
  const everybody = ask.employeeIds ?? (await peopleToCompare(at, { ...scope, after }));
  const next = new Map((await nextPeriods(at, companyId)).map((one) => [one.scheduleId, one]));
  const nextOn = (scheduleId: number | null) => {
    const last = past.findLast((run) => run.scheduleId === scheduleId) ?? past.at(-1);
    assert(last, 'there is a run that pays days');
    return next.get(scheduleId)?.startOn ?? last.endOn.add({ days: 1 });
  };
  for (let from = 0; from < everybody.length; from += peoplePerSlice) {
    const employeeIds = everybody.slice(from, from + peoplePerSlice).toSorted((a, b) => a - b);
    yield owedAmong(at, { ...ask, employeeIds, past, next, nextOn, year });
  }
}

interface Among extends Between {
  readonly employeeIds: readonly number[];
  readonly past: readonly RunPayingDays[];
  readonly next: ReadonlyMap<number | null, NextPayPeriod>;
  /** The first day that the next run of a schedule pays. */
  readonly nextOn: (scheduleId: number | null) => Temporal.PlainDate;
  readonly year: number;
}

async function owedAmong(at: Reading, ask: Among): Promise<readonly OwedPerson[]> {
  const looks = await looksOf(at, ask);
  const entries = new Map<number, OwedFor[]>();
  for await (const some of owedFor(at, looks)) {
    for (const one of some) {
      entries.set(one.employeeId, [...(entries.get(one.employeeId) ?? []), one]);
    }
  }
  const ids = [...entries.keys()].sort((a, b) => a - b);
  const people = await peopleOwed(at, { ...ask, employeeIds: ids });
  const plans = new Map(
    (await takeBackPlans(at, [{ place: 0, employeeIds: ids, revision: ask.revision }])).map(
      (plan) => [plan.employeeId, plan],
    ),
  );
  return people.flatMap((person): readonly OwedPerson[] => {
    const next = ask.next.get(person.scheduleId) ?? null;
    const nextYear = next?.payOn.year ?? ask.year;
    const own = (entries.get(person.employeeId) ?? []).map((one) => paidByNext(one, nextYear));
    const totalMinor = own.reduce((sum, { amountMinor }) => sum + (amountMinor ?? 0n), 0n);
    // Differences of one person that cancel each other out leave nothing to settle.
    if (totalMinor === 0n && own.every(({ amountMinor }) => amountMinor !== null)) return [];
    const plan = plans.get(person.employeeId) ?? null;
    return [{ ...person, entries: own, totalMinor, next, plan }];
  });
}

/** A regular run settles what belongs to its own tax year. */
function paidByNext(one: OwedFor, nextYear: number): OwedFor {
  const isOfYear = one.frame.taxYear === nextYear;
  return isOfYear || one.payer === 'pay_held' ? one : { ...one, payer: 'no_regular_run' };
}

/** The changes that reach into paid periods, and the people whom runs held. */
async function looksOf(at: Reading, ask: Among): Promise<readonly PastLook[]> {
  const { employeeIds, past, revision } = ask;
  const { companyId } = ask.company;
  const schedules = new Map(past.map((run) => [run.runId, run.scheduleId]));
  const nextOn = ({ runId }: Pick<RunPayingDays, 'runId'>) =>
    ask.nextOn(schedules.get(runId) ?? null);
  const changed = await looksInto(at, [
    { place: 0, companyId, employeeIds, until: revision, past, nextOn },
  ]);
  const runIds = past.map(({ runId }) => runId);
  const held = Map.groupBy(await heldBy(at, { runIds, employeeIds }), ({ runId }) => runId);
  return past.flatMap((run): readonly PastLook[] => {
    const look = changed.find((one) => one.run.runId === run.runId);
    const known = new Set(look?.people ?? []);
    const more = (held.get(run.runId) ?? [])
      .map(({ employeeId }) => employeeId)
      .filter((employeeId) => !known.has(employeeId));
    if (look === undefined && more.length === 0) return [];
    const people = [...known, ...more].sort((a, b) => a - b);
    const base = look ?? { place: 0, revision, run, changes: new Map(), nextOn: nextOn(run) };
    return [{ ...base, people }];
  });
}
