/**
 * Sick pay of somebody who is away from work: what an insurer paid (THIRD_PARTY_SICK_PAY, with the taxes that it withheld),
 * and what the employer or its agent pays (SICK_PAY). The day in `worked_on` of these items is the last day worked.
 *
 *   - Social Security, Medicare and FUTA end six calendar months after the month of the last day worked: 26 U.S.C.
 *     3121(a)(4) and 3306(b)(4); IRS Publication 15-A, section 6. Then sick hours (SICK) of the payslip end with them.
 *   - A third party that is not an agent withholds the employee's share. The employer owes its own share and FUTA: 26 CFR
 *     32.1(e); Publication 15-A, section 6. What the insurer withheld must be right to a dollar, or the person is held.
 *   - Income tax: only the third party withholds it, and only on Form W-4S: 26 U.S.C. 3402(o). It is not calculated. An agent's
 *     sick pay is the employer's wages.
 *
 * The day of the payment counts, and the pay date stands for it. A payment that was made before the six months ended, and
 * is entered after them, shows in the taxes withheld, and holds the person.
 */

import { formatAmount, type Minor, USD } from '#money/minor.ts';
import { mulDiv } from '#money/rounding.ts';
import { type Held, held } from '#payslip/payslip.ts';
import type { PayslipInput } from '#payslip/payslip-input.ts';
import { closerRulesSinceEdition } from '#payslip/rules-editions.ts';
import type { OpenTaxPack, TaxableWages, TaxLine, TaxSheet } from '#payslip/taxes/tax-pack.ts';
import { dayInWords, toEpochDay } from '#time/plain-date.ts';
import { exemptedIn } from './exemptions.ts';
import { type FicaAsk, type FicaWages, FUTA, ficaWages, MEDICARE, SS } from './fica.ts';

/** Their day is the last day worked. */
export const lastDayCodes = ['THIRD_PARTY_SICK_PAY', 'SICK_PAY'] as const;

/** Whoever has an item for one of them is calculated by this file. */
export const sickCodes = [
  ...lastDayCodes,
  ...['THIRD_PARTY_FIT', 'THIRD_PARTY_SS', 'THIRD_PARTY_MEDICARE'],
] as const;

/** Null: the company has no such pay code on the pay date. */
export interface SickLines {
  readonly thirdParty: TaxLine | null;
  readonly withheldFit: TaxLine | null;
  readonly withheldSs: TaxLine | null;
  readonly withheldMedicare: TaxLine | null;
  readonly own: TaxLine | null;
  /** Hours of somebody who may be at work again tomorrow. */
  readonly hours: TaxLine | null;
  readonly exempt: TaxLine;
}

export function sickLines({ line, generalLine }: OpenTaxPack): SickLines {
  return {
    thirdParty: generalLine('THIRD_PARTY_SICK_PAY'),
    withheldFit: generalLine('THIRD_PARTY_FIT'),
    withheldSs: generalLine('THIRD_PARTY_SS'),
    withheldMedicare: generalLine('THIRD_PARTY_MEDICARE'),
    own: generalLine('SICK_PAY'),
    hours: generalLine('SICK'),
    exempt: line('EXEMPT_SICK_PAY'),
  };
}

export interface SickPay {
  readonly lastWorkedOn: Temporal.PlainDate;
  /** The first day without Social Security, Medicare and FUTA. */
  readonly exemptFrom: Temporal.PlainDate;
  readonly isExempt: boolean;
  /** All sick pay of the payslip that is exempt. */
  readonly exemptMinor: Minor;
  readonly thirdPartyMinor: Minor;
  /** The wages with the exemption. */
  readonly wages: TaxableWages;
  /** The wages from which the third party has withheld the employee's share. */
  readonly elsewhere: FicaWages;
}

export interface SickAsk extends Pick<FicaAsk, 'figures' | 'lines'> {
  readonly sick: SickLines;
  readonly rulesEdition: number;
}

const nothing: FicaWages = { ssMinor: 0n, medicareMinor: 0n, aboveMinor: 0n, futaMinor: 0n };

/** Withheld taxes are rounded on each payment, and a month can have several. */
const toleranceMinor = 100n;

/** Null: the payslip has no sick pay of these kinds. */
export function sickPayOf(
  ask: SickAsk,
  { input, wages }: { readonly input: PayslipInput; readonly wages: TaxableWages },
  { amounts }: Pick<TaxSheet, 'amounts'>,
): SickPay | Held | null {
  const { sick, rulesEdition } = ask;
  const amountOf = (line: TaxLine | null): Minor =>
    line === null ? 0n : (amounts[line.slot] ?? 0n);
  const [thirdPartyMinor, ownMinor] = [amountOf(sick.thirdParty), amountOf(sick.own)];
  const withheld = {
    ssMinor: amountOf(sick.withheldSs),
    medicareMinor: amountOf(sick.withheldMedicare),
  };
  const isWithheld =
    withheld.ssMinor !== 0n || withheld.medicareMinor !== 0n || amountOf(sick.withheldFit) !== 0n;
  if (rulesEdition < closerRulesSinceEdition) return null;
  if (thirdPartyMinor === 0n && ownMinor === 0n) return isWithheld ? taxesWithoutPay() : null;
  if (thirdPartyMinor === 0n && isWithheld) return taxesWithoutPay();
  const exempted = exemptedIn(input, rulesEdition);
  if ('kind' in exempted) return exempted;
  const lastWorkedOn = lastDayOf(input, sick);
  if ('kind' in lastWorkedOn) return lastWorkedOn;
  const exemptFrom = lastWorkedOn.with({ day: 1 }).add({ months: 7 });
  const isExempt = Temporal.PlainDate.compare(input.period.payOn, exemptFrom) >= 0;
  const exemptMinor = isExempt ? thirdPartyMinor + ownMinor + amountOf(sick.hours) : 0n;
  const elsewhere = isExempt
    ? nothing
    : ficaWages({ ...ask, yearToDate: input.yearToDate, exempted }, onlyRegular(thirdPartyMinor));
  const trouble = wrongTaxes(ask, { elsewhere, withheld, exemptFrom });
  if (trouble !== null) return trouble;
  return {
    ...{ lastWorkedOn, exemptFrom, isExempt, exemptMinor, thirdPartyMinor, elsewhere },
    wages: isExempt ? lessExempt(wages, exemptMinor) : wages,
  };
}

/** The last day worked, which every sick pay of the payslip states. */
function lastDayOf(
  { items, employee, period }: PayslipInput,
  { thirdParty, own }: SickLines,
): Temporal.PlainDate | Held {
  let found: Temporal.PlainDate | null = null;
  for (const { payCodeId, workedOn = null } of items) {
    if (payCodeId !== thirdParty?.id && payCodeId !== own?.id) continue;
    if (workedOn === null) return noLastDay();
    if (found !== null && !found.equals(workedOn)) return twoLastDays(found, workedOn);
    found = workedOn;
  }
  if (found === null) return noLastDay();
  if (Temporal.PlainDate.compare(found, period.payOn) > 0) return lastDayInFuture(found);
  return Temporal.PlainDate.compare(found, employee.hiredOn) < 0 ? lastDayTooEarly(found) : found;
}

function onlyRegular(minor: Minor): TaxableWages {
  const none = [0n, 0n, 0n, 0n];
  return { regular: [0n, minor, minor, minor], supplemental: none, pretax: none };
}

/** Deductions before tax cannot make wages negative, so what exempt sick pay leaves is their most. */
function lessExempt({ regular, supplemental, pretax }: TaxableWages, minor: Minor): TaxableWages {
  const less = { regular: [...regular], supplemental: [...supplemental], pretax: [...pretax] };
  for (const subject of [SS, MEDICARE, FUTA]) {
    const left = (regular[subject] ?? 0n) - minor;
    const [added = 0n, before = 0n] = [supplemental[subject], pretax[subject]];
    const most = left + added < 0n ? 0n : left + added;
    less.regular[subject] = left;
    less.pretax[subject] = before < most ? before : most;
  }
  return less;
}

/** Compares what the third party withheld with what it had to. */
function wrongTaxes(
  { figures }: SickAsk,
  ask: {
    readonly elsewhere: FicaWages;
    readonly withheld: { readonly ssMinor: Minor; readonly medicareMinor: Minor };
    readonly exemptFrom: Temporal.PlainDate;
  },
): Held | null {
  const { elsewhere, withheld, exemptFrom } = ask;
  const { socialSecurity, medicare } = figures;
  const due = {
    ssMinor: mulDiv(elsewhere.ssMinor, socialSecurity.rate, 'half_up'),
    medicareMinor:
      mulDiv(elsewhere.medicareMinor, medicare.rate, 'half_up') +
      mulDiv(elsewhere.aboveMinor, medicare.additionalRate, 'half_up'),
  };
  const wrong = [
    ['THIRD_PARTY_SS', due.ssMinor, withheld.ssMinor] as const,
    ['THIRD_PARTY_MEDICARE', due.medicareMinor, withheld.medicareMinor] as const,
  ].filter(([, expected, given]) => magnitude(expected - given) > toleranceMinor);
  if (wrong.length === 0) return null;
  const each = wrong.map(
    ([code, expected, given]) => `${code} is ${money(given)} and ${money(expected)} is due`,
  );
  return held(
    'third_party_taxes_differ',
    `${each.join('; ')} (sick pay is exempt from ${sickDay(exemptFrom)} on)`,
    {
      hint: "enter what the insurer's statement says for this pay date; correct the amount, the last day worked or the pay date",
    },
  );
}

function noLastDay(): Held {
  return held('last_day_worked_missing', 'sick pay was entered without the last day worked', {
    hint: 'enter the last day worked in worked_on of the sick pay',
  });
}

function lastDayInFuture(on: Temporal.PlainDate): Held {
  return held(
    'last_day_worked_in_future',
    `the last day worked, ${sickDay(on)}, is after the pay date`,
    {
      hint: 'correct worked_on of the sick pay',
    },
  );
}

function lastDayTooEarly(on: Temporal.PlainDate): Held {
  return held(
    'last_day_worked_before_hire',
    `the last day worked, ${sickDay(on)}, is before the hire date`,
    { hint: 'correct worked_on of the sick pay, or the hire date' },
  );
}

function twoLastDays(one: Temporal.PlainDate, other: Temporal.PlainDate): Held {
  return held(
    'two_last_days_worked',
    `sick pay was entered with two last days worked, ${sickDay(one)} and ${sickDay(other)}`,
    { hint: 'enter the later sick leave on a payslip of its own' },
  );
}

function taxesWithoutPay(): Held {
  return held(
    'third_party_taxes_without_pay',
    'taxes withheld by a third party were entered without its sick pay',
    { hint: 'enter THIRD_PARTY_SICK_PAY with the last day worked, or remove the taxes' },
  );
}

export function sickDay(on: Temporal.PlainDate): string {
  return dayInWords(toEpochDay(on));
}

function magnitude(amount: Minor): Minor {
  return amount < 0n ? -amount : amount;
}

function money(amountMinor: Minor): string {
  return formatAmount(amountMinor, USD);
}
