/**
 * The command as people and scripts use it, on its own database. Whatever depends on the process uses the real entry
 * file in its own process (`paybeat`): the exit code, the pipes, the log. The rest runs in this one (`here`).
 */

import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { nothingWasSaved } from '#cli/nothing-was-saved.ts';
import { commandLine, jsonOf as json } from '../support/command-line.ts';
import { testDatabase } from '../support/database.ts';

const database = await testDatabase();
const folder = mkdtempSync(join(tmpdir(), 'paybeat-cli-'));
const { here, paybeat, ended } = commandLine({ databaseUrl: database.url, folder });
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, content: string): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

describe('a wrong command line', () => {
  it.each([
    [['rosterr'], 'unknown_verb', 'did you mean roster?'],
    [['run', '--period-id', 'abc'], 'invalid_argument', "'abc'"],
    [['run', '--period-id', '0'], 'invalid_argument', '--period-id'],
    [['run', '--force'], 'conflicting_options', '--force needs --period-id'],
    [['run', '--period-id', '1', '--reason', 'x'], 'conflicting_options', '--reason'],
    [['schedule', 'add', '--file', 'x', '--frequency', 'weekly'], 'conflicting_options', '--file'],
    [['schedule', 'add', 'x'], 'missing_option', '--frequency'],
    [['periods', 'add', '--start', '2024-02-30'], 'invalid_argument', 'February 2024'],
    [['periods', 'list', '--status', 'done'], 'invalid_argument', 'draft'],
    [['company'], 'missing_verb', 'add, list'],
    [['payslip', 'show', '1'], 'missing_argument', 'employee'],
  ])('%j fails with one line and exit code 2', async (args, code, part) => {
    const { code: exit, out, err } = await here(args);
    expect(err).toMatch(new RegExp(`^error ${code}: .*\\n$`));
    expect(err).toContain(part);
    expect([exit, out]).toEqual([2, '']);
  });

  it('ends the process with its one line and exit code 2', async () => {
    const { code, out, err } = await paybeat(['rosterr']);
    expect(err).toMatch(/^error unknown_verb: .*\n$/);
    expect([code, out]).toEqual([2, '']);
  });
});

describe('a wrong configuration', () => {
  it('gives one message with every problem, before anything is opened', async () => {
    const { code, out, err } = await paybeat(['start', '--once'], {
      DATABASE_URL: 'mysql://pay:hunter2@h/pay',
      PAYBEAT_CHUNKSIZE: '1',
      PAYBEAT_LOG: 'loud',
    });
    expect([code, out]).toEqual([2, '']);
    expect(err).toMatch(/^error configuration_invalid: 3 /);
    expect(err).toMatch(/PAYBEAT_CHUNKSIZE: .*\bPAYBEAT_CHUNK_SIZE\b/);
    expect(err).not.toContain('hunter2');
    expect(existsSync(join(folder, 'data'))).toBe(false);
  });

  it('with an unreachable database is an outage, and shows no password', async () => {
    const url = 'postgres://pay:hunter2@127.0.0.1:1/pay';
    const { code, out, err } = await paybeat(['due', '--debug'], { DATABASE_URL: url });
    expect([code, out]).toEqual([7, '']);
    expect(err).toMatch(/^error [a-z_]+: /);
    expect(err).not.toContain('hunter2');
  });

  it('is examined by doctor, which says what to do', async () => {
    const url = 'postgres://pay:hunter2@127.0.0.1:1/pay';
    const answer = await paybeat(['doctor', '--json'], { DATABASE_URL: url });
    expect(answer.code).toBe(7);
    expect(json(answer)).toMatchObject({ is_healthy: false });
    expect(answer.out).not.toContain('hunter2');
  });
});

describe('a company', () => {
  const roster = [
    'employee_id,name,pay_type,annual_salary,hourly_rate,filing_status,hire_date',
    'E1,Ada Byron,salary,52000,,single,2020-01-01',
    'E2,Zoë Hale,hourly,,20.50,mfj,2021-06-01',
    'E3,Ben Adeyemi,hourly,,19,single,2022-03-01',
    'E4,Una Later,salary,60000,,single,2031-01-01',
  ].join('\n');

  beforeAll(async () => {
    const zone = ['--zone', 'America/New_York'];
    const added = await here(['company', 'add', 'acme', '--name', 'Acme Ltd', ...zone]);
    expect(added.code, added.err).toBe(0);
    expect(added.out).toMatch(/\bState taxes\b/);
  });

  it('imports a roster completely or not at all', async () => {
    const wrong = file(
      'wrong.csv',
      roster.replace('single,2020', 'maried,2020').replace('E3', 'E2').replace('Ada', '=Ada'),
    );
    const refused = await here(['roster', 'import', wrong]);
    expect(refused.code).toBe(3);
    expect(refused.err).toMatch(/^error file_refused: .*\broster\b.* 3 /);
    expect(refused.err).toContain('  row 2, column name: ');
    expect(refused.err).toContain('[unknown_filing_status]');
    expect(refused.err).toContain('  row 4, column employee_id: ');
    expect(json(await here(['company', 'list', '--json']))).toMatchObject({
      companies: [{ code: 'acme', employees: 0 }],
    });

    const right = file('right.csv', `\ufeff${roster.replaceAll('\n', '\r\n')}`);
    const dry = await here(['roster', 'import', right, '--dry-run']);
    expect(dry.out).toMatch(/\b4 added, 0 changed, 0 unchanged\b/);
    expect(dry.out).toContain(nothingWasSaved);
    const taken = await here(['roster', 'import', right, '--json']);
    expect(json(taken)).toMatchObject({ added: 4, written: true });
    const again = await here(['roster', 'import', right, '--json']);
    expect(json(again)).toMatchObject({ added: 0, changed: 0, unchanged: 4 });
  });

  it('is paid for a period added by hand, once, with everyone accounted for', async () => {
    const dates = ['--start', '2024-01-01', '--end', '2024-01-31', '--type', 'monthly'];
    const rule = ['--rule', '{"days_before_end": 3}'];
    const added = json(await here(['periods', 'add', ...dates, ...rule, '--json']));
    expect(added).toMatchObject({ status: 'draft', due: { local: '2024-01-28T02:00' } });
    const period = String(added['period_id']);

    const draft = await here(['run', '--period-id', period]);
    expect([draft.code, draft.err.split(':')[0]]).toEqual([4, 'error period_not_active']);
    expect((await here(['periods', 'activate', period])).code).toBe(0);

    const hours = file('hours.csv', 'employee_id,regular_hours,overtime_hours\nE2,160,5\nE9,8,0\n');
    const unknown = await here(['hours', 'import', hours, '--period-id', period]);
    expect([unknown.code, unknown.err.includes('[employee_unknown]')]).toEqual([3, true]);
    file('hours.csv', 'employee_id,regular_hours,overtime_hours\nE2,160,5\n');
    expect((await here(['hours', 'import', hours, '--period-id', period])).code).toBe(0);

    const run = await paybeat(['run', '--period-id', period, '--force', '--json']);
    expect(run.code, run.err).toBe(0);
    expect(json(run)).toMatchObject({
      results: [
        { kind: 'ran', run: { state: 'committed', roster: 4, paid: 2, held: 1, excluded: 1 } },
      ],
    });
    const again = await here(['run', '--period-id', period, '--force']);
    expect([again.code, again.err.split(':')[0]]).toEqual([4, 'error period_completed']);

    const runs = json(await here(['runs', 'list', '--json']))['runs'];
    const [{ run_id: runId, forced_reason: forcedReason }] = runs as [
      { run_id: number; forced_reason: string },
    ];
    expect(forcedReason).toMatch(/ person:/);
    const slip = json(await here(['payslip', 'show', String(runId), 'E2', '--json']));
    // 160 h × 20.50 + 5 h × 20.50 × 1.5
    expect(slip).toMatchObject({ gross: '3433.75', state_tax: 'none_calculated' });
    const held = await here(['payslip', 'show', String(runId), 'E3']);
    expect([held.code, held.err.split(':')[0]]).toEqual([5, 'error employee_held']);

    const shown = await here(['runs', 'show', String(runId)]);
    expect(shown.out).toMatch(/\b4 .*\b2 paid, 1 held, 1 excluded\b/);
    expect(shown.out).toMatch(/\bState taxes\b/);
    const explained = json(await here(['explain', period, '--json']));
    expect(explained).toMatchObject({ is_due: false });
    expect((await paybeat(['verify'])).code).toBe(0);
  });

  it('gets every fault of a period at once, each with its place', async () => {
    const dates = ['--start', '2024-03-31', '--end', '2024-03-01', '--type', 'monhly'];
    const wrong = ['--rule', '{"days_before_end": -1, "cronn": "x"}'];
    const { code, err } = await here(['periods', 'add', ...dates, ...wrong]);
    expect([code, err.split(':')[0]]).toEqual([3, 'error period_invalid']);
    for (const place of ['/type', '/end', '/rule']) expect(err).toContain(`  ${place}`);
    const one = await here([
      'periods',
      'add',
      ...dates.slice(0, 2),
      '--end',
      '2024-04-01',
      '--type',
      'monhly',
    ]);
    expect([one.code, one.err.split(':')[0]]).toEqual([3, 'error frequency_unknown']);
  });

  it('differs from one that does not exist', async () => {
    const { code, err } = await here(['periods', 'list', '--company', 'acne']);
    expect([code, /\bacme\b/.test(err)]).toEqual([5, true]);
    expect((await here(['runs', 'show', '999'])).code).toBe(5);
    expect((await here(['roster', 'import', 'nobodys.csv'])).code).toBe(5);
  });
});

describe('the output of a command through a pipe', () => {
  it('has no JSON between its sentences', async () => {
    const add = ['periods', 'add', '--type', 'weekly', '--start', '2026-01-05', '--end'];
    const rule = ['--company', 'acme', '--rule', '{"days_before_end": 0}', '--activate'];
    const added = json(await here([...add, '2026-01-11', ...rule, '--json']));
    const { code, err } = await paybeat(['run', '--period-id', String(added['period_id'])]);
    expect(code).toBe(4);
    expect(err).toContain('missed_too_long');
    expect(err).toMatch(/^\S+ \S+Z warn period_held periodId=/m);
    expect(err).not.toMatch(/^\{/m);
  });
});

describe('without a terminal', () => {
  it('the output has no colour and no progress bar', async () => {
    for (const args of [['periods', 'list'], ['--help'], ['runs', 'show', '999']]) {
      const { out, err } = await paybeat(args, { FORCE_COLOR: '1' });
      expect(out + err).not.toContain('\u001b');
    }
  });

  it('a reader that closes the pipe is no error', async () => {
    const pipe = 'node bin/paybeat.js verify | head -n 1; echo "${PIPESTATUS[0]}"';
    const { out, err } = await ended('bash', ['-c', pipe]);
    expect(err).toBe('');
    expect(out.trim().split('\n').at(-1)).toBe('0');
  });
});
