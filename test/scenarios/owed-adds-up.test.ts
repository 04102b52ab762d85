/**
 * Whatever changes after it was paid, and however often: what a person was paid, plus what is owed, less what was
 * taken back, is what runs that knew everything from the start would have paid.
 */
import { describe, expect, it } from 'vitest';
import { type Seeded, seeded } from '#engine/seeded.ts';
import { dropOwed, payOwed, takeBackOwed } from '#operations/judgement/decide-owed.ts';
import { listOwed } from '#operations/judgement/list-owed.ts';
import { payslipOf } from '#store/reads/runs.ts';
import { freshDatabase } from '../support/database.ts';
import { owed, roster } from '../support/owed.ts';
import { companyRow, items, period, run, terms } from '../support/paid-periods.ts';
import { must, type SmallCompany, smallCompany } from '../support/small-company.ts';
import { expectSound } from '../support/sound.ts';
import { idOf } from '../support/us-codes.ts';

const firstOn = Temporal.PlainDate.from('2026-01-05');
const numbers = ['p1', 'p2', 'p3', 'p4'] as const;
type Number = (typeof numbers)[number];

/** Everything that is known of a person at the end. */
interface Known {
  hired: Temporal.PlainDate;
  ended: Temporal.PlainDate | null;
  /** The earliest last day that was ever known: a first day after it would be another employment. */
  endedFirst: Temporal.PlainDate | null;
  readonly salaries: Map<string, number>;
  readonly allowances: Map<string, number>;
}

const day = (chance: Seeded, periods = 5) => firstOn.add({ days: chance.below(14 * periods) });

function rosterRow(number: Number, { hired, ended }: Known): string {
  return `${number},Person ${number},salary,52000,single,${hired},${ended ?? ''}\n`;
}

const rosterOf = (rows: string) =>
  `employee_id,name,pay_type,annual_salary,filing_status,hire_date,end_date\n${rows}`;
const termsOf = (number: Number, on: string, salary: number) =>
  `employee_id,from,pay_type,annual_salary\n${number},${on},salary,${salary}\n`;
const itemsOf = (number: Number, on: string, amount: number) =>
  `employee_id,code,amount,from\n${number},COMMISSION,${amount},${on}\n`;

/** One change of one person, at any time. */
async function change(small: SmallCompany, known: Map<Number, Known>, chance: Seeded) {
  const number = chance.pick(numbers);
  const of = known.get(number);
  if (of === undefined) {
    const hired = day(chance);
    const added = { hired, ended: null, endedFirst: null };
    known.set(number, { ...added, salaries: new Map(), allowances: new Map() });
    await roster(small, rosterOf(rosterRow(number, must2(known.get(number)))));
    return;
  }
  const on = day(chance).toString();
  const what = chance.below(4);
  if (what === 0) {
    const salary = 40_000 + 1_300 * chance.below(20);
    of.salaries.set(on, salary);
    await terms(small, termsOf(number, on, salary), { replace: true });
  } else if (what === 1) {
    const amount = 50 * (1 + chance.below(6));
    if (of.allowances.has(on)) return;
    of.allowances.set(on, amount);
    await items(small, itemsOf(number, on, amount));
  } else {
    const { compare } = Temporal.PlainDate;
    const hired = what === 2 ? day(chance) : of.hired;
    const ended = what === 3 && chance.below(4) > 0 ? day(chance) : of.ended;
    if (ended !== null && compare(ended, hired) < 0) return;
    if (of.endedFirst !== null && compare(hired, of.endedFirst) > 0) return;
    const isEarlier = ended !== null && (!of.endedFirst || compare(ended, of.endedFirst) < 0);
    Object.assign(of, { hired, ended, ...(isEarlier ? { endedFirst: ended } : {}) });
    await roster(small, rosterOf(rosterRow(number, of)));
  }
}

function must2<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('it was put there');
  return value;
}

/** Gross pay of all runs, less what they took back. */
async function paid(small: SmallCompany, runs: readonly number[], number: Number) {
  const { world, companyId } = small;
  const takenId = idOf('PAY_TAKEN_BACK');
  let sum = 0n;
  for (const runId of runs) {
    const slip = await world.store.read({ companyId }, (at) => payslipOf(at, { runId, number }));
    if (slip === null) continue;
    sum += slip.grossMinor;
    const place = slip.lineCodes.indexOf(takenId);
    if (place >= 0) sum -= slip.lineAmounts[place] ?? 0n;
  }
  return sum;
}

async function open(people: string): Promise<SmallCompany> {
  const { url } = await freshDatabase();
  return smallCompany({ url, now: '2026-01-02T12:00:00Z', roster: rosterOf(people) });
}

async function runOf(small: SmallCompany, nth: number): Promise<number> {
  return (await run(small, await period(small, { from: `${firstOn.add({ days: 14 * nth })}` })))
    .runId;
}

/** Runs that knew everything from the start. */
async function asIfKnown(known: ReadonlyMap<Number, Known>, count: number) {
  const keeper = 'keeper,Keeper,salary,52000,single,2020-01-06,\n';
  const rows = [...known].map(([number, of]) => rosterRow(number, of));
  const small = await open(`${keeper}${rows.join('')}`);
  for (const [number, { salaries, allowances }] of known) {
    for (const [on, salary] of salaries) await terms(small, termsOf(number, on, salary));
    for (const [on, amount] of [...allowances].toSorted()) {
      await items(small, itemsOf(number, on, amount));
    }
  }
  const runs: number[] = [];
  for (let nth = 0; nth < count; nth += 1) runs.push(await runOf(small, nth));
  const due = new Map<Number, bigint>();
  for (const number of known.keys()) due.set(number, await paid(small, runs, number));
  await small.close();
  return due;
}

const why = 'the scenario says so';

describe('what is paid and what is owed', () => {
  it.each([1, 2, 3, 4])('adds up to what is due, for seed %i', async (seed) => {
    const chance = seeded(seed);
    const small = await open('keeper,Keeper,salary,52000,single,2020-01-06,\n');
    const known = new Map<Number, Known>();
    const runs: number[] = [];
    const company = await companyRow(small);
    const of = (number: string) => ({ company, number, why, dryRun: false });
    for (let nth = 0; nth < 5; nth += 1) {
      for (let more = chance.below(4); more > 0; more -= 1) await change(small, known, chance);
      const [one] = await owed(small);
      if (one !== undefined && chance.below(2) === 0) {
        const about = { ...of(one.number), periodId: null, seen: null };
        await (chance.below(2) === 0
          ? payOwed(small.world, about)
          : takeBackOwed(small.world, { ...of(one.number), instalment: '120.00' }));
      }
      runs.push(await runOf(small, nth));
    }
    for (let more = chance.below(3); more > 0; more -= 1) await change(small, known, chance);
    const due = await asIfKnown(known, 5);
    const rows = await owed(small);
    for (const [number, dueMinor] of due) {
      const open = rows.filter((row) => row.number === number);
      const owedMinor = open.reduce((sum, row) => sum + must2(row.amountMinor ?? undefined), 0n);
      expect([seed, number, (await paid(small, runs, number)) + owedMinor]).toEqual([
        seed,
        number,
        dueMinor,
      ]);
    }
    // Whatever is left can be declared settled, by exactly its amount.
    for (const number of new Set(rows.map((row) => row.number))) {
      must(await dropOwed(small.world, { ...of(number), periodId: null, seen: null }));
    }
    const { rows: left, totals } = must(await listOwed(small.world, { company, number: null }));
    expect([left, totals.owedMinor, totals.overpaidMinor]).toEqual([[], 0n, 0n]);
    await expectSound(small.world);
    await small.close();
  });
});
