/**
 * What happens to people in the made-up history: mistakes of whoever enters data, and changes that are meant.
 *
 * An event changes a copy of what is true (a mistake) or what is true itself (a change), for one fortnight or from
 * then on. Each returns null when it cannot happen to that person.
 */
import type { Seeded } from '#engine/seeded.ts';
import type { Fortnight, Period, Person } from './people.ts';

/** What one person's rows say in the files of a fortnight. */
export interface Entered {
  person: Person;
  fortnight: Fortnight;
  /** A second row of the roster for the same person. */
  double?: Person;
}

export type Happening = (
  entered: Entered,
  at: { readonly random: Seeded; readonly period: Period },
) => Entered | null;

const paying =
  (
    payType: Person['payType'] | 'any',
    change: (cents: number, random: Seeded) => number,
  ): Happening =>
  (entered, { random }) => {
    const { person } = entered;
    if (payType !== 'any' && person.payType !== payType) return null;
    return {
      ...entered,
      person: { ...person, payCents: Math.round(change(person.payCents, random)) },
    };
  };

const working =
  (change: (hours: number, random: Seeded) => number): Happening =>
  (entered, { random }) => {
    const { fortnight } = entered;
    if (fortnight.hours === null || fortnight.hours < 20) return null;
    const hours = Math.round(4 * change(fortnight.hours, random)) / 4;
    return { ...entered, fortnight: { ...fortnight, hours } };
  };

const grossCents = ({ person, fortnight }: Entered) =>
  person.payType === 'salary' ? person.payCents / 26 : person.payCents * (fortnight.hours ?? 0);

const bonus =
  (share: (random: Seeded) => number, round = 5_000): Happening =>
  (entered, { random }) => {
    const bonusCents = Math.max(
      round,
      round * Math.round((share(random) * grossCents(entered)) / round),
    );
    return { ...entered, fortnight: { ...entered.fortnight, bonusCents } };
  };

const dated =
  (
    change: (
      person: Person,
      at: { readonly random: Seeded; readonly period: Period },
    ) => Partial<Person>,
  ): Happening =>
  (entered, at) => ({ ...entered, person: { ...entered.person, ...change(entered.person, at) } });

const withDouble =
  (number: (text: string) => string): Happening =>
  (entered) => {
    const other = number(entered.person.number);
    if (other === entered.person.number) return null;
    return { ...entered, double: { ...entered.person, number: other } };
  };

/** Somebody enters it wrongly, in one fortnight. */
export const mistakes: Readonly<Record<string, Happening>> = {
  rate_without_point: paying('hourly', (cents) => cents * 100),
  rate_with_another_digit: paying('hourly', (cents) => cents + 20_000),
  rate_of_ten_times: paying('hourly', (cents) => cents * 10),
  rate_of_a_tenth: paying('hourly', (cents) => cents / 10),
  rate_of_half: paying('hourly', (cents) => cents / 2),
  salary_with_another_zero: paying('salary', (cents) => cents * 10),
  salary_of_a_month: paying('salary', (cents) => cents / 12),
  salary_without_a_zero: paying('salary', (cents) => cents / 10),
  salary_without_point: paying('salary', (cents) => cents * 100),
  hours_with_another_zero: working((hours) => hours * 10),
  hours_twice: working((hours) => hours * 2),
  hours_without_point: working((hours) => hours * 4),
  hours_of_a_tenth: working((hours) => hours / 10),
  hours_of_a_day: working(() => 8),
  bonus_without_point: (entered, at) => {
    const small = bonus(() => 0.15)(entered, at);
    if (small === null) return null;
    const { fortnight } = small;
    return { ...small, fortnight: { ...fortnight, bonusCents: fortnight.bonusCents * 100 } };
  },
  bonus_of_ten_times: bonus((random) => 4 + 4 * random.next()),
  person_twice_other_case: withDouble((number) => number.toLowerCase()),
  person_twice_without_zeros: withDouble((number) => number.replace(/^0+/u, '')),
  person_twice_new_number: withDouble((number) => `N${number.slice(1)}7`),
  end_of_a_year_ago: dated((_, { period }) => ({ endedOn: period.endOn.subtract({ years: 1 }) })),
  end_of_somebody_else: dated((_, { period }) => ({
    endedOn: period.startOn.subtract({ days: 20 }),
  })),
  hired_of_a_year_ahead: dated((_, { period }) => ({ hiredOn: period.startOn.add({ years: 1 }) })),
};

/** It is meant, and stays so. A change of one fortnight only changes its hours or its bonus. */
export const changes: Readonly<Record<string, Happening>> = {
  raise: paying('any', (cents, random) => cents * (1.02 + 0.08 * random.next())),
  large_raise: paying('any', (cents, random) => cents * (1.12 + 0.2 * random.next())),
  promotion: paying('any', (cents, random) => cents * (1.3 + 0.25 * random.next())),
  cut: paying('any', (cents) => cents * 0.9),
  bonus: bonus((random) => 0.05 + 0.4 * random.next()),
  large_bonus: bonus((random) => 0.5 + 0.4 * random.next()),
  much_overtime: (entered, { random }) =>
    entered.fortnight.hours === null
      ? null
      : {
          ...entered,
          fortnight: { ...entered.fortnight, overtime: 12 + Math.round(12 * random.next()) },
        },
  few_hours: working((hours) => hours * 0.6),
  week_off: working((hours) => hours * 0.5),
  leaver: (entered, { random, period }) => {
    const { person, fortnight } = entered;
    if (person.endedOn !== null) return null;
    const days = 3 + Math.floor(11 * random.next());
    const hours = fortnight.hours && Math.round((4 * fortnight.hours * days) / 14) / 4;
    return {
      person: { ...person, endedOn: period.startOn.add({ days: days - 1 }) },
      fortnight: { ...fortnight, hours, overtime: 0 },
    };
  },
};

/** Those that only concern their fortnight. */
export const passing: ReadonlySet<string> = new Set([
  ...['bonus', 'large_bonus', 'much_overtime', 'few_hours', 'week_off'],
]);
