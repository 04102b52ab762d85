/**
 * `owed list`: who is owed what for paid periods, or was paid too much, until it is settled.
 *
 * Refusals: employee_unknown.
 */
import type { Action } from '#actions.ts';
import { type Answer, answer } from '#errors.ts';
import { formatAmount } from '#money/minor.ts';
import { currencyOf } from '#operations/companies/pay-codes.ts';
import { idsOfListed } from '#operations/people/list-dated.ts';
import type { OwedFor } from '#operations/runs/owed-for.ts';
import type { World } from '#operations/world.ts';
import { microText } from '#payslip/text.ts';
import { type CompanyRow, currentRevision } from '#store/reads/companies.ts';
import { type Entered, enteredBy } from '#store/reads/entered-by.ts';
import type { TakeBackPlan } from '#store/reads/owed-decisions.ts';
import type { Reading } from '#store/store.ts';
import { type OwedPerson, owedPeople } from './owed-people.ts';

interface ListOwed {
  readonly company: CompanyRow;
  /** Employee number; null for everybody. */
  readonly number: string | null;
}

/** One person and one paid period. */
export interface OwedRow {
  readonly number: string;
  readonly name: string;
  readonly runId: number;
  readonly periodId: number;
  readonly startOn: Temporal.PlainDate;
  readonly endOn: Temporal.PlainDate;
  readonly payOn: Temporal.PlainDate;
  /** The days of the period on which the person was employed. */
  readonly fromOn: Temporal.PlainDate;
  readonly untilOn: Temporal.PlainDate;
  /** Above zero: owed to the person. Below zero: overpaid. Null: it cannot be calculated. */
  readonly amountMinor: bigint | null;
  readonly why: NonNullable<OwedFor['missing']> | 'changed_later';
  readonly held: OwedFor['held'];
  readonly lines: OwedFor['lines'];
  readonly paidSinceMinor: bigint;
  /** Declared not owed, or not to be paid back, and left out of the amount. */
  readonly droppedMinor: bigint;
  /** How the amount comes about: one line for each step. */
  readonly how: readonly string[];
  /** Who entered the changes behind it, and when. */
  readonly changes: readonly Entered[];
  readonly settledBy: SettledBy;
}

/** What settles an amount, and what to do for it. */
interface SettledBy {
  readonly by: 'next_run' | 'pay_held' | 'take_back' | 'person';
  /** The period whose run pays it. Null: no run pays it by itself. */
  readonly periodId: number | null;
  readonly sentence: string;
  readonly actions: readonly Action[];
}

export interface OwedListed {
  readonly company: CompanyRow;
  readonly rows: readonly OwedRow[];
  /** Rows that are not in the list, because it has so many. */
  readonly more: number;
  readonly totals: {
    readonly owedMinor: bigint;
    readonly peopleOwed: number;
    readonly overpaidMinor: bigint;
    readonly peopleOverpaid: number;
    /** People with an amount that cannot be calculated yet. */
    readonly peopleUnknown: number;
  };
}

/** Rows that are kept in memory. The totals are of everybody. */
const rowsMax = 10_000;

export async function listOwed(world: World, ask: ListOwed): Promise<Answer<OwedListed>> {
  const { company } = ask;
  return world.store.read(company, async (at): Promise<Answer<OwedListed>> => {
    const people = await idsOfListed(at, ask);
    if (!people.ok) return people;
    const revision = await currentRevision(at, company.companyId);
    const rows: OwedRow[] = [];
    let more = 0;
    const totals = {
      ...{ owedMinor: 0n, peopleOwed: 0, overpaidMinor: 0n, peopleOverpaid: 0, peopleUnknown: 0 },
    };
    for await (const some of owedPeople(at, { company, revision, employeeIds: people.value })) {
      for (const { totalMinor, entries } of some) {
        if (totalMinor > 0n) totals.peopleOwed += 1;
        if (totalMinor > 0n) totals.owedMinor += totalMinor;
        if (totalMinor < 0n) totals.peopleOverpaid += 1;
        if (totalMinor < 0n) totals.overpaidMinor -= totalMinor;
        if (entries.some(({ amountMinor }) => amountMinor === null)) totals.peopleUnknown += 1;
      }
      const kept = await rowsOf(at, { company, people: some });
      rows.push(...kept.slice(0, rowsMax - rows.length));
      more += kept.length;
    }
    const sorted = rows.toSorted(
      (a, b) =>
        (a.number === b.number ? 0 : a.number < b.number ? -1 : 1) ||
        Temporal.PlainDate.compare(a.endOn, b.endOn) ||
        a.runId - b.runId,
    );
    return answer({ company, rows: sorted, more: more - rows.length, totals });
  });
}

async function rowsOf(
  at: Reading,
  ask: { readonly company: CompanyRow; readonly people: readonly OwedPerson[] },
): Promise<readonly OwedRow[]> {
  const { company, people } = ask;
  const { companyId } = company;
  const revisions = people.flatMap(({ entries }) => entries.flatMap((one) => one.revisions));
  const entered = await enteredBy(at, { companyId, revisions });
  return people.flatMap((person) =>
    person.entries.map((one): OwedRow => {
      const { frame, amountMinor, lines, paidSinceMinor, droppedMinor, held } = one;
      const { runId, periodId, startOn, endOn, payOn } = frame;
      return {
        ...{ number: person.number, name: person.name, runId, periodId, startOn, endOn, payOn },
        ...{ fromOn: one.fromOn, untilOn: one.untilOn },
        ...{
          amountMinor,
          why: one.missing ?? 'changed_later',
          held,
          lines,
          paidSinceMinor,
          droppedMinor,
        },
        how: howOf(one, company.currency),
        changes: one.revisions.flatMap((revision) => entered.get(revision) ?? []),
        settledBy: settledBy(one, person, company),
      };
    }),
  );
}

function howOf(one: OwedFor, currency: string): readonly string[] {
  if (one.held !== null) return [one.held.detail];
  const amount = (minor: bigint) => formatAmount(minor, currencyOf(currency));
  const lines = one.lines.map(
    ({ code, dueMinor, paidMinor }) => `${code} due ${amount(dueMinor)}, paid ${amount(paidMinor)}`,
  );
  const since = one.paidSinceMinor === 0n ? [] : [`paid since ${amount(one.paidSinceMinor)}`];
  const dropped =
    one.droppedMinor === 0n ? [] : [`left out by a decision ${amount(one.droppedMinor)}`];
  return [...one.arithmetic(), ...lines, ...since, ...dropped];
}

export function settledBy(
  one: OwedFor,
  person: OwedPerson,
  { code: company }: Pick<CompanyRow, 'code'>,
): SettledBy {
  const { frame, held } = one;
  const { next, totalMinor } = person;
  if (one.payer === 'pay_held') {
    return {
      ...{ by: 'pay_held', periodId: frame.periodId },
      sentence: `${unpaidIn(one, person)}${held === null ? '' : `; ${held.hint}`}`,
      actions: [{ action: 'pay_held', run: frame.runId }],
    };
  }
  const now = payNow(one, person, company);
  if (one.payer === 'next_run' && totalMinor >= 0n && held === null) {
    const which = next === null ? '' : ` (period ${next.periodId}, pay date ${next.payOn})`;
    const sentence = `The next regular run pays it${which}`;
    const paid = { by: 'next_run', periodId: next?.periodId ?? null } as const;
    if (now.length === 0) return { ...paid, sentence, actions: [] };
    return { ...paid, sentence: `${sentence}, or an off-cycle run pays it before`, actions: now };
  }
  const none = { by: 'person', periodId: null } as const;
  const about = { employee: person.number, company } as const;
  const drop = { action: 'drop_owed', ...about } as const;
  if (held !== null) {
    const hours = { action: 'import_late_hours', period: frame.periodId } as const;
    const actions = held.code === 'missing_hours' ? [hours] : [];
    return { ...none, sentence: `It cannot be calculated; ${held.hint}`, actions };
  }
  if (one.payer === 'no_regular_run') {
    const isOverpaid = (one.amountMinor ?? 0n) < 0n;
    const pay = { action: 'run_off_cycle', company } as const;
    const todo = isOverpaid ? 'Settle it with the person' : 'Pay it with an off-cycle run';
    const sentence = `It belongs to another tax year than the next run. ${todo}, then drop it`;
    return { ...none, sentence, actions: isOverpaid ? [drop] : [pay, drop] };
  }
  if (totalMinor < 0n && hasLeft(person)) {
    const todo = 'Settle it with the person, then drop it';
    const sentence = `They have left, and a run pays them only what is entered for them. ${todo}`;
    return { ...none, sentence, actions: [drop] };
  }
  if (totalMinor < 0n && person.plan !== null) {
    return {
      ...{ by: 'take_back', periodId: null, actions: [] },
      sentence: `The next runs take it back: ${instalmentText(person.plan, frame.currency)} each`,
    };
  }
  if (totalMinor < 0n) {
    const actions = [{ action: 'take_back_owed', ...about } as const, drop];
    return { ...none, sentence: 'A person decides whether to take it back', actions };
  }
  const actions = [{ action: 'pay_owed', ...about } as const, ...now, drop];
  return { ...none, sentence: 'No run pays it before a person decides', actions };
}

/** Whether no coming run pays them for a day of work. */
export function hasLeft({ endedOn, next, entries }: OwedPerson): boolean {
  if (endedOn === null) return false;
  const isBefore = (day: Temporal.PlainDate) => Temporal.PlainDate.compare(endedOn, day) < 0;
  if (next !== null) return isBefore(next.startOn);
  return entries.every(({ frame }) => isBefore(frame.endOn.add({ days: 1 })));
}

/** Somebody who leaves need not wait for the next regular run, which may be weeks away. */
function payNow(
  { amountMinor }: OwedFor,
  { number: employee, endedOn, next, totalMinor }: OwedPerson,
  company: string,
): readonly Action[] {
  const isLast = endedOn !== null || next === null;
  const isOwed = (amountMinor ?? 0n) > 0n && totalMinor > 0n;
  return isLast && isOwed ? [{ action: 'pay_owed_now', employee, company }] : [];
}

function unpaidIn({ frame: { runId }, missing }: OwedFor, { number }: OwedPerson): string {
  if (missing !== 'reversed') return `Run ${runId} held ${number}`;
  return `The payslip of ${number} in run ${runId} was reversed, and nobody has paid them again`;
}

/** `100.00`, or `10 % of gross pay`. */
function instalmentText({ amountMinor, percentMicro }: TakeBackPlan, currency: string): string {
  if (amountMinor !== null) return formatAmount(amountMinor, currencyOf(currency));
  return `${microText(percentMicro ?? 0n)} % of gross pay`;
}
