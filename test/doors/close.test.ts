/** `paybeat close`: one folder of a month, the same bytes each time, never over another one, and checked again later. */
import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { beforeAll, describe, expect, it } from 'vitest';
import { openPaybeat, valueOf } from '#index.ts';
import { command } from '../support/command.ts';
import { testDatabase } from '../support/database.ts';
import { programs } from '../support/processes.ts';
import { until } from '../support/until.ts';

const database = await testDatabase();
const paybeat = command({ DATABASE_URL: database.url });
const { start } = programs({ databaseUrl: database.url });
const roster = `employee_id,name,pay_type,annual_salary,filing_status,hire_date,Dept,Cost Center
E1,Ada Byrne,salary,52000,single,2020-01-06,Kitchen,4100
E2,"Hale, <i>Zoë</i>",salary,78000,mfj,2021-06-01,"Sales, East",4200
`;
const inFolder = (...path: readonly string[]) => join(paybeat.folder, ...path);
const textOf = (...path: readonly string[]) => readFileSync(inFolder(...path), 'utf8');

interface Closed {
  readonly is_final: boolean;
  readonly agrees: boolean;
  readonly folder: string;
  readonly checks: readonly { readonly code: string; readonly state: string }[];
  readonly totals: Readonly<Record<string, string | number>>;
  readonly files: readonly { readonly path: string; readonly sha256: string }[];
}
interface CheckedJson {
  readonly holds: boolean;
  readonly findings: readonly { readonly code: string; readonly path: string }[];
}

const closed = async (...args: readonly string[]) => {
  const { code, out } = await paybeat.run(['close', ...args, '--json']);
  return { code, ...(JSON.parse(out) as Closed) };
};
const refused = async (...args: readonly string[]) => {
  const { code, out } = await paybeat.run(['close', ...args, '--json']);
  const { error } = JSON.parse(out) as { error: { code: string; issues: { code: string }[] } };
  return { exit: code, code: error.code, issues: error.issues.map((one) => one.code) };
};
const check = async (name: string, ...args: readonly string[]) => {
  const { code, out } = await paybeat.run(['close', '--check', name, ...args, '--json']);
  const { holds, findings } = JSON.parse(out) as CheckedJson;
  return { code, holds, findings: findings.map((one) => `${one.code} ${one.path}`) };
};

/** Path → content, of every file. */
function filesIn(name: string): ReadonlyMap<string, string> {
  const all = readdirSync(inFolder(name), { recursive: true, withFileTypes: true });
  const paths = all.filter((one) => one.isFile()).map((one) => join(one.parentPath, one.name));
  return new Map(
    paths.sort().map((path) => [path.slice(inFolder(name).length + 1), readFileSync(path, 'utf8')]),
  );
}

const nothingLeft = () =>
  expect(readdirSync(paybeat.folder).filter((one) => one.startsWith('.'))).toEqual([]);

async function period(from: string, to: string, payOn: string): Promise<string> {
  const dates = ['--start', from, '--end', to, '--pay-date', payOn, '--type', 'biweekly'];
  const id = String((await paybeat.json(['periods', 'add', ...dates]))['period_id']);
  await paybeat.json(['periods', 'activate', id]);
  return id;
}

beforeAll(async () => {
  await paybeat.json(['migrate']);
  await paybeat.json(['company', 'add', 'acme', '--name', 'Acme <b>& Söhne</b>', '--zone', 'UTC']);
  await paybeat.json(['company', 'settings', '--second-eyes', 'none']);
  await paybeat.json(['roster', 'import', paybeat.file('roster.csv', roster)]);
  for (const [from, to, payOn] of [
    ['2025-12-29', '2026-01-11', '2026-01-16'],
    ['2026-01-12', '2026-01-25', '2026-01-30'],
    ['2026-01-26', '2026-02-08', '2026-02-13'],
  ] as const) {
    const id = await period(from, to, payOn);
    await paybeat.json(['run', '--period-id', id, '--force', '--reason', 'the test says so']);
  }
  await period('2026-02-09', '2026-02-22', '2026-02-27');
}, 60_000);

describe('paybeat close', () => {
  it('refuses a month that is open, names what is open, and writes nothing', async () => {
    expect(await refused('2026-02')).toEqual({
      exit: 4,
      code: 'month_open',
      issues: ['period_waiting'],
    });
    expect(await refused('2025-07')).toMatchObject({ exit: 5, code: 'no_pay_dates' });
    expect(await refused()).toMatchObject({ exit: 2, code: 'month_unclear' });
    expect(await refused('2026-01', '--check', 'x')).toMatchObject({ exit: 2 });
    expect(existsSync(inFolder('acme-2026-02'))).toBe(false);
    nothingLeft();
  });

  it('makes a draft of an open month, which says that it is not final', async () => {
    const { code, is_final, agrees, folder, checks } = await closed('2026-02', '--draft');
    expect([code, is_final, agrees, folder]).toEqual([0, false, false, 'new']);
    expect(checks.filter(({ state }) => state === 'differs')).toMatchObject([{ code: 'all_paid' }]);
    expect(JSON.parse(textOf('acme-2026-02-draft', 'summary.json'))).toMatchObject({
      is_final: false,
      open: [{ code: 'period_waiting' }],
    });
  });

  it('makes a folder whose files agree with each other and with their checksums', async () => {
    const made = await closed('2026-01');
    expect([made.code, made.is_final, made.agrees, made.folder]).toEqual([0, true, true, 'new']);
    expect(made.checks.map(({ code, state }) => `${code} ${state}`)).toEqual([
      ...['all_paid agrees', 'register_totals agrees', 'journals agrees', 'liabilities agrees'],
      ...['certificates absent', 'audit_log agrees', 'invariants agrees'],
    ]);
    const files = filesIn('acme-2026-01');
    const sums = [...files]
      .filter(([path]) => path !== 'SHA256SUMS')
      .map(([path, text]) => {
        return `${createHash('sha256').update(text).digest('hex')}  ${path}\n`;
      });
    expect(files.get('SHA256SUMS')).toBe(sums.join(''));
    expect(made.files.map(({ path }) => path).sort()).toEqual([...files.keys()]);
    const total = files
      .get('register.csv')
      ?.split('\r\n')
      .findLast((line) => line.startsWith('total,'));
    for (const of of ['gross', 'taxes', 'net']) expect(total).toContain(String(made.totals[of]));
    expect(files.get('journal.csv')?.match(/^row,/gm)).toHaveLength(1);
    expect(files.get('journal.csv')?.match(/^total,/gm)).toHaveLength(2);
    nothingLeft();
  });

  it('has a page that fetches nothing, and takes no name for a tag', () => {
    const page = textOf('acme-2026-01', 'index.html');
    expect(page).not.toMatch(/<script|<img|<link|https?:\/\/|url\(|@import/);
    expect(page).not.toMatch(/<b>|<i>/);
    expect(page).toContain('Acme &lt;b&gt;&amp; Söhne&lt;/b&gt;');
    for (const [, path = ''] of page.matchAll(/href="([^"]+)"/g)) {
      expect(existsSync(inFolder('acme-2026-01', path)), path).toBe(true);
    }
  });

  it('says the same as the library', async () => {
    const library = valueOf(
      await openPaybeat({
        env: {},
        settings: { databaseUrl: database.url, dataFolder: inFolder('data') },
      }),
    );
    const given = valueOf(await library.months.close({ month: '2026-01' }));
    const open = await library.months.close({ month: '2026-02' });
    await library.close();
    expect(JSON.parse(JSON.stringify(given))).toEqual(
      JSON.parse(textOf('acme-2026-01', 'summary.json')),
    );
    expect(open).toMatchObject({ ok: false, refusal: { code: 'month_open' } });
  });

  it('gives the same bytes again, and leaves an equal folder as it is', async () => {
    await closed('2026-01', '--output', 'again');
    expect(filesIn('again')).toEqual(filesIn('acme-2026-01'));
    expect(await closed('2026-01')).toMatchObject({ code: 0, folder: 'unchanged' });
  });

  it('keeps a folder that later work of the company does not touch', async () => {
    await paybeat.json(['company', 'settings', '--workweek-start', 'monday']);
    expect(await closed('2026-01')).toMatchObject({ code: 0, folder: 'unchanged' });
    expect(await check('acme-2026-01')).toEqual({ code: 0, holds: true, findings: [] });
    await closed('2026-01', '--output', 'later');
    const [before, after] = [filesIn('acme-2026-01'), filesIn('later')];
    const other = [...after].flatMap(([path, text]) => (before.get(path) === text ? [] : [path]));
    expect(other).toEqual(['SHA256SUMS', 'index.html', 'summary.json']);
  });

  it('never takes the place of a folder that differs, or that holds something else', async () => {
    cpSync(inFolder('acme-2026-01'), inFolder('mine'), { recursive: true });
    writeFileSync(inFolder('mine', 'notes.txt'), 'mine');
    const tampered = textOf('mine', 'SHA256SUMS').replace(/^[0-9a-f]{4}/, 'ffff');
    writeFileSync(inFolder('mine', 'SHA256SUMS'), tampered);
    const output = ['2026-01', '--output', 'mine'];
    expect(await refused(...output)).toMatchObject({
      exit: 4,
      code: 'folder_differs',
      issues: ['file_differs'],
    });
    expect(await refused(...output, '--replace')).toMatchObject({ code: 'folder_not_closed' });
    rmSync(inFolder('mine', 'notes.txt'));
    expect(await closed(...output, '--replace')).toMatchObject({ code: 0, folder: 'replaced' });
    expect(await closed(...output)).toMatchObject({ code: 0, folder: 'unchanged' });
    mkdirSync(inFolder('photos'));
    for (const more of [[], ['--replace']]) {
      const other = await refused('2026-01', '--output', 'photos', ...more);
      expect(other).toMatchObject({ exit: 4, code: 'folder_not_closed' });
    }
    expect(await refused('2026-01', '--output', 'no/such')).toMatchObject({
      exit: 5,
      code: 'output_folder_missing',
    });
    expect(await refused('2026-01', '--output', 'roster.csv')).toMatchObject({
      code: 'output_is_no_folder',
    });
    nothingLeft();
  });

  it('leaves no half of a folder when it is killed, and puts right what a killed process left', async () => {
    const owner = new pg.Client({ connectionString: database.url });
    await owner.connect();
    // What is owed is read after the registers are written.
    await owner.query('begin; lock table paybeat.owed_decision in access exclusive mode');
    const before = filesIn('mine');
    const [fresh, replaced] = ['killed', 'mine'].map((name) =>
      start(['close', '2026-01', '--output', inFolder(name), '--replace']),
    );
    const parts = () => readdirSync(paybeat.folder).filter((one) => one.endsWith('.part'));
    const isWritten = () =>
      parts().filter((one) => existsSync(inFolder(one, 'register.csv'))).length === 2;
    await until(isWritten, 20_000);
    for (const one of [fresh, replaced]) {
      one?.child.kill('SIGKILL');
      expect(await one?.ended).toMatchObject({ signal: 'SIGKILL' });
    }
    await owner.query('rollback');
    await owner.end();
    expect(existsSync(inFolder('killed'))).toBe(false);
    expect(filesIn('mine')).toEqual(before);
    // As if the second one had been killed between its two renames.
    renameSync(inFolder('mine'), inFolder(`.mine.${replaced?.child.pid}.before`));
    expect(await closed('2026-01', '--output', 'mine')).toMatchObject({ folder: 'unchanged' });
    expect(await closed('2026-01', '--output', 'killed')).toMatchObject({ folder: 'new' });
    nothingLeft();
  }, 60_000);

  it('finds a file of a folder that was changed, is missing or was added', async () => {
    cpSync(inFolder('acme-2026-01'), inFolder('changed'), { recursive: true });
    writeFileSync(inFolder('changed', 'register.csv'), 'row\r\n');
    rmSync(inFolder('changed', 'owed.csv'));
    writeFileSync(inFolder('changed', 'runs', 'more.csv'), '');
    const findings = [
      'file_missing owed.csv',
      'file_changed register.csv',
      'file_added runs/more.csv',
    ];
    expect(await check('changed')).toEqual({ code: 1, holds: false, findings });
    expect(await check('changed', '--offline')).toEqual({ code: 1, holds: false, findings });
    expect(await check('acme-2026-01', '--offline')).toMatchObject({ code: 0, holds: true });
    writeFileSync(inFolder('changed', 'summary.json'), '{}');
    expect((await paybeat.run(['close', '--check', 'changed'])).code).toBe(3);
    expect((await paybeat.run(['close', '--check', 'photos'])).code).toBe(5);
    nothingLeft();
  });

  it('signs each run once there is a key, and says that the folder differs then', async () => {
    await paybeat.json(['keys', 'new']);
    expect(await refused('2026-01')).toMatchObject({ code: 'folder_differs' });
    const made = await closed('2026-01', '--replace');
    expect(made.checks).toContainEqual(
      expect.objectContaining({ code: 'certificates', state: 'agrees' }),
    );
    const file = join('acme-2026-01', 'runs', 'run-1-certificate.json');
    expect(await paybeat.json(['certificate', 'verify', file])).toMatchObject({ holds: true });
  });

  it('writes a folder that says what differs if somebody changed the database: exit code 8', async () => {
    const owner = new pg.Client({ connectionString: database.url });
    await owner.connect();
    await owner.query(`set search_path = paybeat, public; set session_replication_role = replica;
      update payslip set line_amounts[1] = line_amounts[1] + 1 where run_id = 1`);
    await owner.end();
    const made = await closed('2026-01', '--output', 'tampered');
    expect([made.code, made.agrees]).toEqual([8, false]);
    expect(made.checks.filter(({ state }) => state === 'differs').map(({ code }) => code)).toEqual([
      ...['register_totals', 'journals', 'certificates', 'invariants'],
    ]);
    const paths = made.files.map(({ path }) => path);
    expect(paths).not.toContain('register.csv');
    expect(paths).not.toContain('runs/run-1-register.csv');
    expect(paths).toContain('runs/run-2-register.csv');
    const { code, findings } = await check('acme-2026-01');
    expect(code).toBe(1);
    expect(findings).toContain('differs_now summary.json');
  });
});
