/**
 * Explains Social Security, Medicare and FUTA step by step, from the wages on which they were
 * withheld.
 */

import type { Minor } from '#money/minor.ts';
import { formatPercent, type Rate } from '#money/rate.ts';
import { mulDiv } from '#money/rounding.ts';
import type { AmountsByCode } from '#payslip/amounts-by-code.ts';
import type { Explanation, ExplanationInput } from '#payslip/explanation/explanation.ts';
import type { TaxableWages, TaxLine, TaxTable } from '#payslip/taxes/tax-pack.ts';
import { dollars } from './explained-dollars.ts';
import { type FicaAsk, FUTA, ficaWages, MEDICARE, ownWages, SS } from './fica.ts';

export function explainFica(
  ask: FicaAsk & { readonly table: TaxTable },
  wages: TaxableWages,
): Map<number, Explanation> {
  const { figures, lines, table, yearToDate } = ask;
  const { ssMinor, medicareMinor, aboveMinor, futaMinor } = ficaWages(ask, wages);
  const own = ownWages(ask, wages);
  const told = new Map<number, Explanation>();

  const ssWages = wagesOf('Social Security wages', ssMinor, [
    ...subjectInputs(wages, SS),
    { name: 'wage base of the year', value: dollars(figures.socialSecurity.wageBaseMinor) },
    { name: 'wages before this payslip', value: before(yearToDate, lines.socialSecurityWages) },
  ]);
  told.set(lines.socialSecurityWages.slot, onTable(ssWages, table));
  const ssRate = figures.socialSecurity.rate;
  const ownSs = withoutElsewhere(ssWages, own.ssMinor);
  told.set(lines.socialSecurity.slot, tax('Social Security', ssRate, { of: ownSs, table }));
  told.set(
    lines.socialSecurityEmployer.slot,
    tax('Social Security, employer', ssRate, { of: ssWages, table }),
  );

  const medicareWages = wagesOf('Medicare wages', medicareMinor, subjectInputs(wages, MEDICARE));
  told.set(lines.medicareWages.slot, onTable(medicareWages, table));
  const { rate, additionalRate, additionalAboveMinor } = figures.medicare;
  const ownMedicare = withoutElsewhere(medicareWages, own.medicareMinor);
  told.set(lines.medicare.slot, tax('Medicare', rate, { of: ownMedicare, table }));
  told.set(
    lines.medicareEmployer.slot,
    tax('Medicare, employer', rate, { of: medicareWages, table }),
  );
  if (aboveMinor > 0n) {
    const above = wagesOf('Medicare wages above the threshold', aboveMinor, [
      { name: 'threshold of the year', value: dollars(additionalAboveMinor) },
      { name: 'wages before this payslip', value: before(yearToDate, lines.medicareWages) },
      { name: 'wages of this payslip', value: dollars(medicareMinor) },
    ]);
    told.set(
      lines.additionalMedicare.slot,
      tax('Additional Medicare', additionalRate, {
        ...{ of: withoutElsewhere(above, own.aboveMinor), table },
      }),
    );
  }

  if (futaMinor > 0n) {
    const futaWages = wagesOf('FUTA wages', futaMinor, [
      ...subjectInputs(wages, FUTA),
      { name: 'wage base of the year', value: dollars(figures.futa.wageBaseMinor) },
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
    arithmetic: dollars(amountMinor),
    rounding: null,
    children: [],
  };
}

/** The wages from which this payslip withholds, where a third party has withheld from a part of them. */
function withoutElsewhere(all: Explanation, ownMinor: Minor): Explanation {
  const allMinor = all.amountMinor ?? 0n;
  if (allMinor === ownMinor) return all;
  return {
    ...wagesOf(`${all.title} of this payslip`, ownMinor, []),
    rule: 'less sick pay from which a third party has withheld',
    arithmetic: `${dollars(allMinor)} − ${dollars(allMinor - ownMinor)} = ${dollars(ownMinor)}`,
    children: [all],
  };
}

function subjectInputs(wages: TaxableWages, subject: number): readonly ExplanationInput[] {
  return [
    { name: 'regular wages', value: dollars(wages.regular[subject] ?? 0n) },
    { name: 'supplemental wages', value: dollars(wages.supplemental[subject] ?? 0n) },
    { name: 'pre-tax deductions', value: dollars(wages.pretax[subject] ?? 0n) },
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
      { name: of.title, value: dollars(base) },
      { name: 'rate', value: formatPercent(rate) },
    ],
    table: { id: table.id, source: table.source },
    arithmetic: `${dollars(base)} × ${formatPercent(rate)} = ${dollars(amountMinor)}`,
    rounding: 'half_up',
    children: [of],
  };
}

function onTable(explanation: Explanation, { id, source }: TaxTable): Explanation {
  return { ...explanation, table: { id, source } };
}

function before(yearToDate: AmountsByCode, { id }: TaxLine): string {
  return dollars(yearToDate.get(id) ?? 0n);
}
