/** On the command line: a register as a table, CSV and JSON, on standard output and in a file. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { beforeAll, describe, expect, it } from 'vitest';
import { command } from '../support/command.ts';
import { testDatabase } from '../support/database.ts';

const database = await testDatabase();
const paybeat = command({ DATABASE_URL: database.url });
const roster = [
  'employee_id,name,pay_type,annual_salary,hourly_rate,filing_status,hire_date',
  'E1,Ada Byrne,salary,52000,,single,2020-01-06',
  'E2,"Hale, Zoë",hourly,,20.50,mfj,2021-06-01',
  'E3,Ben Adeyemi,hourly,,19,single,2022-03-01',
  'E4,Cleo Rhys,salary,52000,,single,2027-03-01',
  'E5,Gus Ode,hourly,,19,single,2022-03-01',
  '',
].join('\n');
const hours = 'employee_id,regular_hours\nE2,72.5\n';

type Row = Readonly<Record<string, string>>;

function rowsOf(csv: string): readonly Row[] {
  const [header = '', ...lines] = csv.trimEnd().split('\r\n');
  const cells = (line: string) =>
    [...line.matchAll(/(?:^|,)("(?:[^"]|"")*"|[^,]*)/g)].map(([, cell = '']) =>
      cell.replace(/^"|"$/g, ''),
    );
  const names = cells(header);
  return lines.map((line) => {
    const values = cells(line);
    expect(values).toHaveLength(names.length);
    return Object.fromEntries(names.map((name, place) => [name, values[place] ?? '']));
  });
}

async function addPeriod(start: string, end: string): Promise<string> {
  const dates = ['--start', start, '--end', end, '--type', 'biweekly'];
  const period = String((await paybeat.json(['periods', 'add', ...dates]))['period_id']);
  await paybeat.json(['periods', 'activate', period]);
  const file = paybeat.file('hours.csv', hours);
  await paybeat.json(['hours', 'import', file, '--period-id', period]);
  return period;
}

/** Changes rows behind the back of the program. */
async function tampered(query: string): Promise<void> {
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  await client.query('set session_replication_role = replica; set search_path = paybeat');
  await client.query(query);
  await client.end();
}

/** No import takes a name that is a formula: it is from before the imports refused it. */
const named = (name: string) =>
  tampered(`update employee_version set name = '${name}' where name in ('Ada Byrne', '=SUM(A1)')`);

const csvOf = async (...args: readonly string[]) => {
  const { code, out, err } = await paybeat.run([...args, '--csv']);
  expect([code, err]).toEqual([0, '']);
  return { out, rows: rowsOf(out) };
};
const register = ['runs', 'register', '1'];

beforeAll(async () => {
  const zone = ['--zone', 'America/New_York'];
  await paybeat.json(['company', 'add', 'acme', '--name', 'Acme Ltd', ...zone]);
  await paybeat.json(['company', 'settings', '--second-eyes', 'none']);
  await paybeat.json(['roster', 'import', paybeat.file('roster.csv', roster)]);
  const period = await addPeriod('2026-01-05', '2026-01-18');
  await paybeat.run(['run', '--period-id', period, '--force']);
});

describe('the register of a run that is not committed', () => {
  it('is marked as a draft in every form', async () => {
    const { out } = await paybeat.run(register);
    expect(out).toContain('DRAFT');
    const { rows } = await csvOf(...register);
    expect(new Set(rows.map(({ state }) => state))).toEqual(new Set(['draft']));
    expect(await paybeat.json(register)).toMatchObject({ is_draft: true, state: 'review' });
    const made = await paybeat.json([...register, '--output', 'draft.csv']);
    expect(made).toMatchObject({ is_draft: true });
  });
});

describe('the register of a committed run', () => {
  beforeAll(async () => {
    await paybeat.json(['runs', 'approve', '1', '--reason', 'E3 and E5 did not work']);
  });

  it('as CSV has people, those not paid with their reason, and the approved totals in the last row', async () => {
    const run = await paybeat.json(['runs', 'show', '1']);
    const { rows } = await csvOf(...register);
    expect(rows.map(({ row, employee_id: id }) => [row, id])).toEqual([
      ['person', 'E1'],
      ['person', 'E2'],
      ['held', 'E3'],
      ['excluded', 'E4'],
      ['held', 'E5'],
      ['total', ''],
    ]);
    const total = rows.at(-1) ?? {};
    expect(total).toMatchObject({
      ...{ gross: run['gross'], taxes: run['taxes'], net: run['net'] },
      ...{ employer_cost: run['employer'], hours: '72.5', state: 'committed' },
      totals_hash: `sha256:${String(run['totals_hash'])}`,
    });
    const ofPeople = rows.filter(({ row }) => row === 'person');
    const amounts = Object.keys(total).filter((name) => /^[A-Z0-9_]+$/.test(name));
    expect(amounts.length).toBeGreaterThan(5);
    for (const name of ['gross', ...amounts, 'deductions', 'taxes', 'net', 'employer_cost']) {
      const cents = ofPeople.map((row) => Math.round(Number(row[name] ?? '') * 100));
      const sum = cents.reduce((all, one) => all + one, 0);
      expect([name, Math.round(Number(total[name]) * 100)]).toEqual([name, sum]);
    }
    expect(rows[2]?.['reason']).toMatch(/^missing_hours: /);
    expect(rows[2]?.['net']).toBe('');
  });

  it('as CSV lets no name begin like a formula', async () => {
    await named('=SUM(A1)');
    const { rows } = await csvOf(...register);
    expect(rows[0]?.['name']).toBe("'=SUM(A1)");
    expect(rows[1]?.['name']).toBe('Hale, Zoë');
    await named('Ada Byrne');
  });

  it('as a table has the totals and their checksum', async () => {
    const run = await paybeat.json(['runs', 'show', '1']);
    const { out } = await paybeat.run(register);
    expect(out).not.toContain('DRAFT');
    expect(out).toContain(String(run['totals_hash']));
    expect(out).toMatch(/^total /m);
    expect(out).toContain('E3');
  });

  it('has the same bytes each time, also after a change of the roster and another run', async () => {
    const json = async () => (await paybeat.run([...register, '--json'])).out;
    const before = [(await csvOf(...register)).out, await json()];
    const named = roster.replace('Ben Adeyemi', 'Ben Adams').replace('Hale, Zoë', 'Zoë Hall');
    await paybeat.json(['roster', 'import', paybeat.file('named.csv', named)]);
    const period = await addPeriod('2026-01-19', '2026-02-01');
    await paybeat.run(['run', '--period-id', period, '--force']);
    await paybeat.json(['runs', 'approve', '2', '--reason', 'E3 and E5 did not work']);
    expect([(await csvOf(...register)).out, await json()]).toEqual(before);
  });
});

describe('the register of a time', () => {
  const notPaid = ['held 1', 'excluded 1', 'held 1', 'held 2', 'excluded 2', 'held 2'];
  const time = ['register', '--from', '2026-01-01', '--to', '2026-03-31'];

  it('as CSV has the total of each run after its people', async () => {
    const { rows } = await csvOf(...time);
    expect(rows.map(({ row, run_id: run }) => `${row} ${run}`.trim())).toEqual([
      ...['person 1', 'person 1', 'run_total 1', 'person 2', 'person 2', 'run_total 2'],
      ...[...notPaid, 'total'],
    ]);
    const hashes = rows.filter(({ row }) => row === 'run_total').map((row) => row['totals_hash']);
    expect(new Set(hashes).size).toBe(2);
    const cents = (row: Row | undefined) => Math.round(Number(row?.['net']) * 100);
    expect(cents(rows[2]) + cents(rows[5])).toBe(cents(rows.at(-1)));
  });

  it('as CSV by person has one row for each', async () => {
    const { rows } = await csvOf(...time, '--by', 'person');
    expect(rows.map(({ row, run_id: run }) => `${row} ${run}`.trim())).toEqual([
      ...['person', 'person', 'run_total 1', 'run_total 2'],
      ...[...notPaid, 'total'],
    ]);
    expect((await paybeat.run([...time, '--by', 'person'])).out).toContain('E2');
  });
});

describe('a register in a file', () => {
  const file = join(paybeat.folder, 'r.csv');

  it('is what standard output has, and never replaces a file without being told to', async () => {
    const { out } = await csvOf(...register);
    const made = await paybeat.json([...register, '--output', 'r.csv']);
    expect(made).toMatchObject({ written: 'r.csv', format: 'csv', people: 2, is_draft: false });
    expect(readFileSync(file, 'utf8')).toBe(out);
    const again = await paybeat.run([...register, '--output', 'r.csv']);
    expect([again.code, again.err]).toEqual([4, expect.stringContaining('output_exists')]);
    await paybeat.json([...register, '--output', 'r.csv', '--overwrite']);
    expect(readFileSync(file, 'utf8')).toBe(out);
    const json = await paybeat.json([...register, '--output', 'r.json']);
    expect(json).toMatchObject({ format: 'json' });
    const { out: line } = await paybeat.run([...register, '--json']);
    expect(readFileSync(join(paybeat.folder, 'r.json'), 'utf8')).toBe(line);
  });

  it('is not there if the payslips do not add up to the totals of the run', async () => {
    const change = (by: string) =>
      tampered(`update payslip set line_amounts[1] = line_amounts[1] ${by}
        where run_id = 1 and employee_id = (select min(employee_id) from payslip where run_id = 1)`);
    await change('+ 1');
    const made = await paybeat.run([...register, '--output', 'wrong.csv']);
    const shown = await paybeat.run(register);
    await change('- 1');
    expect([made.code, shown.code]).toEqual([1, 1]);
    expect(readdirSync(paybeat.folder).filter((name) => name.includes('wrong'))).toEqual([]);
  });

  it('is refused without an ending or a form, and --overwrite without a file', async () => {
    const unclear = await paybeat.run([...register, '--output', 'r']);
    expect([unclear.code, unclear.err]).toEqual([2, expect.stringContaining('format_unclear')]);
    const alone = await paybeat.run([...register, '--overwrite']);
    expect([alone.code, alone.err]).toEqual([2, expect.stringContaining('conflicting_options')]);
  });
});

describe('a list of payslips', () => {
  const listed = async (...args: readonly string[]) => {
    const json = await paybeat.json(['payslips', 'list', ...args]);
    const rows = json['payslips'] as readonly Readonly<Record<string, unknown>>[];
    return { next: json['next'], rows: rows.map((row) => `${row['run_id']} ${row['employee']}`) };
  };

  it('is of a run, a period or a person, the newest run first', async () => {
    expect((await listed('1')).rows).toEqual(['1 E1', '1 E2']);
    expect((await listed()).rows).toEqual(['2 E1', '2 E2', '1 E1', '1 E2']);
    expect((await listed('--employee', 'E2')).rows).toEqual(['2 E2', '1 E2']);
    const { period_id: period } = await paybeat.json(['runs', 'show', '2']);
    expect((await listed('--period-id', String(period))).rows).toEqual(['2 E1', '2 E2']);
    const { pay_on: payOn } = await paybeat.json(['runs', 'show', '1']);
    const until = (await listed('--to', String(payOn))).rows;
    expect(until).toEqual(['1 E1', '1 E2']);
    expect((await listed('--from', String(payOn), '--employee', 'E2')).rows).toEqual([
      '2 E2',
      '1 E2',
    ]);
    const wrong = ['payslip', 'list', '--from', '2026-02-01', '--to', '2026-01-31'];
    expect((await paybeat.run(wrong)).err).toContain('days_reversed');
    expect((await paybeat.run(['payslip', 'list', '9'])).code).toBe(5);
    expect((await csvOf('payslip', 'list', '1')).rows).toMatchObject([
      { employee_id: 'E1', currency: 'USD' },
      { employee_id: 'E2' },
    ]);
  });

  it('goes on where a shorter one ended', async () => {
    let after: readonly string[] = [];
    const seen: string[] = [];
    for (let page = 0; page < 9; page += 1) {
      const { rows, next } = await listed('--limit', '1', ...after);
      seen.push(...rows);
      if (next === null) break;
      after = ['--after', `${next as string}`];
    }
    expect(seen).toEqual(['2 E1', '2 E2', '1 E1', '1 E2']);
    expect((await listed('--limit', '3')).rows).toHaveLength(3);
  });
});

describe('the audit log', () => {
  const list = ['audit', 'list'];
  const events = async (...args: readonly string[]) => {
    const json = await paybeat.json([...list, ...args]);
    return json['events'] as readonly Readonly<Record<string, string | number>>[];
  };

  it('is listed by subject, actor and day, the newest first', async () => {
    const ofRun = await events('--subject', 'run:1');
    expect(ofRun.map(({ action }) => action)).toEqual(
      expect.arrayContaining(['run.open', 'run.approve', 'run.commit']),
    );
    expect(ofRun.every(({ subject }) => subject === 'run:1')).toBe(true);
    const seqs = (await events()).map(({ seq }) => Number(seq));
    expect(seqs).toEqual(seqs.toSorted((one, other) => other - one));
    const [actor = ''] = (await events('--subject', 'run:1'))
      .map((one) => String(one['actor']))
      .filter((name) => name.startsWith('person:'));
    const own = await events('--actor', actor.replace('person:', ''));
    const table = await paybeat.run([...list, '--subject', 'run:1']);
    const actors = [...table.out.matchAll(/ {2}(\S+) +run\.\w+ /g)].map(([, name]) => name);
    expect(actors).toContain(actor.replace('person:', ''));
    expect(actors).not.toContain(actor);
    expect(own.length).toBeGreaterThan(0);
    expect(new Set(own.map((one) => one['actor']))).toEqual(new Set([actor]));
    expect(await events('--to', '2020-01-01')).toEqual([]);
    expect((await events('--from', '2020-01-01')).length).toBe(seqs.length);
    const reversed = await paybeat.run([...list, '--from', '2026-02-01', '--to', '2026-01-01']);
    expect([reversed.code, reversed.err]).toEqual([2, expect.stringContaining('days_reversed')]);
  });

  it('goes on where a shorter list ended, and has every row as CSV', async () => {
    const all = await events();
    const first = await paybeat.json([...list, '--limit', '2']);
    const rest = await events('--after', String(first['next']));
    expect([...(first['events'] as readonly unknown[]), ...rest]).toEqual(all);
    const { rows } = await csvOf(...list);
    expect(rows.map(({ seq }) => Number(seq))).toEqual(all.map(({ seq }) => seq));
    expect(rows[0]?.['totals_hash'] ?? rows[0]?.['hash']).toBe(`sha256:${all[0]?.['hash']}`);
  });

  it('verifies, and says which row somebody changed', async () => {
    const verified = await paybeat.json(['audit', 'verify']);
    const [newest] = await events();
    expect(verified).toMatchObject({
      holds: true,
      events: newest?.['seq'],
      hash: newest?.['hash'],
    });
    await tampered(`update audit_event set actor = actor || 'x' where seq = 3`);
    const { code, out } = await paybeat.run(['audit', 'verify', '--json']);
    await tampered(`update audit_event set actor = left(actor, -1) where seq = 3`);
    expect(code).toBe(1);
    expect(JSON.parse(out)).toMatchObject({
      ...{ holds: false, violations: [{ detail: expect.stringContaining('row 3') }] },
    });
  });
});
