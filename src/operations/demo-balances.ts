/**
 * What the demo's people earned before its first pay date: a file of opening balances for the year.
 *
 * Each earlier pay date of the year is calculated, so that yearly limits have realistic amounts. Hourly
 * people worked full time. A person who cannot be paid on a date (not hired yet) has no amounts from it.
 */
import { type Answer, answer } from '#errors.ts';
import { parseRosterFile, type RosterFileRow } from '#files/roster-file.ts';
import { type Currency, formatAmount, type Minor } from '#money/minor.ts';
import { AmountsByCode } from '#payslip/amounts-by-code.ts';
import { payslipCalculator } from '#payslip/calculate-payslip.ts';
import { builtInPayCodes } from '#payslip/codes/built-in-pay-codes.ts';
import { compilePayCodes } from '#payslip/codes/compile-pay-codes.ts';
import type { PayCodes } from '#payslip/codes/pay-code.ts';
import type { PayItem, PayslipInput, PeriodFacts } from '#payslip/payslip-input.ts';
import { type CountryPack, packFor } from '#payslip/taxes/tax-packs.ts';
import { currencyOf, payCodeIdOf } from './companies/pay-codes.ts';

/** The demo's schedules are biweekly. */
const daysOfPeriod = 14;
const periodsPerYear = 26;
const fullTimeMicro = 80_000_000n;

const header = 'employee_id,year,tax,taxable_wages,withheld,code,amount';

interface DemoBalancesAsk {
  /** A roster file, as bytes. */
  readonly roster: Uint8Array;
  readonly currency: string;
  readonly scheduleCode: string;
  /** The first pay date in Paybeat, and the last day of its period. */
  readonly payOn: Temporal.PlainDate;
  readonly endOn: Temporal.PlainDate;
}

/** Null when the year has no earlier pay date. Refusals: those of the roster and of the tax tables. */
export function demoBalances(ask: DemoBalancesAsk): Answer<Uint8Array | null> {
  const earlier = earlierPeriods(ask);
  if (earlier.length === 0) return answer(null);
  const currency = currencyOf(ask.currency);
  const country = packFor(ask.currency);
  const codes = compilePayCodes(builtInPayCodes(country), { currency, taxes: country });
  if (!codes.ok) return codes;
  const schedules = new Set([ask.scheduleCode]);
  const file = parseRosterFile(ask.roster, { currency, country, schedules });
  if (!file.ok) return file;
  const people = [...file.value.rows()].map((row) => newPerson(row, country));
  for (const period of earlier) {
    const paid = addPayDate(people, { period, codes: codes.value, currency, country });
    if (!paid.ok) return paid;
  }
  const writer = { year: ask.payOn.year, country, codes: codes.value, currency };
  const lines = people.flatMap((person) => linesOf(person, writer));
  return answer(lines.length === 0 ? null : Buffer.from(`${[header, ...lines].join('\n')}\n`));
}

interface Person {
  readonly number: string;
  readonly input: Omit<PayslipInput, 'period' | 'yearToDate'>;
  /** After the pay dates so far. */
  yearToDate: AmountsByCode;
  grossMinor: Minor;
  netMinor: Minor;
}

function newPerson(row: RosterFileRow, country: CountryPack): Person {
  const { employeeNumber: number, taxForm, items } = row;
  const fullTime = newItem(payCodeIdOf('REGULAR'), { quantityMicro: fullTimeMicro });
  const deductions = items.map(({ payCode, amountMinor, percentMicro }) =>
    newItem(payCodeIdOf(payCode, country), { amountMinor, percentMicro }),
  );
  const input = {
    employee: row,
    taxForm,
    items: row.payType === 'hourly' ? [fullTime, ...deductions] : deductions,
  };
  return { number, input, yearToDate: AmountsByCode.none, grossMinor: 0n, netMinor: 0n };
}

function newItem(payCodeId: number, given: Partial<PayItem>): PayItem {
  const empty = { quantityMicro: null, rateMicro: null, amountMinor: null, percentMicro: null };
  return { payCodeId, ...empty, ...given };
}

/** Oldest first. */
function earlierPeriods({ payOn, endOn }: DemoBalancesAsk): readonly PeriodFacts[] {
  const found: PeriodFacts[] = [];
  for (
    let days = daysOfPeriod;
    payOn.subtract({ days }).year === payOn.year;
    days += daysOfPeriod
  ) {
    const last = endOn.subtract({ days });
    const startOn = last.subtract({ days: daysOfPeriod - 1 });
    found.push({ startOn, endOn: last, payOn: payOn.subtract({ days }), periodsPerYear });
  }
  return found.reverse();
}

function addPayDate(
  people: readonly Person[],
  ask: {
    readonly period: PeriodFacts;
    readonly codes: PayCodes;
    readonly currency: Currency;
    readonly country: CountryPack;
  },
): Answer<null> {
  const { period, codes, currency, country } = ask;
  const { payOn } = period;
  const calculate = payslipCalculator({ codes, currency, payOn, taxes: country });
  if (!calculate.ok) return calculate;
  for (const person of people) {
    const { yearToDate } = person;
    const outcome = calculate.value({ ...person.input, period, yearToDate });
    if (outcome.kind === 'held') continue;
    const { payslip } = outcome;
    person.yearToDate = payslip.yearToDate;
    person.grossMinor += payslip.grossMinor;
    person.netMinor += payslip.netMinor;
  }
  return answer(null);
}

interface LineAsk {
  readonly year: number;
  readonly country: CountryPack;
  readonly codes: PayCodes;
  readonly currency: Currency;
}

/** One row for each tax, for each other pay code, and for both totals. */
function linesOf(person: Person, { year, country, codes, currency }: LineAsk): readonly string[] {
  const { number, yearToDate } = person;
  if (yearToDate.size === 0) return [];
  const taxCodes = new Set<string>();
  const text = (amountMinor: Minor) => formatAmount(amountMinor, currency);
  const of = (code: string | null) => {
    if (code === null) return 0n;
    taxCodes.add(code);
    return yearToDate.get(payCodeIdOf(code, country)) ?? 0n;
  };
  const start = `${number},${year}`;
  const taxes = [...country.balances].map(
    ([tax, { wages, withheld }]) => `${start},${tax},${text(of(wages))},${text(of(withheld))},,`,
  );
  const others = [...yearToDate].flatMap(([id, amountMinor]) => {
    const code = codes.byId.get(id)?.code;
    return code === undefined || taxCodes.has(code)
      ? []
      : [`${start},,,,${code},${text(amountMinor)}`];
  });
  const totals = [
    `${start},,,,GROSS,${text(person.grossMinor)}`,
    `${start},,,,NET,${text(person.netMinor)}`,
  ];
  return [...taxes, ...others, ...totals];
}
