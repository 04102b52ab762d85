/** Tax forms of people whose work is exempt from taxes: mostly not, else always, or from and until some of these days. */
import fc from 'fast-check';
import { exemptionKinds } from '#payslip/taxes/us/exemptions.ts';

export function withExemption<Form extends object>(
  form: fc.Arbitrary<Form>,
  days: readonly string[],
): fc.Arbitrary<Form> {
  const kind = fc.constantFrom(...exemptionKinds);
  const day = fc.option(fc.constantFrom(...days), { nil: null });
  const exemption = fc.oneof(
    { weight: 18, arbitrary: fc.constant({}) },
    kind.map((taxExemption) => ({ taxExemption })),
    fc.record({ kind, from: day, until: day }).map((span) => ({ exemptions: [span] })),
  );
  return fc.tuple(form, exemption).map(([given, exempt]) => ({ ...given, ...exempt }));
}
