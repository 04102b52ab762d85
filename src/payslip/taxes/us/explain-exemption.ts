/** Explains the lines of a person whose work is exempt from taxes: which exemption, by which paragraph, on how many days. */
import { formatAmount, type Minor, USD } from '#money/minor.ts';
import type { Explanation } from '#payslip/explanation/explanation.ts';
import { type Exempted, type ExemptPeriod, exemptionRules } from './exemptions.ts';
import type { FicaLines } from './fica.ts';

/** Replaces the explanation of each line that an exemption decides. */
export function explainExemption(
  exempted: Exempted,
  at: {
    readonly lines: FicaLines;
    readonly fitSlot: number;
    readonly onSupplementalSlot: number;
    readonly futaExemptMinor: Minor;
  },
  told: Map<number, Explanation>,
): void {
  const { lines } = at;
  const { fica, futa, incomeTax } = exempted;
  const replace = (slot: number, title: string, by: ExemptPeriod | null) => {
    if (by !== null) told.set(slot, step(title, 0n, by));
  };
  replace(lines.socialSecurity.slot, 'Social Security', fica);
  replace(lines.socialSecurityEmployer.slot, 'Social Security, employer', fica);
  replace(lines.socialSecurityWages.slot, 'Social Security wages', fica);
  replace(lines.medicare.slot, 'Medicare', fica);
  replace(lines.medicareEmployer.slot, 'Medicare, employer', fica);
  replace(lines.medicareWages.slot, 'Medicare wages', fica);
  replace(at.fitSlot, 'Federal income tax', incomeTax);
  replace(at.onSupplementalSlot, 'Federal income tax on supplemental wages', incomeTax);
  if (futa !== null) {
    told.set(lines.futaExemptWages.slot, step('Wages without FUTA', at.futaExemptMinor, futa));
  }
}

function step(title: string, amountMinor: Minor, by: ExemptPeriod): Explanation {
  const { kind, source, days, exemptDays } = by;
  const period =
    days === exemptDays
      ? ''
      : '. Most of the time of the pay period is exempt, so all of it is (26 CFR 31.3121(c)-1)';
  return {
    title,
    amountMinor,
    rule: `exempt (${source}): ${exemptionRules[kind].who}${period}`,
    inputs: [
      { name: 'exempt days', value: String(exemptDays) },
      { name: 'days of employment in the period', value: String(days) },
    ],
    table: null,
    arithmetic: formatAmount(amountMinor, USD),
    rounding: null,
    children: [],
  };
}
