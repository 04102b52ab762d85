/**
 * Which Form W-4 counts, slowly: IRS Publication 15 (2026), section 9. It shares no code with the calculation.
 *
 * The days of a history differ, so no two rows compete for one day.
 */
import type { PeriodFacts } from '#payslip/payslip-input.ts';
import type { W4 } from '#payslip/taxes/us/w4.ts';

/** "Single with no other entries", as without a valid form. */
const nothing: W4 = {
  ...{ filingStatus: 'single', step2: false, step3Minor: 0n, step4aMinor: 0n },
  ...{ step4bMinor: 0n, step4cMinor: 0n, exempt: false, nonresidentAlien: false },
  allowances: null,
};

export function referenceForm(form: W4, { payOn, endOn }: PeriodFacts): W4 {
  const { dated, ...first } = form;
  const pay = payOn.toString();
  let current: W4 = first;
  let currentYear = first.formYear ?? null;
  let isNone = first.because === 'no_form';
  let letter: W4 | null = null;
  for (const row of [...(dated ?? [])].sort((a, b) => (a.receivedOn < b.receivedOn ? -1 : 1))) {
    const received = Temporal.PlainDate.from(row.receivedOn);
    const year = row.formYear ?? null;
    // An invalid form is disregarded, and a form of next year is for next year.
    if (!row.isValid || (year !== null && year > payOn.year)) continue;
    if (row.kind === 'exemption') continue;
    if (row.kind !== 'form') {
      const isOn = pay > (row.fromOn ?? row.receivedOn);
      if (isOn) letter = row.kind === 'order' ? row : null;
      continue;
    }
    if (row.receivedOn > pay) continue;
    const thirtieth = received.add({ days: 30 });
    const isDue = Temporal.PlainDate.compare(endOn, thirtieth) >= 0;
    const isEarly = row.fromOn !== null && row.fromOn <= pay;
    const isOver = current.exempt === true && isAfterClaim(currentYear, payOn);
    const isRenewed = current.exempt === true && row.exempt === true;
    if (!isNone && !isDue && !isEarly && !isOver && !isRenewed) continue;
    current = row;
    currentYear = year ?? received.year;
    isNone = false;
  }
  if (current.exempt === true && currentYear !== null) {
    if (isAfterClaim(currentYear, payOn) || currentYear > payOn.year) current = nothing;
  }
  // Somebody under a letter cannot claim exemption.
  if (letter !== null) return current.exempt === true ? letter : { ...current, lockIn: letter };
  return current;
}

/** A claim lasts until 15 February of the next year, or the next business day. */
function isAfterClaim(year: number | null, payOn: Temporal.PlainDate): boolean {
  if (year === null) return false;
  let last = new Temporal.PlainDate(year + 1, 2, 15);
  // Washington's Birthday is the third Monday of February.
  while (last.dayOfWeek > 5 || (last.dayOfWeek === 1 && last.day >= 15 && last.day <= 21)) {
    last = last.add({ days: 1 });
  }
  return Temporal.PlainDate.compare(payOn, last) > 0;
}
