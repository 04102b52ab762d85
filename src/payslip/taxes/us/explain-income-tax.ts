/**
 * Explains federal income tax step by step: each line of Worksheet 1A by its name, and the rule for
 * supplemental wages.
 *
 * Each line is calculated again with exact fractions. The hot path uses a single fraction instead,
 * and the core compares both results.
 */

import { type Minor, USD } from '#money/minor.ts';
import { addRates, formatPercent, type Rate, ratio } from '#money/rate.ts';
import { divideRounded, mulDiv } from '#money/rounding.ts';
import type { Explanation } from '#payslip/explanation/explanation.ts';
import type { PayslipInput } from '#payslip/payslip-input.ts';
import type { TaxTable } from '#payslip/taxes/tax-pack.ts';
import { exactText } from '#payslip/text.ts';
import { dollarStep, dollars } from './explained-dollars.ts';
import type { FederalFigures } from './federal-year.ts';
import {
  bracketOf,
  type FitWages,
  type IncomeTaxAsk,
  nonresidentAddition,
  onSupplementalOf,
  payToAddTo,
  splitSupplemental,
} from './income-tax.ts';
import { type ChosenMethod, type MethodReason, methodFor } from './supplemental-method.ts';
import { columnOf, type DatedW4, type W4, w4Of } from './w4.ts';
import { claimYear, exemptionUntil } from './w4-life.ts';

export interface ExplainIncomeTaxAsk extends IncomeTaxAsk {
  readonly table: TaxTable;
  readonly fitSlot: number;
  readonly fitWagesSlot: number;
  readonly supplementalSlot: number;
  readonly onSupplementalSlot: number;
}

interface IncomeTaxCase {
  readonly input: PayslipInput;
  readonly wages: FitWages;
  /** Before deductions are subtracted. */
  readonly subject: { readonly regular: Minor; readonly pretax: Minor };
  /** The tax that the payslip takes, which may differ from the tax where there are tips. */
  readonly takenMinor: Minor;
}

export function explainIncomeTax(
  ask: ExplainIncomeTaxAsk,
  at: IncomeTaxCase,
): ReadonlyMap<number, Explanation> {
  const { regularMinor, supplementalMinor } = at.wages;
  const told = new Map<number, Explanation>();
  const { tax, onSupplemental } = explainTax(ask, at);
  told.set(ask.fitSlot, tax);
  told.set(ask.onSupplementalSlot, onSupplemental);
  told.set(ask.fitWagesSlot, {
    ...dollarStep('Wages for federal income tax', regularMinor + supplementalMinor),
    rule: 'earnings subject to this tax, less pre-tax deductions',
    inputs: [
      { name: 'regular wages', value: dollars(at.subject.regular) },
      { name: 'supplemental wages after deductions', value: dollars(supplementalMinor) },
      { name: 'pre-tax deductions', value: dollars(at.subject.pretax) },
    ],
    arithmetic: `${dollars(regularMinor)} + ${dollars(supplementalMinor)}`,
  });
  told.set(ask.supplementalSlot, {
    ...dollarStep('Supplemental wages', supplementalMinor),
    rule: 'bonuses and similar pay, less any deductions that exceed the regular wages',
  });
  return told;
}

function explainTax(
  ask: ExplainIncomeTaxAsk,
  at: IncomeTaxCase,
): { readonly tax: Explanation; readonly onSupplemental: Explanation } {
  const { input, wages } = at;
  const children: Explanation[] = [];
  const exempt = w4Of(input).exempt === true;
  const { highMinor, lowMinor, beforeMinor } = splitSupplemental(
    ask,
    input,
    wages.supplementalMinor,
  );
  const { flatRate, highRate } = ask.figures.supplemental;
  const regular =
    exempt || wages.regularMinor === 0n ? null : worksheet(ask.figures, input, wages.regularMinor);
  const regularTaxMinor = regular?.amountMinor ?? 0n;
  const chosen = exempt || lowMinor === 0n ? null : methodFor(ask, { input, regularTaxMinor });
  if (exempt) {
    children.push(exemptStep(w4Of(input)));
  } else if (chosen?.method === 'aggregate') {
    children.push(aggregate(ask, at, lowMinor));
  } else if (regular !== null) children.push(regular);
  if (chosen?.method === 'flat') {
    children.push(atRate('Supplemental wages, flat rate', lowMinor, flatRate));
  }
  if (chosen !== null) children.push(methodStep(chosen, input));
  if (highMinor > 0n) {
    children.push({
      ...atRate('Supplemental wages above one million dollars', highMinor, highRate),
      inputs: [{ name: 'supplemental wages before this payslip', value: dollars(beforeMinor) }],
    });
  }
  const amountMinor = children.reduce((sum, child) => sum + (child.amountMinor ?? 0n), 0n);
  const { id, source } = ask.table;
  const parts = children
    .flatMap((child) => (child.amountMinor === null ? [] : [dollars(child.amountMinor)]))
    .join(' + ');
  const tax = {
    ...dollarStep('Federal income tax', amountMinor),
    rule: 'withholding by the percentage method for automated payroll systems',
    table: { id, source },
    arithmetic: parts === '' ? 'no wages' : `${parts} = ${dollars(amountMinor)}`,
    children,
  };
  return {
    tax,
    onSupplemental: onSupplementalStep(at.takenMinor, { dueMinor: amountMinor, regularTaxMinor }),
  };
}

function exemptStep(w4: W4): Explanation {
  const year = claimYear(w4);
  const ends =
    year === null
      ? 'it ends on 15 February after the year of the form, which is not known'
      : `the claim is for ${year}, and counts until ${exemptionUntil(year)}`;
  return {
    ...dollarStep('Exempt', 0n),
    rule: `Form W-4 claims exemption from withholding; ${ends} (IRS Publication 15, section 9)`,
  };
}

function onSupplementalStep(
  taxMinor: Minor,
  { dueMinor, regularTaxMinor }: { readonly dueMinor: Minor; readonly regularTaxMinor: Minor },
): Explanation {
  const onSupplementalMinor = dueMinor - regularTaxMinor;
  const amountMinor = onSupplementalOf({ amountMinor: dueMinor, onSupplementalMinor }, taxMinor);
  return {
    ...dollarStep('Federal income tax on supplemental wages', amountMinor),
    rule: 'the income tax, less the tax on the regular wages alone; the rest counts as withheld from regular wages',
    arithmetic: `${dollars(taxMinor)} − ${dollars(regularTaxMinor)} = ${dollars(amountMinor)}`,
  };
}

const why: Readonly<Record<MethodReason, string>> = {
  company_setting: 'the company uses the aggregate method',
  first_edition: 'the flat rate, as all runs had it before its condition was looked at',
  tax_on_this_payslip: 'income tax is withheld from the regular wages of this payslip',
  tax_on_regular_wages:
    'income tax was withheld from regular wages in this year or the year before',
  no_tax_on_regular_wages:
    'no income tax was withheld from regular wages in this year or the year before, so the flat rate is not allowed',
  nothing_known:
    'it is not known whether income tax was withheld from regular wages in this year or the year before, so the flat rate is not used',
};

/** Says which method applies and why. It has no amount of its own. */
function methodStep(chosen: ChosenMethod, { period }: PayslipInput): Explanation {
  const { year } = period.payOn;
  return {
    ...dollarStep('Method for supplemental wages', 0n),
    amountMinor: null,
    rule: `${why[chosen.why]} (IRS Publication 15, section 7; 26 CFR 31.3402(g)-1(a)(7))`,
    inputs: [
      { name: 'method', value: chosen.method },
      ...(chosen.found === ''
        ? [{ name: 'years looked at', value: `${year - 1} and ${year}` }]
        : [{ name: `tax on regular wages, ${chosen.found}`, value: dollars(chosen.amountMinor) }]),
    ],
    arithmetic: chosen.method,
  };
}

function aggregate(ask: IncomeTaxAsk, at: IncomeTaxCase, lowMinor: Minor): Explanation {
  const { figures } = ask;
  const { input, wages } = at;
  if (wages.regularMinor > 0n) {
    return {
      ...worksheet(figures, input, wages.regularMinor + lowMinor),
      title: 'Regular and supplemental wages as one payment',
    };
  }
  const last = payToAddTo(ask, input) ?? { wagesMinor: 0n, withheldMinor: 0n };
  const together = worksheet(figures, input, last.wagesMinor + lowMinor);
  const rest = (together.amountMinor ?? 0n) - last.withheldMinor;
  const amountMinor = rest > 0n ? rest : 0n;
  return {
    ...dollarStep('Supplemental wages with the last regular pay', amountMinor),
    rule: 'tax on both as one payment, less the tax withheld from the regular pay',
    inputs: [
      { name: 'last regular wages', value: dollars(last.wagesMinor) },
      { name: 'tax withheld from them', value: dollars(last.withheldMinor) },
    ],
    arithmetic: `${dollars(together.amountMinor ?? 0n)} − ${dollars(last.withheldMinor)} = ${dollars(amountMinor)}`,
    children: [together],
  };
}

/** Worksheet 1A. Each line is exact, and only the last is rounded to cents. */
function worksheet(figures: FederalFigures, input: PayslipInput, wagesMinor: Minor): Explanation {
  const w4 = w4Of(input);
  const own = worksheetOn(figures, { w4, period: input.period }, wagesMinor);
  if (w4.lockIn === undefined || w4.lockIn === null) return own;
  const letter = worksheetOn(figures, { w4: w4.lockIn, period: input.period }, wagesMinor);
  const [ownMinor, letterMinor] = [own.amountMinor ?? 0n, letter.amountMinor ?? 0n];
  const counted = letterMinor > ownMinor ? letter : own;
  return {
    ...counted,
    rule: `${counted.rule}; under a lock-in letter the form or the letter counts, whichever withholds more (IRS Publication 15, section 9)`,
    inputs: [
      { name: 'by the form', value: dollars(ownMinor) },
      { name: 'by the lock-in letter', value: dollars(letterMinor) },
      ...counted.inputs,
    ],
  };
}

/** Why these values count, where it is not the form that was given: IRS Publication 15, section 9. */
const becauseText: Readonly<Record<NonNullable<W4['because']>, string>> = {
  no_form: 'no valid form was given: single, no other entries',
  exemption_not_begun: 'the claim to be exempt is for a later year: single, no other entries',
  exemption_ended: 'the claim to be exempt has ended: single, no other entries',
  lock_in: 'a lock-in letter: the claim to be exempt does not count',
};

/**
 * The deductions for tips and overtime are taken on the employee's return. They change withholding only as far as the
 * form of 2026 or later has them in Step 4(b), by its Deductions Worksheet: IRS Publication 15 (2026), section 9.
 */
function step4bTold({ step4bMinor }: W4, { payOn: { year } }: PayslipInput['period']): string {
  const mayHaveThem = step4bMinor > 0n && year >= 2026 && year <= 2028;
  return mayHaveThem
    ? 'Step 4(b), in which the form has any deduction for tips and overtime (26 U.S.C. 224 and 225),'
    : 'Step 4(b)';
}

function worksheetOn(
  figures: FederalFigures,
  { w4, period }: { readonly w4: W4; readonly period: PayslipInput['period'] },
  wagesMinor: Minor,
): Explanation {
  const periods = BigInt(period.periodsPerYear);
  const old = w4.allowances !== null && w4.allowances !== undefined;
  const column = columnOf(w4);
  const lines: Explanation[] = [];
  const line = (name: string, amountMinor: Minor, arithmetic: string): Minor => {
    lines.push({ ...dollarStep(name, amountMinor), arithmetic });
    return amountMinor;
  };

  const form = old ? 'before2020' : 'from2020';
  const added = w4.nonresidentAlien === true ? nonresidentAddition(figures, form, periods) : 0n;
  if (added > 0n) line('addition for a nonresident alien', added, dollars(added));
  const line1a = line('1a taxable wages', wagesMinor + added, dollars(wagesMinor + added));
  const line1c = line('1c annual wages', line1a * periods, `${dollars(line1a)} × ${periods}`);
  let adjusted: Minor;
  if (old) {
    const allowances = BigInt(w4.allowances ?? 0);
    const line1k = allowances * figures.allowanceMinor;
    line('1k allowances', line1k, `${allowances} × ${dollars(figures.allowanceMinor)}`);
    adjusted = atLeastZero(line1c - line1k);
    line('1l adjusted annual wages', adjusted, `${dollars(line1c)} − ${dollars(line1k)}`);
  } else {
    const line1e = line1c + w4.step4aMinor;
    line('1e with Step 4(a)', line1e, `${dollars(line1c)} + ${dollars(w4.step4aMinor)}`);
    const line1g = w4.step2 ? 0n : figures.line1gMinor[column];
    const line1h = w4.step4bMinor + line1g;
    line(
      `1h ${step4bTold(w4, period)} and line 1g`,
      line1h,
      `${dollars(w4.step4bMinor)} + ${dollars(line1g)}`,
    );
    adjusted = atLeastZero(line1e - line1h);
    line('1i adjusted annual wages', adjusted, `${dollars(line1e)} − ${dollars(line1h)}`);
  }

  const schedule = (w4.step2 && !old ? figures.step2 : figures.standard)[column];
  const row = bracketOf(schedule, adjusted) ?? { atLeastMinor: 0n, taxMinor: 0n, percent: 0n };
  const excess = adjusted - row.atLeastMinor;
  const line2g = addRates([ratio(row.taxMinor, 1n), ratio(row.percent * excess, 100n)]);
  lines.push(
    exact('2g annual tax', line2g, {
      arithmetic: `${dollars(row.taxMinor)} + ${row.percent} % × ${dollars(excess)}`,
      rule: `${w4.step2 && !old ? 'Step 2 checkbox' : 'standard'} schedule, ${column}, from ${dollars(row.atLeastMinor)}`,
    }),
  );
  const line2h = ratio(line2g.numerator, line2g.denominator * periods);
  lines.push(exact('2h tentative amount', line2h, { arithmetic: `÷ ${periods}` }));
  const line3b = ratio(old ? 0n : w4.step3Minor, periods);
  lines.push(exact('3b Step 3', line3b, { arithmetic: `${dollars(w4.step3Minor)} ÷ ${periods}` }));
  const difference = addRates([line2h, { ...line3b, numerator: -line3b.numerator }]);
  const line3c = difference.numerator < 0n ? ratio(0n, 1n) : difference;
  lines.push(exact('3c after credits', line3c, { arithmetic: '2h − 3b, not below zero' }));
  const line4b = addRates([line3c, ratio(w4.step4cMinor, 1n)]);
  const amountMinor = divideRounded(line4b.numerator, line4b.denominator, 'half_up');
  return {
    ...dollarStep('Regular wages, Worksheet 1A', amountMinor),
    rule: 'IRS Publication 15-T, Worksheet 1A, line 4b',
    inputs: formInputs(w4, periods),
    arithmetic: `${exactText(line3c, USD)} + ${dollars(w4.step4cMinor)} = ${dollars(amountMinor)}`,
    rounding: 'half_up',
    children: lines,
  };
}

/** What the form says, for the list of inputs. */
function formInputs(w4: W4, periods: bigint): Explanation['inputs'] {
  const old = w4.allowances !== null && w4.allowances !== undefined;
  const received = (w4 as Partial<DatedW4>).receivedOn;
  return [
    { name: 'filing status', value: w4.filingStatus ?? '' },
    { name: 'Form W-4', value: old ? '2019 or earlier' : '2020 or later' },
    ...(received === undefined ? [] : [{ name: 'received', value: received }]),
    ...(w4.because === undefined ? [] : [{ name: 'because', value: becauseText[w4.because] }]),
    { name: 'Step 2 box', value: w4.step2 ? 'checked' : 'not checked' },
    { name: 'Step 4(c)', value: dollars(w4.step4cMinor) },
    { name: 'pay periods per year', value: `${periods}` },
  ];
}

function atRate(title: string, wagesMinor: Minor, by: Rate): Explanation {
  const amountMinor = mulDiv(wagesMinor, by, 'half_up');
  return {
    ...dollarStep(title, amountMinor),
    rule: `${formatPercent(by)}, IRS Publication 15, section 7`,
    arithmetic: `${dollars(wagesMinor)} × ${formatPercent(by)} = ${dollars(amountMinor)}`,
    rounding: 'half_up',
  };
}

/** A line that may not be whole cents. The arithmetic shows its value, and its amount is null. */
function exact(
  title: string,
  value: Rate,
  { arithmetic, rule }: { arithmetic: string; rule?: string },
): Explanation {
  return {
    ...dollarStep(title, 0n),
    amountMinor: null,
    rule: rule ?? '',
    arithmetic: `${arithmetic} = ${exactText(value, USD)}`,
  };
}

function atLeastZero(amount: Minor): Minor {
  return amount < 0n ? 0n : amount;
}
