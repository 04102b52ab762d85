/** The whole made-up history before it is played: who does what when, and what goes wrong. */
import { type Seeded, seeded } from '#engine/seeded.ts';
import { changes, type Entered, type Happening, mistakes } from './events.ts';
import {
  cityPeople,
  type Fortnight,
  isEmployedIn,
  ordinary,
  type Period,
  type Person,
} from './people.ts';

export interface Planted {
  readonly kind: string;
  readonly number: string;
  /** What the files say because of it. */
  readonly entered: Entered;
}

export interface PlantedFortnight {
  readonly period: Period;
  /** Everybody who was ever on the roster, as is true. */
  readonly people: readonly Person[];
  readonly worked: ReadonlyMap<string, Fortnight>;
  readonly mistakes: readonly Planted[];
  readonly changes: readonly Planted[];
}

interface Asked {
  readonly people: number;
  readonly periods: number;
  readonly mistakes: number;
  readonly changes: number;
  readonly seed: number;
}

/** Nothing is planted in the first fortnights, so that there is something to compare with. */
const quietPeriods = 2;

export async function plantedHistory(asked: Asked): Promise<readonly PlantedFortnight[]> {
  const random = seeded(asked.seed);
  const from = Temporal.PlainDate.from('2024-07-01');
  let people = await cityPeople(random, { people: asked.people, from });
  const perPeriod = spread(asked, random);
  const history: PlantedFortnight[] = [];
  for (let place = 0; place < asked.periods; place += 1) {
    const startOn = from.add({ days: 14 * place });
    const period = { startOn, endOn: startOn.add({ days: 13 }) };
    const { changes: changing = 0, mistakes: wrong = 0 } = perPeriod[place] ?? {};
    const fortnight = plantedIn({ random, period, people, changing, wrong, place });
    history.push(fortnight.told);
    people = fortnight.people;
  }
  return history;
}

/** How many changes and mistakes each fortnight has. */
function spread(asked: Asked, random: Seeded): { changes: number; mistakes: number }[] {
  const perPeriod = Array.from({ length: asked.periods }, () => ({ changes: 0, mistakes: 0 }));
  const busy = perPeriod.slice(quietPeriods);
  for (let count = 0; count < asked.changes; count += 1) random.pick(busy).changes += 1;
  for (let count = 0; count < asked.mistakes; count += 1) random.pick(busy).mistakes += 1;
  return perPeriod;
}

interface PlantIn {
  readonly random: Seeded;
  readonly period: Period;
  readonly people: readonly Person[];
  readonly changing: number;
  readonly wrong: number;
  readonly place: number;
}

function plantedIn(ask: PlantIn): { readonly told: PlantedFortnight; readonly people: Person[] } {
  const { random, period } = ask;
  const truth = new Map<string, Entered>();
  for (const person of ask.people) {
    const fortnight = ordinary(random, person);
    truth.set(person.number, { person, fortnight });
  }
  const here = () => [...truth.values()].filter(({ person }) => isEmployedIn(person, period));
  const busy = new Set<string>();
  const changed: Planted[] = [];
  for (let count = 0; count < ask.changing; count += 1) {
    if (random.next() < 0.15) {
      const entered = hired(ask, changed.length);
      truth.set(entered.person.number, entered);
      busy.add(entered.person.number);
      changed.push({ kind: 'hire', number: entered.person.number, entered });
      continue;
    }
    const one = planted(changes, { ...ask, from: here(), busy });
    truth.set(one.number, one.entered);
    changed.push(one);
  }
  const wrong: Planted[] = [];
  for (let count = 0; count < ask.wrong; count += 1) {
    wrong.push(planted(mistakes, { ...ask, from: here(), busy }));
  }
  const everybody = [...truth.values()];
  const worked = new Map(
    here()
      .filter(({ fortnight }) => fortnight.hours !== null || fortnight.bonusCents > 0)
      .map(({ person, fortnight }) => [person.number, fortnight]),
  );
  const people = everybody.map(({ person }) => person);
  return { told: { period, people, worked, mistakes: wrong, changes: changed }, people };
}

/** One happening of these kinds, to somebody to whom nothing else happens in this fortnight. */
function planted(
  kinds: Readonly<Record<string, Happening>>,
  ask: PlantIn & { readonly from: readonly Entered[]; readonly busy: Set<string> },
): Planted {
  for (;;) {
    const kind = ask.random.pick(Object.keys(kinds));
    const one = ask.random.pick(ask.from);
    const { number } = one.person;
    const entered = ask.busy.has(number) ? null : (kinds[kind]?.(one, ask) ?? null);
    if (entered === null) continue;
    ask.busy.add(number);
    return { kind, number, entered };
  }
}

function hired({ random, people, period, place }: PlantIn, nth: number): Entered {
  const like = random.pick(people);
  const person: Person = {
    ...like,
    number: `E9${String(place).padStart(2, '0')}${String(nth).padStart(3, '0')}`,
    name: `${like.name.split(' ')[0]} Newcomer ${place}-${nth}`,
    hiredOn: period.startOn.add({ days: Math.floor(12 * random.next()) }),
    endedOn: null,
  };
  const { hours, ...rest } = ordinary(random, person);
  const days = period.endOn.since(person.hiredOn).days + 1;
  const share = Math.min(1, days / 14);
  return { person, fortnight: { ...rest, hours: hours && Math.round(4 * hours * share) / 4 } };
}
