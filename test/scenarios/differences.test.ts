/**
 * What a run pays differently from the last run of its schedule: each difference has its cause and the recorded
 * change behind it, and the parts add up to the difference for every person.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PersonDifference } from '#judgement/difference.ts';
import { listDifferences } from '#operations/judgement/list-differences.ts';
import { type ShownDifferences, showDifferences } from '#operations/judgement/show-differences.ts';
import { moveEmployee } from '#operations/people/move-employee.ts';
import { type OffCycleResult, payHeld, runOffCycle } from '#operations/runs/run-off-cycle.ts';
import { addSchedule } from '#operations/schedules/add-schedule.ts';
import { sql } from '#store/sql.ts';
import { rowsOf } from '#store/store.ts';
import { freshDatabase } from '../support/database.ts';
import { officeBiweekly } from '../support/office-schedule.ts';
import {
  companyRow,
  hours,
  inputs,
  items,
  payCodes,
  period,
  run,
  settings,
  terms,
} from '../support/paid-periods.ts';
import {
  as,
  drivenBy,
  must,
  type SmallCompany,
  smallCompany,
  takeRoster,
} from '../support/small-company.ts';

const header =
  'employee_id,name,pay_type,annual_salary,hourly_rate,filing_status,k401_pct,hire_date,end_date';
const people = {
  ada: 'ada,Ada Lovelace,salary,91000.00,,single,,2019-03-01,',
  ben: 'ben,Ben Carter,hourly,,24.50,mfj,,2021-06-14,',
  cleo: 'cleo,Cleo Marsh,salary,130000.00,,hoh,5,2018-01-08,',
  dan: 'dan,Dan Orme,hourly,,19.75,single,,2023-02-20,',
  fay: 'fay,Fay Lind,salary,52000.00,,single,,2020-02-03,',
  gus: 'gus,Gus Hall,salary,60000.00,,single,,2026-01-12,',
  hal: 'hal,Hal Irwin,salary,70000.00,,single,,2020-02-03,',
};

let small: SmallCompany;
let shown: ShownDifferences;
let nowId: number;

const roster = (rows: readonly string[]) => [header, ...rows, ''].join('\n');

const allowance = (percent: string) => ({
  ...{ id: 1000, code: 'CAR', title: 'Car', kind: 'earning', applies_to_all: false },
  amount: { by: 'percent', percent, of: ['SALARY'] },
  journal_account: 'wages_expense',
});

beforeAll(async () => {
  const database = await freshDatabase();
  small = await smallCompany({
    ...{ url: database.url, now: '2026-01-02T12:00:00Z' },
    roster: roster(Object.values(people)),
  });
  await settings(small, { heldPercentMax: 100 });
  await payCodes(small, [allowance('1')]);
  await items(small, 'employee_id,code,percent,from\nhal,CAR,,2026-01-01\n');
  const first = await period(small, { from: '2026-01-05' });
  await hours(small, first, 'employee_id,regular_hours\nben,80\n');
  await inputs(small, first, 'employee_id,code,amount\nfay,BONUS,300\n');
  await run(small, first);
  await small.clock.advance({ seconds: 86_400 });
  await changed();
  const second = await period(small, { from: '2026-01-19' });
  await hours(small, second, 'employee_id,regular_hours\nben,72\ndan,40\n');
  await inputs(small, second, 'employee_id,code,amount\nada,BONUS,1000\n');
  nowId = (await run(small, second)).runId;
  shown = await differences(nowId);
});

/** Between both periods: a raise, a hire, a leaver, another percentage and another tax form. */
async function changed(): Promise<void> {
  const by = (who: string): SmallCompany => ({ ...small, world: as(small.world, who) });
  await terms(
    by('person:ina'),
    'employee_id,from,pay_type,annual_salary\nada,2026-01-19,salary,104000\n',
  );
  await payCodes(by('person:pat'), [allowance('3')]);
  await takeRoster(as(small.world, 'person:ron'), {
    companyId: small.companyId,
    text: roster([
      ...[people.ada, people.ben, people.dan, people.gus, people.hal],
      people.cleo.replace('hoh,5', 'mfj,8'),
      people.fay.replace(/,$/, ',2026-01-18'),
      'kim,Kim Oster,salary,78000.00,,single,,2026-01-19,',
    ]),
  });
}

afterAll(() => small.close());

async function differences(
  runId: number,
  ask: { readonly employee?: string; readonly cause?: string; readonly limit?: number } = {},
): Promise<ShownDifferences> {
  const whole = { runId, employee: null, cause: null, limit: 100, ...ask };
  return must(await showDifferences(small.world, whole));
}

function personIn({ largest }: ShownDifferences, number: string) {
  const person = largest.find((one) => one.number === number);
  if (!person) throw new Error(`${number} has a difference`);
  return person;
}

/** Cause → gross, in minor units. */
function grossOf({ parts }: PersonDifference) {
  return Object.fromEntries(parts.map(({ cause, grossMinor }) => [cause, Number(grossMinor)]));
}

const causesOf = ({ parts }: PersonDifference) => parts.map(({ cause }) => cause);

function ranIn(result: OffCycleResult): number {
  if (!('run' in result)) throw new Error('it ran');
  return result.run.runId;
}

interface Stored {
  readonly employee_id: number;
  readonly gross: bigint;
  readonly net: bigint;
  readonly codes: readonly number[];
  readonly amounts: readonly bigint[];
}

async function storedIn(runId: number | undefined): Promise<ReadonlyMap<number, Stored>> {
  const { world, companyId } = small;
  const rows = await world.store.read({ companyId }, (at) =>
    rowsOf<Stored>(
      at,
      sql`select employee_id, gross_minor as gross, net_minor as net, line_codes as codes,
            line_amounts as amounts from payslip where run_id = ${runId ?? 0}`,
    ),
  );
  return new Map(rows.map((row) => [row.employee_id, row]));
}

/** For every person: the parts are the difference between the stored payslips, in each line as well. */
async function expectSums({ run: now, last, largest }: ShownDifferences): Promise<void> {
  const [had, has] = [await storedIn(last?.runId), await storedIn(now.runId)];
  const seen = new Map(largest.map((one) => [one.employeeId, one]));
  for (const id of new Set([...had.keys(), ...has.keys(), ...seen.keys()])) {
    const parts = seen.get(id)?.parts ?? [];
    const [one, other] = [had.get(id), has.get(id)];
    const sum = (of: (part: (typeof parts)[number]) => bigint) =>
      parts.reduce((total, part) => total + of(part), 0n);
    expect(sum((part) => part.grossMinor)).toBe((other?.gross ?? 0n) - (one?.gross ?? 0n));
    expect(sum((part) => part.netMinor)).toBe((other?.net ?? 0n) - (one?.net ?? 0n));
    const line = (row: Stored | undefined, code: number) =>
      row?.amounts[row.codes.indexOf(code)] ?? 0n;
    const codes = [...(one?.codes ?? []), ...(other?.codes ?? [])];
    for (const code of new Set([
      ...codes,
      ...parts.flatMap((part) => part.lines.map((l) => l.payCodeId)),
    ])) {
      const inParts = sum(
        (part) => part.lines.find((l) => l.payCodeId === code)?.amountMinor ?? 0n,
      );
      expect([id, code, inParts]).toEqual([id, code, line(other, code) - line(one, code)]);
    }
  }
}

describe('the differences of a run', () => {
  it('have a cause each, and add up for every person and line', async () => {
    await expectSums(shown);
    const causes = Object.fromEntries(shown.largest.map((one) => [one.number, grossOf(one)]));
    expect(causes).toEqual({
      // 104,000 ÷ 26 − 91,000 ÷ 26, and the bonus.
      // Each person also reaches the wage base of an employer's tax, which changes no pay.
      ada: { raise: 50_000, one_off: 100_000, year_to_date: 0 },
      ben: { hours: -8 * 2_450 },
      cleo: { recurring_item: 0, tax_form: 0, year_to_date: 0 },
      dan: { held_last_time: 40 * 1_975 },
      fay: { leaver: -230_000 },
      // Hired on the eighth of fourteen days of the last period.
      gus: { proration: 115_384 },
      hal: { pay_code: 5_385 },
      kim: { hire: 300_000 },
    });
    expect(shown.byCause.map(({ cause }) => cause)).not.toContain('unexplained');
  });

  it('name the change behind them, who entered it and when', () => {
    const of = (number: string, cause: string) =>
      personIn(shown, number).parts.find((part) => part.cause === cause)?.changes;
    expect(of('ada', 'raise')).toMatchObject([
      {
        ...{ what: 'salary', before: '91000.00 a year', after: '104000.00 a year' },
        ...{ enteredBy: 'person:ina', revision: expect.any(Number) },
      },
    ]);
    expect(of('ada', 'one_off')).toMatchObject([
      { what: 'BONUS', before: null, after: '1000.00', enteredBy: 'person:test' },
    ]);
    expect(of('ben', 'hours')).toMatchObject([
      { what: 'REGULAR', before: '80 hours', after: '72 hours' },
    ]);
    expect(of('cleo', 'recurring_item')).toMatchObject([
      { what: '401K', before: '5 %', after: '8 %', enteredBy: 'person:ron' },
    ]);
    expect(of('cleo', 'tax_form')).toMatchObject([
      { before: 'hoh', after: 'mfj', enteredBy: 'person:ron' },
    ]);
    expect(of('fay', 'leaver')).toMatchObject([{ after: '2026-01-18', enteredBy: 'person:ron' }]);
    expect(of('hal', 'pay_code')).toMatchObject([{ what: 'CAR', enteredBy: 'person:pat' }]);
    expect(of('kim', 'hire')).toMatchObject([{ after: '2026-01-19', enteredBy: 'person:ron' }]);
    expect(of('gus', 'proration')).toMatchObject([{ what: 'first day', after: '2026-01-12' }]);
    const at = of('ada', 'raise')?.[0]?.enteredAt.toString() ?? '';
    expect(at.slice(0, 10)).toBe('2026-01-03');
  });

  it('come by cause and by person, the largest first', () => {
    const sizes = shown.byCause.map(({ netMinor }) => Math.abs(Number(netMinor)));
    expect(sizes).toEqual(sizes.toSorted((a, b) => b - a));
    const changes = shown.largest.map(({ before, now }) =>
      Math.abs(Number((now?.netMinor ?? 0n) - (before?.netMinor ?? 0n))),
    );
    expect(changes).toEqual(changes.toSorted((a, b) => b - a));
    const { run: now, last } = shown;
    expect(shown.grossMinor).toBe((now.grossMinor ?? 0n) - (last?.grossMinor ?? 0n));
    expect(shown.netMinor).toBe((now.netMinor ?? 0n) - (last?.netMinor ?? 0n));
  });

  it('can be limited to one cause, to one person, or to a number of people', async () => {
    const raises = await differences(nowId, { cause: 'Raise' });
    expect(raises.largest.map(({ number }) => number)).toEqual(['ada']);
    expect(raises.byCause).toMatchObject([{ cause: 'raise', people: 1, grossMinor: 50_000n }]);
    const ben = await differences(nowId, { employee: 'ben' });
    expect([ben.people, ben.byCause.map(({ cause }) => cause)]).toEqual([1, ['hours']]);
    const few = await differences(nowId, { limit: 2 });
    expect([few.largest.length, few.people]).toEqual([2, shown.people]);
  });

  it('refuse a cause or a person that is unknown, and say what is known', async () => {
    const ask = { runId: nowId, employee: null, cause: null, limit: 10 };
    const { world } = small;
    expect(await showDifferences(world, { ...ask, cause: 'raises' })).toMatchObject({
      refusal: { code: 'unknown_cause', family: 'invalid', hint: expect.stringContaining('raise') },
    });
    expect(await showDifferences(world, { ...ask, employee: 'nobody' })).toMatchObject({
      refusal: { code: 'employee_not_found', family: 'not_found' },
    });
    expect(await showDifferences(world, { ...ask, runId: 999 })).toMatchObject({
      refusal: { code: 'run_not_found' },
    });
  });

  it('are a CSV file with a row for each person and cause', async () => {
    let csv = '';
    const listed = await listDifferences(
      small.world,
      { runId: nowId, employee: null, cause: null },
      (text) => {
        csv += text;
      },
    );
    const rows = csv
      .trimEnd()
      .split('\r\n')
      .map((row) => row.split(','));
    expect(must(listed).people).toBe(shown.people);
    expect(rows).toHaveLength(1 + shown.largest.flatMap(({ parts }) => parts).length);
    expect(rows.find(([who, , cause]) => who === 'ada' && cause === 'raise')).toEqual(
      expect.arrayContaining(['500.00', 'person:ina']),
    );
  });
});

describe('the run of held people', () => {
  it('is compared with the last run before their period, and nobody else is gone', async () => {
    const database = await freshDatabase();
    const other = await smallCompany({
      ...{ url: database.url, now: '2026-01-02T12:00:00Z' },
      roster: roster([people.ada, people.ben]),
    });
    await settings(other, { heldPercentMax: 100 });
    const first = await period(other, { from: '2026-01-05' });
    await hours(other, first, 'employee_id,regular_hours\nben,80\n');
    await run(other, first);
    const second = await period(other, { from: '2026-01-19' });
    const { runId } = await run(other, second);
    const of = (id: number) => ({ runId: id, employee: null, cause: null, limit: 10 });
    const held = must(await showDifferences(other.world, of(runId)));
    expect(held.largest.map((one) => [one.number, causesOf(one)])).toEqual([['ben', ['held_now']]]);
    await hours(other, second, 'employee_id,regular_hours\nben,81\n');
    const paid = must(
      await payHeld(other.world, { runId, payOn: null, dryRun: false }, drivenBy(other.clock)),
    );
    const later = must(await showDifferences(other.world, of(ranIn(paid))));
    expect(later.largest.map((one) => [one.number, causesOf(one), grossOf(one)])).toEqual([
      ['ben', ['hours'], { hours: 2_450 }],
    ]);
    // The next regular run begins with what that run paid him.
    const third = await period(other, { from: '2026-02-02' });
    await hours(other, third, 'employee_id,regular_hours\nben,80\n');
    const next = must(await showDifferences(other.world, of((await run(other, third)).runId)));
    expect(grossOf(personIn(next, 'ben'))).toEqual({
      ...{ held_last_time: 81 * 2_450, hours: -2_450 },
    });
    await other.close();
  });
});

describe('a run that has nothing like it', () => {
  it('pays everyone for the first time, or outside the schedule', async () => {
    const first = await differences(shown.last?.runId ?? 0);
    expect(first.last).toBe(null);
    expect(new Set(first.largest.flatMap(causesOf))).toEqual(new Set(['hire']));
    await expectSums(first);
    const bonus = {
      ...{ bytes: Buffer.from('employee_id,code,amount\nada,BONUS,50\n'), dryRun: false },
      ...{
        company: await companyRow(small),
        key: null,
        payOn: Temporal.PlainDate.from('2026-02-20'),
      },
      ...{ startOn: null, endOn: null, frequency: 'biweekly' },
    };
    const paid = must(await runOffCycle(small.world, bonus, drivenBy(small.clock)));
    const ask = { runId: ranIn(paid), employee: null, cause: null, limit: 10 };
    expect(await showDifferences(small.world, ask)).toMatchObject({
      refusal: { code: 'nothing_to_compare' },
    });
  });
});

describe('people who move to another schedule', () => {
  it('are compared with their own last payslip there, and are gone from where they were', async () => {
    const database = await freshDatabase();
    const other = await smallCompany({
      ...{ url: database.url, now: '2026-01-02T12:00:00Z' },
      roster: roster([people.ada, people.cleo]),
    });
    const { companyId, world } = other;
    await run(other, await period(other, { from: '2025-12-29' }));
    must(
      await addSchedule(world, {
        ...{ companyId, definition: officeBiweekly, fromOn: Temporal.PlainDate.from('2026-01-12') },
      }),
    );
    const [first] = await world.store.read({ companyId }, (at) =>
      rowsOf<{ period_id: number }>(
        at,
        sql`select period_id from pay_period where schedule_id is not null order by start_on limit 1`,
      ),
    );
    must(
      await moveEmployee(as(world, 'person:mo'), {
        ...{ company: await companyRow(other), number: 'ada', toCode: 'office' },
        ...{ from: { periodId: first?.period_id ?? 0 }, reason: 'a test', dryRun: false },
      }),
    );
    await terms(other, 'employee_id,from,pay_type,annual_salary\nada,2026-01-12,salary,104000\n');
    const office = await run(other, first?.period_id ?? 0);
    const ask = { employee: null, cause: null, limit: 10 };
    const there = must(await showDifferences(world, { ...ask, runId: office.runId }));
    expect(there.largest.map(grossOf)).toMatchObject([{ moved_schedule: 350_000, raise: 50_000 }]);
    expect(there.largest[0]?.parts[0]?.changes).toMatchObject([
      { what: 'schedule', before: null, after: 'office', enteredBy: 'person:mo' },
    ]);
    const here = await run(other, await period(other, { from: '2026-01-12' }));
    const gone = must(await showDifferences(world, { ...ask, runId: here.runId }));
    expect(grossOf(personIn(gone, 'ada'))).toEqual({ moved_schedule: -350_000 });
    await other.close();
  });
});
