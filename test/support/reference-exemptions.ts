/**
 * Which taxes of a payslip are exempt, counted day by day. It shares nothing with the calculation that it checks but the
 * form. Publication 15 (2026), sections 3 and 15; 26 CFR 31.3121(c)-1.
 */
import type { PayslipInput } from '#payslip/payslip-input.ts';
import { type W4, w4Of } from '#payslip/taxes/us/w4.ts';

interface ReferenceExempt {
  readonly incomeTax: boolean;
  readonly fica: boolean;
  readonly futa: boolean;
}

const nothing: ReferenceExempt = { incomeTax: false, fica: false, futa: false };

/** Null: the person is held. */
export function referenceExempt({
  employee,
  period,
  taxForm,
}: Pick<PayslipInput, 'employee' | 'period' | 'taxForm'>): ReferenceExempt | null {
  const w4 = w4Of({ taxForm });
  if (Object.keys(exemptionMembers(w4)).length === 0) return nothing;
  const compare = Temporal.PlainDate.compare;
  let [days, incomeTax, fica, futa, all] = [0, 0, 0, 0, 0];
  for (let day = period.startOn; compare(day, period.endOn) <= 0; day = day.add({ days: 1 })) {
    all += 1;
    if (compare(day, employee.hiredOn) < 0) continue;
    if (employee.endedOn !== null && compare(day, employee.endedOn) > 0) continue;
    days += 1;
    const kind = kindOn(w4, day.toString());
    const birthOn = employee.birthOn ?? null;
    if (kind === 'child' && birthOn === null) return null;
    const isUnder = (age: number) =>
      birthOn !== null && compare(day, birthOn.add({ years: age })) < 0;
    const isNobodys = ['student', 'f1', 'j1', 'm1', 'q1'].includes(kind);
    if (kind === 'minister') incomeTax += 1;
    if (isNobodys || kind.startsWith('minister') || (kind === 'child' && isUnder(18))) fica += 1;
    if (isNobodys || kind === 'spouse' || kind === 'parent') futa += 1;
    if (kind === 'child' && isUnder(21)) futa += 1;
  }
  const isExempt = (part: number) =>
    part > 0 && (part === days || (all <= 31 && days - part < part));
  return { incomeTax: isExempt(incomeTax), fica: isExempt(fica), futa: isExempt(futa) };
}

/** The row that began last. Of two that began on one day, the one that was received last. */
function kindOn({ dated = [], taxExemption = 'none' }: W4, day: string): string {
  let found: { readonly at: string; readonly kind: string } = { at: '', kind: taxExemption };
  for (const row of dated) {
    const from = row.fromOn ?? row.receivedOn;
    if (row.kind !== 'exemption' || !row.isValid || from > day) continue;
    const at = `${from} ${row.receivedOn}`;
    const isOver = typeof row.untilOn === 'string' && row.untilOn < day;
    if (at >= found.at) found = { at, kind: isOver ? 'none' : (row.taxExemption ?? 'none') };
  }
  return found.kind;
}

/** The members of a form that say why work is exempt, to give them back to the form that counts. */
export function exemptionMembers({ dated = [], taxExemption }: W4): Partial<W4> {
  const rows = dated.filter(({ kind }) => kind === 'exemption');
  return {
    ...(taxExemption === undefined ? {} : { taxExemption }),
    ...(rows.length === 0 ? {} : { dated: rows }),
  };
}
