/**
 * Random employees, often with values near limits: wages near tax brackets, year-to-date near wage
 * bases, deductions near the pay. The same seed gives the same employee.
 */

import type { Seeded } from '#engine/seeded.ts';
import { AmountsByCode } from '#payslip/amounts-by-code.ts';
import type { PayItem, PayslipInput, PeriodFacts } from '#payslip/payslip-input.ts';
import { randomExemption } from './random-exemptions.ts';
import { randomForm, randomForms } from './random-forms.ts';
import { putNonwage } from './random-nonwage.ts';
import { randomOrders } from './random-orders.ts';
import { randomWeeks } from './random-weeks.ts';

/** Income that is not money. */
const imputedCodes = [
  'GROUP_TERM_LIFE',
  'GROUP_TERM_LIFE_FORMER',
  'COMPANY_CAR_NO_FIT',
  'IMPUTED_INCOME',
  'S_CORP_HEALTH',
];

const PERIODS = [52, 26, 24, 13, 12, 4, 2, 1];

interface RandomAsk {
  readonly chance: Seeded;
  readonly period: PeriodFacts;
  readonly idOf: (code: string) => number;
  /** Whether hours have days, so that weekly overtime is calculated from them. */
  readonly hasDays?: boolean;
  /** Whether some forms have a history, of which the form in force is not chosen yet. */
  readonly hasHistory?: boolean;
}

/** A pay period in the given year. Its employees share it. */
export function randomPeriod(chance: Seeded, year: number): PeriodFacts {
  const startOn = new Temporal.PlainDate(year, 1 + chance.below(11), 1 + chance.below(20));
  const endOn = startOn.add({ days: 6 + chance.below(10) });
  return { startOn, endOn, payOn: endOn, periodsPerYear: chance.pick(PERIODS) };
}

export function randomEmployee(ask: RandomAsk): PayslipInput {
  const { chance, period, idOf, hasHistory = false } = ask;
  const hourly = chance.chance(0.4);
  const hasDays = hourly && ask.hasDays === true;
  const annualMinor = dollars(chance, chance.pick([20_000, 60_000, 150_000, 400_000, 3_000_000]));
  const lateHire = chance.chance(0.1);
  const earlyLeaver = chance.chance(0.1);
  const form = hasHistory ? randomForms(chance, period) : randomForm(chance);
  const exemption = randomExemption(chance, { form, period, hasHistory });
  return {
    employee: {
      hiredOn: lateHire
        ? period.startOn.add({ days: 1 + chance.below(3) })
        : new Temporal.PlainDate(2019, 5, 6),
      endedOn: earlyLeaver ? period.endOn.subtract({ days: 1 + chance.below(2) }) : null,
      payType: hourly ? 'hourly' : 'salary',
      annualSalaryMinor: hourly ? null : annualMinor,
      hourlyRateMicro: hourly ? hourlyRate(annualMinor, hasDays) : null,
      birthOn: chance.chance(0.3)
        ? null
        : new Temporal.PlainDate(period.payOn.year - 45 - chance.below(22), 6, 30),
      ...exemption.employee,
    },
    period,
    taxForm: exemption.taxForm,
    ...randomWork(ask, { hourly, hasDays }),
    yearToDate: AmountsByCode.from(
      new Map([
        ...randomCarried({ chance, period, idOf }),
        ...[
          ['SS_WAGES', 185_000],
          ['MEDICARE_WAGES', 260_000],
          ['FUTA_WAGES', 7_500],
          ['SUPPLEMENTAL_WAGES', 1_050_000],
          ['FIT', 30_000],
          ['FIT_WAGES', 100_000],
          ['FIT_ON_SUPPLEMENTAL', 30_000],
          ['401K', 37_000],
          ['ROTH_401K', 9_000],
          ['HSA', 10_000],
        ].flatMap(([code, most]) =>
          chance.chance(0.5) ? [[idOf(String(code)), dollars(chance, Number(most))] as const] : [],
        ),
      ]),
    ),
    ...(chance.chance(0.5)
      ? {}
      : {
          yearBefore: AmountsByCode.from(new Map([[idOf('SS_WAGES'), dollars(chance, 300_000)]])),
        }),
    lastRegularPay: chance.chance(0.5)
      ? { wagesMinor: dollars(chance, 8_000), withheldMinor: dollars(chance, 1_500) }
      : null,
    ...randomRegularTax({ chance, period, idOf }),
  };
}

/** With hours by day, the rate is above every minimum wage: the check of it has its own cases. */
function hourlyRate(annualMinor: bigint, hasDays: boolean): bigint {
  const rate = (annualMinor * 10_000n) / 2_080n;
  return hasDays && rate < 8_000_000n ? 8_000_000n : rate;
}

function randomWork(
  ask: RandomAsk,
  { hourly, hasDays }: { readonly hourly: boolean; readonly hasDays: boolean },
): Pick<PayslipInput, 'items' | 'worked'> {
  const { chance, period, idOf } = ask;
  const isOrdered = chance.chance(0.25);
  const orders = isOrdered ? randomOrders({ chance, payOn: period.payOn, idOf }) : [];
  const items = randomItems(ask, { hourly, hasDays });
  if (!hasDays) return { items: [...items, ...orders] };
  const weeks = randomWeeks(ask);
  return { ...weeks, items: [...weeks.items, ...items, ...orders] };
}

/** Taxes that earlier payslips of the year could not take, or that the company paid ahead. */
function randomCarried({ chance, idOf }: RandomAsk): (readonly [number, bigint])[] {
  if (chance.chance(0.05)) {
    return ['TAX_ADVANCE', 'TAX_ADVANCE_REPAID'].map((code) => [idOf(code), dollars(chance, 900)]);
  }
  if (!chance.chance(0.1)) return [];
  return ['SS', 'MEDICARE', 'ADDITIONAL', 'FIT'].flatMap((tax) =>
    chance.chance(0.6) ? [[idOf(`UNCOLLECTED_${tax}`), dollars(chance, 300)] as const] : [],
  );
}

/** What is known of the tax on regular pay before: from payslips, from last year's amounts, or nothing. */
function randomRegularTax({
  chance,
  period,
  idOf,
}: RandomAsk): Pick<PayslipInput, 'regularTax' | 'yearBefore'> {
  const taxYear = period.payOn.year - 1;
  if (chance.chance(0.3)) {
    const found = { amountMinor: 1n + dollars(chance, 300), taxYear, payOn: null };
    return { regularTax: chance.chance(0.5) ? null : found };
  }
  if (chance.chance(0.6)) return {};
  const codes = ['FIT', 'FIT_WAGES', 'SUPPLEMENTAL_WAGES', 'FIT_ON_SUPPLEMENTAL'];
  const amounts = codes.flatMap((code) =>
    chance.chance(0.6) ? [[idOf(code), dollars(chance, 5_000)] as const] : [],
  );
  return { yearBefore: AmountsByCode.from(new Map(amounts)) };
}

function randomItems(
  { chance, period, idOf }: RandomAsk,
  of: { readonly hourly: boolean; readonly hasDays: boolean },
): readonly PayItem[] {
  const items: PayItem[] = [];
  const put = (code: string, values: Partial<PayItem>): void => {
    const none = { quantityMicro: null, rateMicro: null, amountMinor: null, percentMicro: null };
    items.push({ payCodeId: idOf(code), ...none, ...values });
  };
  const hours = (most: number): bigint => BigInt(chance.below(most * 1_000)) * 1_000n;
  const hourly = of.hourly && !of.hasDays;
  if (hourly && !chance.chance(0.02)) put('REGULAR', { quantityMicro: hours(80) });
  if (hourly && chance.chance(0.4)) put('OVERTIME', { quantityMicro: hours(20) });
  if (hourly && chance.chance(0.1)) {
    put('DOUBLE_TIME', { quantityMicro: hours(8), rateMicro: BigInt(chance.below(90_000_000)) });
  }
  if (chance.chance(0.15)) put('BONUS', { amountMinor: dollars(chance, 5_000) });
  if (chance.chance(0.03)) put('BONUS', { amountMinor: dollars(chance, 2_000_000) });
  if (!of.hasDays && chance.chance(0.1)) put('COMMISSION', { amountMinor: dollars(chance, 9_000) });
  if (chance.chance(0.1))
    put('CASH_TIPS', { amountMinor: dollars(chance, chance.pick([300, 3_000, 60_000])) });
  if (chance.chance(0.04)) {
    put('GROUP_TERM_LIFE_COVER', { amountMinor: dollars(chance, chance.pick([51_000, 400_000])) });
  }
  for (const code of imputedCodes) {
    if (!chance.chance(0.04)) continue;
    put(code, { amountMinor: dollars(chance, chance.pick([90, 900, 9_000])) });
  }
  if (chance.chance(0.2)) put('REIMBURSEMENT', { amountMinor: dollars(chance, 900) });
  for (const code of ['401K', 'ROTH_401K', 'SECTION125', 'HSA', 'POST_TAX']) {
    if (!chance.chance(0.25)) continue;
    if (code === 'HSA' && chance.chance(0.5)) {
      put(code, { amountMinor: 0n, limitFor: chance.pick(['self', 'family']) });
    }
    if (chance.chance(0.1)) put(code, { amountMinor: 0n, limitMinor: dollars(chance, 40_000) });
    if (chance.chance(0.5))
      put(code, { amountMinor: dollars(chance, chance.pick([200, 200, 2_500])) });
    else
      put(code, { percentMicro: BigInt(chance.below(chance.pick([15, 15, 60]) * 1_000)) * 1_000n });
  }
  putNonwage(chance, period, put);
  return items;
}

/** A random amount up to `most` dollars, in cents. Some are whole dollars. */
function dollars(chance: Seeded, most: number): bigint {
  const cents = BigInt(chance.below(most * 100));
  return chance.chance(0.2) ? (cents / 100n) * 100n : cents;
}
