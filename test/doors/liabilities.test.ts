/** On the command line: liabilities as a table, CSV and JSON, on standard output and in a file. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { command } from '../support/command.ts';
import { testDatabase } from '../support/database.ts';

const database = await testDatabase();
const paybeat = command({ DATABASE_URL: database.url });
const roster = [
  'employee_id,name,pay_type,annual_salary,filing_status,hire_date',
  'E1,Ada Byrne,salary,52000,single,2020-01-06',
  'E2,Cleo Rhys,salary,91000,single,2020-03-01',
  '',
].join('\n');

beforeAll(async () => {
  const zone = ['--zone', 'America/New_York'];
  await paybeat.json(['company', 'add', 'acme', '--name', 'Acme Ltd', ...zone]);
  await paybeat.json(['company', 'settings', '--second-eyes', 'none']);
  await paybeat.json(['roster', 'import', paybeat.file('roster.csv', roster)]);
  const dates = ['--start', '2026-03-02', '--end', '2026-03-15', '--type', 'biweekly'];
  const pay = ['--pay-date', '2026-03-20'];
  const period = String((await paybeat.json(['periods', 'add', ...dates, ...pay]))['period_id']);
  await paybeat.json(['periods', 'activate', period]);
  await paybeat.json(['run', '--period-id', period, '--force', '--reason', 'a test']);
}, 60_000);

const list = ['liabilities', 'list', '--from', '2026-01-01', '--to', '2026-03-31'];

/** The rows, each with its cells by column. No cell of these files has a quotation mark. */
async function csvOf(args: readonly string[]) {
  const { code, out, err } = await paybeat.run([...args, '--csv']);
  expect([code, err]).toEqual([0, '']);
  const [header = '', ...lines] = out.trimEnd().split('\r\n');
  const names = header.split(',');
  return lines.map((line) => {
    const cells = [...line.matchAll(/(?:^|,)(?:"([^"]*)"|([^,]*))/g)].map(
      ([, quoted, plain]) => quoted ?? plain ?? '',
    );
    expect(cells).toHaveLength(names.length);
    return Object.fromEntries(names.map((name, place) => [name, cells[place] ?? '']));
  });
}

describe('liabilities as CSV', () => {
  it('end with a total, and their taxes add up to it', async () => {
    const rows = await csvOf(list);
    const cents = (row: string) =>
      rows
        .filter((one) => one['row'] === row)
        .reduce((all, one) => all + Math.round(Number(one['amount']) * 100), 0);
    expect(rows.at(-1)?.['row']).toBe('total');
    // 1,428.03 by Form 941, and 33.00 of FUTA: see two-salaries.ts.
    expect([cents('total'), cents('tax')]).toEqual([146_103, 146_103]);
    const deposits = rows.filter(({ row }) => row === 'deposit');
    expect(deposits.map((one) => [one['form'], one['due_date'], one['amount']])).toEqual([
      ...[
        ['941', '2026-03-25', '1428.03'],
        ['940', '2027-02-01', '33.00'],
      ],
    ]);
  });

  it('of a quarter and of a year end with a total, too', async () => {
    const quarter = await csvOf(['liabilities', 'quarter', '2026-Q1']);
    expect(quarter.at(-1)).toMatchObject({ row: 'total', amount: '1428.03' });
    const year = await csvOf(['liabilities', 'year', '2026']);
    expect(year.filter(({ row }) => row === 'person').map((one) => one['employee_id'])).toEqual([
      ...['E1', 'E2'],
    ]);
    expect(year.at(-1)).toMatchObject({ row: 'total', box_1: '5500.00', box_2: '586.53' });
  });
});

describe('liabilities in a file', () => {
  it('have the form of the ending, and leave no other file', async () => {
    for (const [args, name] of [
      [list, 'list.json'],
      [['liabilities', 'quarter', '2026-Q1'], 'quarter.json'],
      [['liabilities', 'year', '2026'], 'year.json'],
      [['liabilities', 'year', '2026'], 'year.csv'],
    ] as const) {
      const file = paybeat.file(name, 'before');
      const refused = await paybeat.run([...args, '--output', file]);
      expect(refused.err).toContain('output_exists');
      const { code } = await paybeat.run([...args, '--output', file, '--overwrite']);
      expect(code).toBe(0);
      const text = readFileSync(file, 'utf8');
      const format = name.endsWith('.csv') ? ['--csv'] : ['--json'];
      expect(text).toBe((await paybeat.run([...args, ...format])).out);
      const left = readdirSync(dirname(file)).filter((one) => one.endsWith('.part'));
      expect([join(dirname(file), name), left]).toEqual([file, []]);
    }
  });
});

describe('liabilities as a table', () => {
  it('say what is to be deposited when, and name what was asked for', async () => {
    const { out } = await paybeat.run(list);
    for (const fact of ['2026-03-25', '1,428.03', '2026-03-20']) expect(out).toContain(fact);
    const quarter = await paybeat.run(['liabilities', 'quarter', '2026q1']);
    expect(quarter.out).toContain('1,428.03');
    const year = await paybeat.run(['liabilities', 'year', '2026']);
    expect(year.out).toContain('Cleo Rhys');
    const wrong = await paybeat.run(['liabilities', 'quarter', '2026-Q5']);
    expect(wrong.code).toBe(2);
  });

  it('need a reason to set a status', async () => {
    const ask = ['liabilities', 'depositor', '2026', 'monthly'];
    expect((await paybeat.run(ask)).err).toContain('why_missing');
    expect(await paybeat.json([...ask, '--why', 'new employer'])).toMatchObject({
      ...{ status: 'monthly', basis: 'set', why: 'new employer', changed: true },
    });
    expect((await paybeat.run(list)).out).toContain('2026-04-15');
  });
});
