/** Random exemptions from payroll taxes: always, or in up to two rows with days around the period. */
import type { Seeded } from '#engine/seeded.ts';
import type { EmployeeFacts, PeriodFacts } from '#payslip/payslip-input.ts';
import { exemptionKinds } from '#payslip/taxes/us/exemptions.ts';
import type { DatedW4, W4 } from '#payslip/taxes/us/w4.ts';

/** One person in eight has some. A child is about 18 or 21, mostly. Rows need a form that has a history. */
export function randomExemption(
  chance: Seeded,
  of: { readonly form: W4; readonly period: PeriodFacts; readonly hasHistory: boolean },
): { readonly taxForm: W4; readonly employee: Pick<EmployeeFacts, 'birthOn'> } {
  const { form, period, hasHistory } = of;
  if (!chance.chance(0.12)) return { taxForm: form, employee: {} };
  const near = () => period.endOn.subtract({ days: chance.below(24) });
  const birthOn = near().subtract({ years: chance.pick([18, 21]) });
  const employee = chance.chance(0.9) ? { birthOn } : {};
  const always = chance.chance(0.4) ? { taxExemption: chance.pick(exemptionKinds) } : {};
  if (!hasHistory) return { taxForm: { ...form, ...always }, employee };
  const rows = Array.from({ length: chance.below(3) }, (_, nth): DatedW4 => {
    const fromOn = near();
    const untilOn = chance.chance(0.5) ? fromOn.add({ days: chance.below(20) }).toString() : null;
    return {
      ...{ ...form, kind: 'exemption', isValid: chance.chance(0.9), untilOn },
      receivedOn: period.payOn.subtract({ days: 200 - nth }).toString(),
      fromOn: fromOn.toString(),
      taxExemption: chance.pick([...exemptionKinds, 'none'] as const),
    };
  });
  const dated = rows.length === 0 ? {} : { dated: [...(form.dated ?? []), ...rows] };
  return { taxForm: { ...form, ...always, ...dated }, employee };
}
