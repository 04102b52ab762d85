/** Words for how a person compared, and why. */

import { formatDecimal, ratio } from '#money/rate.ts';
import type { ComparedPeriod } from '#operations/shadow/compared-period.ts';
import { amountInWords } from './amounts.ts';

export type PersonCompared = ComparedPeriod['people'][number];

const outcomes: Readonly<Record<PersonCompared['outcome'], string>> = {
  same: 'same',
  rounding: 'one cent',
  differs: 'differs',
  only_here: 'missing there',
  only_there: 'missing here',
  held: 'held here',
};

export function outcomeInWords(outcome: PersonCompared['outcome']): string {
  return outcomes[outcome];
}

const reasons: Readonly<Record<string, string>> = {
  unknown: 'nobody here has this number or name',
  not_on_schedule: 'not on this schedule here',
};

export function causesInWords(one: PersonCompared, currency: string): string {
  const { outcome, ownReason, causes } = one;
  if (outcome === 'only_here') return 'not in the file';
  if (outcome === 'only_there' || outcome === 'held') {
    const why = ownReason ?? 'unknown';
    return reasons[why] ?? `here: ${why.replaceAll('_', ' ')}`;
  }
  if (outcome === 'same') return '';
  const parts = causes.parts.map((part) => partInWords(part, currency));
  const likely = causes.likely.map((cause) => `likely: ${likelyInWords(cause, currency)}`);
  return [...parts, ...likely].join('; ');
}

function partInWords(part: PersonCompared['causes']['parts'][number], currency: string): string {
  const amount = (text: string) => amountInWords(BigInt(text), currency);
  const { cause, column, differenceMinor, theirsMinor, ownMinor } = part;
  if (cause === 'rounding') return 'rounding';
  if (cause === 'unexplained') return `${amount(differenceMinor)} that the file does not explain`;
  const name = (column ?? cause).replaceAll('_', ' ');
  if (cause === 'not_calculated')
    return `${name} ${amount(theirsMinor ?? '0')}, not calculated here`;
  return `${name} ${amount(theirsMinor ?? '0')} there, ${amount(ownMinor ?? '0')} here`;
}

function likelyInWords(
  { code, facts }: PersonCompared['causes']['likely'][number],
  currency: string,
): string {
  const payCode = facts['payCode'] ?? '';
  const amount = (name: string) => amountInWords(BigInt(facts[name] ?? '0'), currency);
  const number = (name: string) =>
    formatDecimal(ratio(BigInt(facts[name] ?? '0'), 1_000_000n)) ?? '';
  switch (code) {
    case 'line_missing_there':
    case 'item_missing_there':
      return `${payCode} is missing there`;
    case 'item_missing_here':
      return `${payCode} of ${amount('amountMinor')} is missing here`;
    case 'line_twice_there':
      return `${payCode} counts twice there`;
    case 'other_salary':
      return `a salary of ${amount('salaryMinor')} a year there, ${amount('ownSalaryMinor')} here`;
    case 'other_rate':
      return `an hourly rate of ${number('rateMicro')} there, ${number('ownRateMicro')} here`;
    case 'other_hours':
      return hoursInWords(payCode, number('moreHoursMicro'));
    case 'overtime_as_regular':
      return 'overtime is paid as regular hours there';
    case 'tax_form':
      return `the tax form there says ${(facts['there'] ?? '').replaceAll('_', ' ')}`;
    case 'no_year_to_date':
      return 'the year begins with this period there';
    default:
      return code.replaceAll('_', ' ');
  }
}

function hoursInWords(payCode: string, hours: string): string {
  return hours.startsWith('-')
    ? `${hours.slice(1)} hours of ${payCode} fewer there`
    : `${hours} hours of ${payCode} more there`;
}
