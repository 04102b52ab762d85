/** The people of the made-up city whose history the judgement bench plays, and the files that say what is true. */
import { readFile } from 'node:fs/promises';
import type { Seeded } from '#engine/seeded.ts';

export interface Person {
  readonly number: string;
  readonly name: string;
  readonly payType: 'salary' | 'hourly';
  /** In cents: a year's salary, or the rate of an hour. */
  payCents: number;
  hiredOn: Temporal.PlainDate;
  endedOn: Temporal.PlainDate | null;
  /** Of a fortnight, for hourly people. */
  usualHours: number;
}

/** What one fortnight brings for one person. Hours count only for hourly people. */
export interface Fortnight {
  hours: number | null;
  overtime: number;
  bonusCents: number;
}

export interface Period {
  readonly startOn: Temporal.PlainDate;
  readonly endOn: Temporal.PlainDate;
}

/** The first people of the example city, all of them employed when the history begins. */
export async function cityPeople(
  random: Seeded,
  ask: { readonly people: number; readonly from: Temporal.PlainDate },
): Promise<Person[]> {
  const [header = '', ...lines] = (await readFile('examples/roster-2000.csv', 'utf8')).split('\n');
  const columns = header.split(',');
  const cells = lines.filter((line) => line !== '').map((line) => line.split(','));
  const cell = (row: readonly string[], column: string) => row[columns.indexOf(column)] ?? '';
  return cells.slice(0, ask.people).map((row, place): Person => {
    const isHourly = cell(row, 'pay_type') === 'hourly';
    return {
      // Half of the numbers are digits only, as a spreadsheet shortens them.
      number: cell(row, 'employee_id').slice(place % 2),
      name: cell(row, 'name'),
      payType: isHourly ? 'hourly' : 'salary',
      payCents: Math.round(100 * Number(cell(row, isHourly ? 'hourly_rate' : 'annual_salary'))),
      hiredOn: ask.from.subtract({ days: 30 + Math.floor(random.next() * 3_000) }),
      endedOn: null,
      usualHours: random.pick([40, 60, 76, 80, 80, 80]),
    };
  });
}

/** An ordinary fortnight: some people work less, some more. */
export function ordinary(random: Seeded, person: Person): Fortnight {
  const quarter = (hours: number) => Math.max(0, Math.round(hours * 4) / 4);
  const spread = random.next();
  const hours =
    spread < 0.7 ? person.usualHours : quarter(person.usualHours * (0.75 + 0.3 * random.next()));
  const overtime =
    person.usualHours === 80 && random.next() < 0.12 ? quarter(1 + 9 * random.next()) : 0;
  return { hours: person.payType === 'hourly' ? hours : null, overtime, bonusCents: 0 };
}

export function isEmployedIn(person: Person, { startOn, endOn }: Period): boolean {
  const { compare } = Temporal.PlainDate;
  return (
    compare(person.hiredOn, endOn) <= 0 &&
    (person.endedOn === null || compare(person.endedOn, startOn) >= 0)
  );
}

const money = (cents: number) => (cents / 100).toFixed(2);

export function rosterFile(people: readonly Person[]): string {
  const header =
    'employee_id,name,pay_type,annual_salary,hourly_rate,filing_status,hire_date,end_date';
  const rows = people.map((one) => {
    const [salary, rate] =
      one.payType === 'salary' ? [money(one.payCents), ''] : ['', money(one.payCents)];
    const dates = `${one.hiredOn},${one.endedOn ?? ''}`;
    return `${one.number},${one.name},${one.payType},${salary},${rate},single,${dates}`;
  });
  return `${[header, ...rows].join('\n')}\n`;
}

export function hoursFile(rows: ReadonlyMap<string, Fortnight>): string {
  const lines = [...rows]
    .filter(([, row]) => row.hours !== null || row.bonusCents > 0)
    .map(([number, { hours, overtime, bonusCents }]) => {
      const worked = hours === null ? ',' : `${hours},${overtime > 0 ? overtime : ''}`;
      return `${number},${worked},${bonusCents > 0 ? money(bonusCents) : ''}`;
    });
  return `${['employee_id,regular_hours,overtime_hours,bonus', ...lines].join('\n')}\n`;
}

/** How the hours of the city are entered: totals without a date, days, or totals of weeks with a date. */
export const howDated = ['no', 'days', 'weeks'] as const;
export type HowDated = (typeof howDated)[number];

/** As `hoursFile`, with dates. Hours beyond an ordinary day are those of the first date, as one typing error is. */
export function inputsFile(
  rows: ReadonlyMap<string, Fortnight>,
  of: {
    readonly how: HowDated;
    readonly period: Period;
    readonly people: ReadonlyMap<string, Person>;
  },
): string {
  const lines = [...rows].flatMap(([number, { hours, overtime, bonusCents }]) => {
    const dates = datesOf(of, of.people.get(number));
    const row = (code: string, amounts: string, on: Temporal.PlainDate | undefined) =>
      `${number},${code},${amounts},${on ?? ''}`;
    const worked = (code: string, count: number | null) =>
      shared(hours === null ? 0 : (count ?? 0), dates).map(([on, part]) =>
        row(code, `${part},`, on),
      );
    return [
      ...worked('REGULAR', hours),
      ...worked('OVERTIME', overtime),
      ...(bonusCents > 0 ? [row('BONUS', `,${money(bonusCents)}`, undefined)] : []),
    ];
  });
  return `${['employee_id,code,hours,amount,worked_on', ...lines].join('\n')}\n`;
}

function datesOf(
  { how, period }: { readonly how: HowDated; readonly period: Period },
  person: Person | undefined,
): readonly Temporal.PlainDate[] {
  const days = Array.from({ length: 14 }, (_, nth) => period.startOn.add({ days: nth }));
  const worked = days.filter(
    (day) => person === undefined || isEmployedIn(person, { startOn: day, endOn: day }),
  );
  const weekdays = worked.filter(({ dayOfWeek }) => dayOfWeek <= 5);
  const some = weekdays.length > 0 ? weekdays : worked;
  if (how === 'days') return some;
  const middle = period.startOn.add({ days: 7 });
  const isFirst = (day: Temporal.PlainDate) => Temporal.PlainDate.compare(day, middle) < 0;
  const ends = [some.findLast(isFirst), some.findLast((day) => !isFirst(day))];
  return ends.filter((day) => day !== undefined);
}

function shared(
  hours: number,
  dates: readonly Temporal.PlainDate[],
): readonly (readonly [Temporal.PlainDate, number])[] {
  const most = dates.length > 2 ? 8 : 40;
  const each = Math.min(most, Math.floor((4 * hours) / dates.length) / 4);
  return dates
    .map((on, nth) => [on, nth === 0 ? hours - each * (dates.length - 1) : each] as const)
    .filter(([, part]) => part > 0);
}
