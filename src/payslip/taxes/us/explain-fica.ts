/**
 * Explains Social Security, Medicare and FUTA step by step, from the wages on which they were
 * withheld.
 */

import { formatAmount, type Minor, USD } from '#money/minor.ts';
import { formatPercent, type Rate } from '#money/rate.ts';
import { mulDiv } from '#money/rounding.ts';
import type { AmountsByCode } from '#payslip/amounts-by-code.ts';
import type { Explanation, ExplanationInput } from '#payslip/explanation/explanation.ts';
import type { TaxableWages, TaxLine, TaxTable } from '#payslip/taxes/tax-pack.ts';
import { type FicaAsk, FUTA, ficaWages, MEDICARE, SS } from './fica.ts';

export function explainFica(
  ask: FicaAsk & { readonly table: TaxTable },
  wages: TaxableWages,
): Map<number, Explanation> {
  const { figures, lines, table, yearToDate } = ask;
  const { ssMinor, medicareMinor, aboveMinor, futaMinor } = ficaWages(ask, wages);
  const told = new Map<number, Explanation>();

  const ssWages = wagesOf('Social Security wages', ssMinor, [
    ...subjectInputs(wages, SS),
    { name: 'wage base of the year', value: money(figures.socialSecurity.wageBaseMinor) },
    { name: 'wages before this payslip', value: before(yearToDate, lines.socialSecurityWages) },
  ]);
  told.set(lines.socialSecurityWages.slot, onTable(ssWages, table));
  const ssRate = figures.socialSecurity.rate;
  told.set(lines.socialSecurity.slot, tax('Social Security', ssRate, { of: ssWages, table }));
  told.set(
    lines.socialSecurityEmployer.slot,
    tax('Social Security, employer', ssRate, { of: ssWages, table }),
  );

  const medicareWages = wagesOf('Medicare wages', medicareMinor, subjectInputs(wages, MEDICARE));
  told.set(lines.medicareWages.slot, onTable(medicareWages, table));
  const { rate, additionalRate, additionalAboveMinor } = figures.medicare;
  told.set(lines.medicare.slot, tax('Medicare', rate, { of: medicareWages, table }));
  told.set(
    lines.medicareEmployer.slot,
    tax('Medicare, employer', rate, { of: medicareWages, table }),
  );
  if (aboveMinor > 0n) {
    const above = wagesOf('Medicare wages above the threshold', aboveMinor, [
      { name: 'threshold of the year', value: money(additionalAboveMinor) },
      { name: 'wages before this payslip', value: before(yearToDate, lines.medicareWages) },
      { name: 'wages of this payslip', value: money(medicareMinor) },
    ]);
    told.set(
      lines.additionalMedicare.slot,
      tax('Additional Medicare', additionalRate, { of: above, table }),
    );
  }

  if (futaMinor > 0n) {
    const futaWages = wagesOf('FUTA wages', futaMinor, [
      ...subjectInputs(wages, FUTA),
      { name: 'wage base of the year', value: money(figures.futa.wageBaseMinor) },
      { name: 'wages before this payslip', value: before(yearToDate, lines.futaWages) },
    ]);
    told.set(lines.futaWages.slot, onTable(futaWages, table));
    told.set(
      lines.futaEmployer.slot,
      tax('FUTA, employer', figures.futa.rate, { of: futaWages, table }),
    );
  }
  return told;
}

function wagesOf(
  title: string,
  amountMinor: Minor,
  inputs: readonly ExplanationInput[],
): Explanation {
  return {
    title,
    amountMinor,
    rule: 'earnings subject to this tax, less pre-tax deductions',
    inputs,
    table: null,
    arithmetic: money(amountMinor),
    rounding: null,
    children: [],
  };
}

function subjectInputs(wages: TaxableWages, subject: number): readonly ExplanationInput[] {
  return [
    { name: 'regular wages', value: money(wages.regular[subject] ?? 0n) },
    { name: 'supplemental wages', value: money(wages.supplemental[subject] ?? 0n) },
    { name: 'pre-tax deductions', value: money(wages.pretax[subject] ?? 0n) },
  ];
}

function tax(
  title: string,
  rate: Rate,
  { of, table }: { of: Explanation; table: TaxTable },
): Explanation {
  const base = of.amountMinor ?? 0n;
  const amountMinor = mulDiv(base, rate, 'half_up');
  return {
    title,
    amountMinor,
    rule: `${formatPercent(rate)} of ${of.title}`,
    inputs: [
      { name: of.title, value: money(base) },
      { name: 'rate', value: formatPercent(rate) },
    ],
    table: { id: table.id, source: table.source },
    arithmetic: `${money(base)} × ${formatPercent(rate)} = ${money(amountMinor)}`,
    rounding: 'half_up',
    children: [of],
  };
}

function onTable(explanation: Explanation, { id, source }: TaxTable): Explanation {
  return { ...explanation, table: { id, source } };
}

function before(yearToDate: AmountsByCode, { id }: TaxLine): string {
  return money(yearToDate.get(id) ?? 0n);
}

function money(amountMinor: Minor): string {
  return formatAmount(amountMinor, USD);
}
