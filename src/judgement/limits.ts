/**
 * The limits of a company: beyond them, a person is held, or a run waits for a person.
 *
 * A company sets some of them; all others have the values of this version. A limit that is `off` holds
 * nobody. PayLimits are multiples, hours, percentages and counts, so that they mean the same in every currency.
 * The two limits of an hour's pay are amounts: they have a value only where this version knows the currency.
 *
 * Pure. Elsewhere: what a person is held for (person-limits.ts), what stops a run (run-limits.ts).
 */
import { type Answer, answer, type Issue, refuse } from '#errors.ts';
import type { Currency } from '#money/minor.ts';
import { parseRate } from '#money/rate.ts';
import { formatHundredths, type LimitKind, limitRanges } from './limit-kinds.ts';

export const limitNames = [
  'pay_above',
  'hours_above',
  'pay_below',
  'pay_least',
  'rate',
  'hours_a_day',
  'hours_on_a_day',
  'first_pay',
  'off_cycle_pay',
  'hour_most',
  'hour_least',
  'year_to_date',
  'nothing_to_pay',
  'paid_after_leaving',
  'total',
  'new_people',
  'gone_people',
  'least_people',
  'new_pay_code',
] as const;

export type LimitName = (typeof limitNames)[number];

/** In hundredths of the unit of its kind. Null: off. */
export type PayLimits = Readonly<Record<LimitName, number | null>>;

interface LimitDefinition {
  readonly kind: LimitKind;
  /** As a person writes it. */
  readonly usual: string;
  readonly of: 'person' | 'run';
  readonly meaning: string;
}

export const limitDefinitions: Readonly<Record<LimitName, LimitDefinition>> = {
  pay_above: {
    kind: 'times',
    usual: '2',
    of: 'person',
    meaning: 'Gross or net pay is more than this many times the usual pay.',
  },
  hours_above: {
    kind: 'times',
    usual: '1.5',
    of: 'person',
    meaning: 'Straight-time pay, at the last rate, is this many times the usual or more.',
  },
  pay_below: {
    kind: 'times',
    usual: '3',
    of: 'person',
    meaning: 'The usual pay is more than this many times the gross or net pay.',
  },
  pay_least: {
    kind: 'hours',
    usual: '16',
    of: 'person',
    meaning: 'A difference in pay counts when it is more than the pay of this many hours.',
  },
  rate: {
    kind: 'times',
    usual: '1.75',
    of: 'person',
    meaning: 'A rate or salary is this many times the last one or more, or that much less.',
  },
  hours_a_day: {
    kind: 'hours_of_day',
    usual: '16',
    of: 'person',
    meaning: 'Hours are more than this for each day of employment in the period.',
  },
  hours_on_a_day: {
    kind: 'hours_of_day',
    usual: '24',
    of: 'person',
    meaning: 'Hours with one date are more than this, for each day up to the next date.',
  },
  first_pay: {
    kind: 'times',
    usual: '5',
    of: 'person',
    meaning: 'The first pay of a person is more than this many times the pay of a full period.',
  },
  off_cycle_pay: {
    kind: 'hours',
    usual: '520',
    of: 'person',
    meaning: 'An off-cycle run pays a person more than the pay of this many hours.',
  },
  hour_most: {
    kind: 'amount',
    usual: '1000',
    of: 'person',
    meaning: 'An hour of a person without earlier pay costs more than this.',
  },
  hour_least: {
    kind: 'amount',
    usual: '0.1',
    of: 'person',
    meaning: 'An hour of a person without earlier pay costs less than this.',
  },
  year_to_date: {
    kind: 'times',
    usual: '3',
    of: 'person',
    meaning: 'The earnings of the year are more than this many times a year of the usual pay.',
  },
  nothing_to_pay: {
    kind: 'switch',
    usual: 'on',
    of: 'person',
    meaning: 'Net pay is zero although there is gross pay.',
  },
  paid_after_leaving: {
    kind: 'switch',
    usual: 'on',
    of: 'person',
    meaning: 'Hours or amounts are dated after the last day of employment.',
  },
  total: {
    kind: 'percent',
    usual: '25',
    of: 'run',
    meaning: 'The pay of the people of both runs differs by more than this from the last run.',
  },
  new_people: {
    kind: 'percent',
    usual: '25',
    of: 'run',
    meaning: 'More than this part of the people are paid for the first time.',
  },
  gone_people: {
    kind: 'percent',
    usual: '25',
    of: 'run',
    meaning: 'More than this part of the people of the last run are missing.',
  },
  least_people: {
    kind: 'people',
    usual: '5',
    of: 'run',
    meaning: 'The limits above count when they concern at least this many people.',
  },
  new_pay_code: {
    kind: 'switch',
    usual: 'on',
    of: 'run',
    meaning: 'A pay code that the company has added since the last run is used.',
  },
};

/** An hour costs amounts of the same size in these currencies. In all others a company sets its own limits. */
const knownHours: ReadonlySet<string> = new Set(['AUD', 'CAD', 'CHF', 'EUR', 'GBP', 'NZD', 'USD']);

/** Without limits that have no value in the currency. */
export function usualLimit(name: LimitName, currency: Currency): string {
  const { kind, usual } = limitDefinitions[name];
  return kind === 'amount' && !knownHours.has(currency.code) ? 'off' : usual;
}

/** The name of each limit that a company has set → its value as text. */
type OwnLimits = Readonly<Partial<Record<LimitName, string>>>;

/** Of the stored object. A name or value of another version is left out. */
export function limitsOf(own: Readonly<Record<string, unknown>>, currency: Currency): PayLimits {
  const limits: Partial<Record<LimitName, number | null>> = {};
  for (const name of limitNames) {
    const set = own[name];
    const given = typeof set === 'string' ? parseLimit(name, set) : undefined;
    limits[name] =
      given === undefined ? (parseLimit(name, usualLimit(name, currency)) ?? null) : given;
  }
  return limits as PayLimits;
}

/** As a person writes it: `1.5`, `16`, `on`, `off`. */
export function limitText(name: LimitName, value: number | null): string {
  if (value === null) return 'off';
  return limitDefinitions[name].kind === 'switch' ? 'on' : formatHundredths(value);
}

/** In hundredths; null for `off`. Undefined: it is not a value of this limit. */
function parseLimit(name: LimitName, text: string): number | null | undefined {
  const { kind } = limitDefinitions[name];
  if (text === 'off') return null;
  if (kind === 'switch') return text === 'on' ? 100 : undefined;
  const range = limitRanges[kind];
  const parsed = /^[0-9]{1,9}([.][0-9]{1,2})?$/.test(text) ? parseRate(text) : null;
  if (parsed?.ok !== true) return undefined;
  const hundredths = Number((parsed.value.numerator * 100n) / parsed.value.denominator);
  if (range.isWhole && hundredths % 100 !== 0) return undefined;
  return hundredths >= range.from && hundredths <= range.to ? hundredths : undefined;
}

/**
 * The company's own limits after a change. `usual` takes a limit back to the value of this version.
 *
 * Refusals: `limits_invalid`, with every unknown name, impossible value and contradiction.
 */
export function changedLimits(
  own: OwnLimits,
  ask: { readonly given: Readonly<Record<string, string>>; readonly currency: Currency },
): Answer<OwnLimits> {
  const issues: Issue[] = [];
  const changed: Partial<Record<LimitName, string>> = { ...own };
  for (const [key, text] of Object.entries(ask.given)) {
    const name = limitNames.find((one) => one === key);
    if (name === undefined) issues.push(unknownLimit(key));
    else if (text === 'usual') delete changed[name];
    else if (parseLimit(name, text) === undefined) issues.push(impossible(name));
    else changed[name] = limitText(name, parseLimit(name, text) ?? null);
  }
  if (issues.length === 0) issues.push(...contradictionsIn(limitsOf(changed, ask.currency)));
  if (issues.length === 0) return answer(changed);
  return refuse({
    family: 'invalid',
    code: 'limits_invalid',
    message: `the limits cannot be saved: ${issues.map(({ message }) => message).join(' ')}`,
    issues,
  });
}

function unknownLimit(key: string): Issue {
  const message = `${key} is not a limit. The limits are ${limitNames.join(', ')}.`;
  return { pointer: `/${key}`, code: 'unknown_limit', message };
}

function impossible(name: LimitName): Issue {
  const { kind } = limitDefinitions[name];
  const may = kind === 'switch' ? 'on' : limitRanges[kind].inWords;
  const message = `${name} must be ${may}, off, or usual.`;
  return { pointer: `/${name}`, code: 'out_of_range', message };
}

/** The lower of two limits, the higher, and why the lower cannot be above the higher. */
const ordered: readonly (readonly [LimitName, LimitName, string])[] = [
  ['hours_a_day', 'hours_on_a_day', 'an average day cannot have more hours than a single day'],
  ['hour_least', 'hour_most', 'no pay of an hour is between them'],
  ['pay_above', 'first_pay', 'a first pay would be held that is never held later'],
];

function contradictionsIn(limits: PayLimits): readonly Issue[] {
  return ordered.flatMap(([lower, higher, why]) => {
    const [low, high] = [limits[lower], limits[higher]];
    if (low === null || high === null || low <= high) return [];
    const is = `${lower} is ${limitText(lower, low)} and ${higher} is ${limitText(higher, high)}`;
    const message = `${is}: ${why}.`;
    return [{ pointer: `/${lower}`, code: 'limits_contradict', message }];
  });
}
