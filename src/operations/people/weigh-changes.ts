/**
 * How heavy the changes of an import are: pay first, and the largest first. What is beyond the company's limit for a
 * rate is marked, because most such changes are typing mistakes (25.00 as 2500).
 *
 * A factor is what comes after, as a multiple of what was before. A salary and an hourly rate are compared by the
 * hours of a usual year.
 */
import type { ClosedRow, Columns } from '#store/writes/versions.ts';

/** In the order in which changes are told. */
const changedThings = ['pay', 'hours', 'amount', 'dates', 'tax_form', 'other'] as const;

type ChangedThing = (typeof changedThings)[number];

export interface ChangeWeight {
  readonly what: ChangedThing;
  /** After ÷ before. Null: they have no ratio. */
  readonly factor: number | null;
  /** The factor, or its inverse, reaches the limit. */
  readonly isBeyond: boolean;
}

/** How many of the listed changes are of each kind, and how many are beyond the limit. */
export type ChangeCounts = Readonly<Record<ChangedThing | 'beyond', number>>;

/** The limit in hundredths; null: off. */
export function weightOf(
  { before, after }: Pick<ClosedRow, 'before' | 'after'>,
  rateLimit: number | null,
): ChangeWeight {
  const what = thingOf(before, after);
  const factor = after === null ? null : factorOf(before, after);
  const times = factor === null || factor === 0 ? Infinity : Math.max(factor, 1 / factor);
  const isBeyond = factor !== null && rateLimit !== null && times >= rateLimit / 100;
  return { what, factor, isBeyond };
}

export function heaviestFirst<T extends ChangeWeight>(changes: readonly T[]): readonly T[] {
  const order = new Map(changedThings.map((what, place) => [what, place]));
  const distance = ({ factor }: T) =>
    factor === null ? 0 : factor === 0 ? Infinity : Math.abs(Math.log(factor));
  return changes.toSorted(
    (one, other) =>
      (order.get(one.what) ?? 0) - (order.get(other.what) ?? 0) || distance(other) - distance(one),
  );
}

export function changeCounts(changes: readonly ChangeWeight[]): ChangeCounts {
  const counts = { pay: 0, hours: 0, amount: 0, dates: 0, tax_form: 0, other: 0, beyond: 0 };
  for (const { what, isBeyond } of changes) {
    counts[what] += 1;
    if (isBeyond) counts.beyond += 1;
  }
  return counts;
}

const things: readonly (readonly [ChangedThing, readonly string[]])[] = [
  ['pay', ['pay_type', 'annual_salary_minor', 'hourly_rate_micro', 'rate_micro']],
  ['hours', ['quantity_micro']],
  [
    'amount',
    ['amount_minor', 'percent_micro', 'balance_minor', 'order_facts', 'limit_minor', 'limit_for'],
  ],
  ['dates', ['hired_on', 'ended_on', 'until_on']],
  ['tax_form', ['tax_form']],
];

function thingOf(before: Columns, after: Columns | null): ChangedThing {
  const differs = (name: string) =>
    name in before &&
    (after === null ? before[name] !== null : text(before[name]) !== text(after[name]));
  return things.find(([, names]) => names.some(differs))?.[0] ?? 'other';
}

function text(value: unknown): string {
  return typeof value === 'object' ? JSON.stringify(value) : String(value as string | bigint);
}

const usualHoursPerYear = 2_080;

function factorOf(before: Columns, after: Columns): number | null {
  const hourly = changeFactor(hourOf(before), hourOf(after));
  if (hourly !== null && hourly !== 1) return hourly;
  for (const name of ['rate_micro', 'quantity_micro', 'amount_minor', 'percent_micro']) {
    const found = changeFactor(numberOf(before[name]), numberOf(after[name]));
    if (found !== null && found !== 1) return found;
  }
  return null;
}

/** An hour's pay, in an arbitrary unit of the currency: only the ratio of two of them means something. */
function hourOf(row: Columns): number | null {
  const salary = numberOf(row['annual_salary_minor']);
  if (salary !== null) return (salary * 10_000) / usualHoursPerYear;
  return numberOf(row['hourly_rate_micro']);
}

function numberOf(value: unknown): number | null {
  return typeof value === 'bigint' ? Number(value) : null;
}

/** After ÷ before, to a hundredth. Null: there is none. */
export function changeFactor(before: number | null, after: number | null): number | null {
  if (before === null || after === null || before <= 0 || after < 0) return null;
  const times = after / before;
  return times >= 1 ? Math.round(times * 100) / 100 : Math.round(times * 1_000_000) / 1_000_000;
}
