/**
 * Which Form W-4 counts for a payslip: IRS Publication 15 (2026), section 9.
 *
 *   - Without a valid form, an employee is single with no other entries. Somebody who was paid before 2020 and never
 *     gave one is single with no allowances, as on the form of 2019.
 *   - A first form counts from the first payment on. A form that replaces another counts from the first payroll period
 *     that ends on or after the 30th day after it was received, or earlier if the employer says so.
 *   - It never reaches back, and a form for next year does not count before next year.
 *   - A claim to be exempt ends on 15 February of the next year, or on the business day after it. Then the employee is
 *     single with no other entries until a new form is received.
 *   - A lock-in letter counts for wages paid after its date, until the IRS releases the employee. A form that withholds
 *     less, or claims exemption, is ignored.
 *
 * Exemptions from taxes are no forms, and only listed here: exemptions.ts judges them.
 *
 * Elsewhere: the tax on a form, and on a form under a letter (income-tax.ts).
 */
import type { PeriodFacts } from '#payslip/payslip-input.ts';
import { dayOfForm } from '#payslip/taxes/tax-form.ts';
import { fromEpochDay, toEpochDay } from '#time/plain-date.ts';
import type { ExemptionSpan } from './exemptions.ts';
import { dueFrom } from './returns/due-days.ts';
import type { DatedW4, W4 } from './w4.ts';

/** A replacement has to count from the first payroll period that ends so many days after it was received. */
const daysToCount = 30;

const noEntries: W4 = {
  ...{ filingStatus: 'single', step2: false, step3Minor: 0n, step4aMinor: 0n },
  ...{ step4bMinor: 0n, step4cMinor: 0n, exempt: false, nonresidentAlien: false },
  allowances: null,
};

/** Most forms have no dates. They are returned as they are, so that whoever remembers one by identity finds it again. */
export function w4InForce(form: W4, period: PeriodFacts): W4 {
  if (form.dated === undefined && (form.exempt !== true || !hasYear(form))) return form;
  const { dated = [], taxExemption, ...base } = form;
  const chosen = formInForce(base, { dated, period });
  const exemptions = exemptionsNear({ taxExemption, dated }, period);
  return exemptions.length === 0 ? chosen : { ...chosen, exemptions };
}

function formInForce(
  base: W4,
  { dated, period }: { readonly dated: readonly DatedW4[]; readonly period: PeriodFacts },
): W4 {
  const payOn = period.payOn.toString();
  const rows = dated
    .filter(({ kind }) => kind !== 'exemption')
    .filter(({ isValid, formYear }) => isValid && (formYear ?? 0) <= period.payOn.year)
    .toSorted((one, other) => (one.receivedOn < other.receivedOn ? -1 : 1));
  let current: W4 = base;
  let letter: W4 | null = null;
  for (const row of rows) {
    if (row.kind === 'form') {
      if (counts(row, { current, period })) current = row;
    } else if (payOn > (row.fromOn ?? row.receivedOn)) {
      letter = row.kind === 'order' ? row : null;
    }
  }
  const because = current.exempt === true ? claimTrouble(current, period.payOn) : null;
  const counted = because === null ? current : { ...noEntries, because };
  return letter === null ? counted : underLetter(counted, letter);
}

/**
 * The exemptions of the year of the pay date and of the period. A row counts until the next one begins. It says what is
 * true of the work of these days, so the day of its receipt does not matter.
 */
function exemptionsNear(
  {
    taxExemption,
    dated,
  }: {
    readonly taxExemption: W4['taxExemption'] | undefined;
    readonly dated: readonly DatedW4[];
  },
  { startOn, endOn, payOn }: PeriodFacts,
): readonly ExemptionSpan[] {
  const yearOn = `${String(payOn.year).padStart(4, '0')}-01-01`;
  const [start, end] = [startOn.toString(), endOn.toString()];
  const first = yearOn < start ? yearOn : start;
  const rows = dated
    .filter(({ kind, isValid }) => kind === 'exemption' && isValid)
    .map((row) => ({ kind: row.taxExemption, from: dayOfForm(row), until: row.untilOn, row }))
    .toSorted((one, other) => (sortKey(one) < sortKey(other) ? -1 : 1));
  const all = [{ kind: taxExemption, from: null, until: null }, ...rows];
  return all.flatMap(({ kind, from, until = null }, place): readonly ExemptionSpan[] => {
    if (kind === undefined || kind === 'none') return [];
    const next = rows[place]?.from;
    const before = next === undefined ? null : dayBefore(next);
    const last = until === null || (before !== null && before < until) ? before : until;
    const isNear = (from ?? first) <= end && (last === null || last >= first);
    return isNear && (from === null || last === null || from <= last)
      ? [{ kind, from, until: last }]
      : [];
  });
}

/** Of two that begin on one day, the one that was received later counts. */
function sortKey({ from, row }: { readonly from: string; readonly row: DatedW4 }): string {
  return `${from} ${row.receivedOn}`;
}

function dayBefore(day: string): string {
  return Temporal.PlainDate.from(day).subtract({ days: 1 }).toString();
}

/** A claim to be exempt is ignored under a letter. */
function underLetter(form: W4, letter: W4): W4 {
  if (form.exempt === true) return { ...letter, because: 'lock_in' };
  return { ...form, lockIn: letter };
}

function counts(row: DatedW4, of: { readonly current: W4; readonly period: PeriodFacts }): boolean {
  const { current, period } = of;
  const payOn = period.payOn.toString();
  if (payOn < row.receivedOn) return false;
  if (row.fromOn !== null && payOn >= row.fromOn) return true;
  const isFirst = current.because === 'no_form';
  const isAfterExemption = current.exempt === true && hasEnded(current, period.payOn);
  const renewsExemption = current.exempt === true && row.exempt === true;
  if (isFirst || isAfterExemption || renewsExemption) return true;
  const dueOn = Temporal.PlainDate.from(row.receivedOn).add({ days: daysToCount });
  return Temporal.PlainDate.compare(period.endOn, dueOn) >= 0;
}

/** The last day of an exemption. */
export function exemptionUntil(formYear: number): Temporal.PlainDate {
  const last = new Temporal.PlainDate(formYear + 1, 2, 15);
  const { day } = dueFrom(toEpochDay(last));
  return day === null ? last : fromEpochDay(day);
}

/** The year of a claim is that of the form. A form with dates and no year is of the year in which it was received. */
export function claimYear(form: W4): number | null {
  if (form.formYear !== undefined && form.formYear !== null) return form.formYear;
  const received = (form as Partial<DatedW4>).receivedOn;
  return received === undefined ? null : Temporal.PlainDate.from(received).year;
}

function claimTrouble(
  form: W4,
  payOn: Temporal.PlainDate,
): 'exemption_ended' | 'exemption_not_begun' | null {
  if (hasEnded(form, payOn)) return 'exemption_ended';
  return (claimYear(form) ?? payOn.year) > payOn.year ? 'exemption_not_begun' : null;
}

function hasYear(form: W4): boolean {
  return claimYear(form) !== null;
}

function hasEnded(form: W4, payOn: Temporal.PlainDate): boolean {
  const year = claimYear(form);
  return year !== null && Temporal.PlainDate.compare(payOn, exemptionUntil(year)) > 0;
}
