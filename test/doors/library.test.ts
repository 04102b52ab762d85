/** The examples of the library work, and the library can do what the command can. */
import { spawn } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import type { CliContext } from '#cli/context.ts';
import { verbs } from '#cli/verbs.ts';
import * as library from '#index.ts';
import { freshDatabase, testDatabase } from '../support/database.ts';
import { programs } from '../support/processes.ts';

const database = await testDatabase();
const { start, paybeat } = programs({
  databaseUrl: database.url,
  config: { pulseSeconds: 1, scanSeconds: 1 },
});

async function example(name: string, databaseUrl: string) {
  const file = join('examples', 'library', name);
  const child = spawn(process.execPath, ['--conditions=paybeat-source', file], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: process.env['PATH'] ?? '',
      DATABASE_URL: databaseUrl,
      PAYBEAT_DATA: join(tmpdir(), 'paybeat-no-such-folder', 'data'),
    },
  });
  const code = new Promise<number | null>((resolve) => child.on('close', resolve));
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return { code: await code, out, err };
}

describe('the examples of the library', () => {
  it('go from a company to payslips in one program', async () => {
    const { code, out, err } = await example('company-to-payslips.ts', database.url);
    expect([code, err]).toEqual([0, '']);
    expect(out).toContain('run 1 is committed: 1 paid');
    expect(out).toContain('E2 is held: missing_hours');
  });

  it('send a task, read its id, and wait for its result', async () => {
    expect((await paybeat(['migrate'])).code).toBe(0);
    const worker = start(['worker']);
    const { code, out, err } = await example('send-and-wait.ts', database.url);
    expect([code, err]).toEqual([0, '']);
    expect(out).toMatch(/^sent auto_run_payroll\.[0-9a-f-]{36}$/m);
    expect(out).toContain('success: []');
    // The previous example paid period 1.
    expect(out).toMatch(/^task_failed: .* failed: period_completed: /m);
    worker.child.kill('SIGTERM');
    expect((await worker.ended).code).toBe(0);
  });

  it("run a worker and a beat inside the caller's own program", async () => {
    await using own = await freshDatabase();
    const { code, out, err } = await example('embedded-worker.ts', own.url);
    expect([code, err]).toEqual([0, '']);
    expect(out).toContain('done: auto_run_payroll');
    expect(out).toMatch(/^auto_run_payroll\..* is revoked$/m);
  });
});

/** The counterpart of each verb in the library: a member of `openPaybeat`, or an export. */
const members: Readonly<Record<string, string>> = {
  start: 'start',
  worker: 'work',
  beat: 'keepBeat',
  'audit list': 'audit.list',
  'audit verify': 'audit.verify',
  'audit head': 'audit.head',
  'import django': 'import.django',
  'certificate show': 'certificates.show',
  'certificate export': 'certificates.export',
  'certificate verify': 'certificates.verify',
  'backup make': 'backups.make',
  'backup check': 'backups.check',
  'restore load': 'restorePaybeat',
  'restore accept': 'backups.acceptRestore',
  'keys list': 'keys.list',
  'keys new': 'keys.new',
  'keys export': 'keys.export',
  'keys import': 'keys.import',
  'payslip list': 'payslips.list',
  simulate: 'simulate',
  'liabilities list': 'liabilities.list',
  'liabilities quarter': 'liabilities.quarter',
  'liabilities year': 'liabilities.year',
  'liabilities depositor': 'liabilities.depositor',
  close: 'months.close',
  'shadow start': 'shadow.start',
  'shadow compare': 'shadow.compare',
  'shadow status': 'shadow.status',
  'shadow show': 'shadow.show',
  'shadow end': 'shadow.end',
  register: 'register',
  'runs register': 'runs.register',
  'runs journal': 'runs.journal',
  'accounts list': 'accounts.list',
  'accounts set': 'accounts.set',
  'beat list': 'beat.list',
  'beat ticks': 'beat.ticks',
  'beat add': 'beat.add',
  'beat remove': 'beat.remove',
  'beat pause': 'beat.pause',
  'beat resume': 'beat.resume',
  'beat run-now': 'beat.runNow',
  migrate: 'openPaybeat',
  'company add': 'companies.add',
  'company list': 'companies.list',
  'company settings': 'companies.settings',
  'schedule add': 'schedules.add',
  'schedule list': 'schedules.list',
  'schedule show': 'schedules.show',
  'schedule schema': 'scheduleSchema',
  'schedule change': 'schedules.change',
  'schedule override': 'schedules.override',
  'employees move': 'employees.move',
  'schedule pause': 'schedules.pause',
  'schedule resume': 'schedules.resume',
  plan: 'schedules.plan',
  coverage: 'coverage',
  'tables export': 'exportTables',
  'tables check': 'checkTables',
  'tables schema': 'tablesSchema',
  'tables load': 'tables.load',
  'tables list': 'tables.list',
  'tables show': 'tables.show',
  'tables remove': 'tables.remove',
  'cron next': 'nextCron',
  'calendar import': 'calendars.import',
  'calendar list': 'calendars.list',
  'calendar show': 'calendars.show',
  'paycodes list': 'payCodes.list',
  'paycodes show': 'payCodes.show',
  'paycodes import': 'payCodes.import',
  'paycodes export': 'payCodes.export',
  'paycodes schema': 'payCodeSchema',
  'roster import': 'roster.import',
  'hours import': 'hours.import',
  'balances import': 'balances.import',
  'inputs import': 'inputs.import',
  'terms import': 'terms.import',
  'owed list': 'owed.list',
  'owed pay': 'owed.pay',
  'owed drop': 'owed.drop',
  'owed take-back': 'owed.takeBack',
  'limits show': 'limits.show',
  'limits set': 'limits.set',
  'columns save': 'columns.save',
  'columns list': 'columns.list',
  'columns show': 'columns.show',
  'columns remove': 'columns.remove',
  'changes list': 'changes.list',
  'changes confirm': 'changes.confirm',
  'terms list': 'terms.list',
  'items import': 'items.import',
  'forms import': 'forms.import',
  'forms list': 'forms.list',
  'items list': 'items.list',
  'periods list': 'periods.list',
  'periods show': 'periods.show',
  'periods add': 'periods.add',
  'periods activate': 'periods.activate',
  'periods hold': 'periods.hold',
  'periods release': 'periods.release',
  'periods skip': 'periods.skip',
  'periods unskip': 'periods.unskip',
  due: 'due',
  explain: 'periods.explain',
  preview: 'periods.preview',
  calculate: 'calculateCase',
  run_payroll_automation: 'runDue',
  'tasks call': 'tasks.call',
  'tasks list': 'tasks.list',
  'tasks show': 'tasks.find',
  'tasks result': 'tasks.find',
  'tasks revoke': 'tasks.find',
  'tasks purge': 'tasks.purge',
  'inspect active': 'inspect',
  'inspect scheduled': 'inspect',
  'inspect reserved': 'inspect',
  'inspect registered': 'inspect',
  'inspect stats': 'inspect',
  'inspect conf': 'inspect',
  'inspect report': 'inspect',
  'inspect ping': 'control',
  'control shutdown': 'control',
  'control pause': 'control',
  'control resume': 'control',
  'control pool-grow': 'control',
  'control pool-shrink': 'control',
  events: 'followEvents',
  monitor: 'openMonitor',
  api: 'openApi',
  'hours list': 'hours.list',
  'inputs list': 'inputs.list',
  'roster list': 'roster.list',
  'runs confirm': 'runs.confirm',
  'people add': 'people.add',
  'people roles': 'people.setRoles',
  'people list': 'people.list',
  'runs list': 'runs.list',
  'runs show': 'runs.show',
  'runs differences': 'runs.differences',
  'runs off-cycle': 'runs.offCycle',
  'runs pay-held': 'runs.payHeld',
  'runs reverse': 'runs.reverse',
  'runs correct': 'runs.correct',
  'runs review': 'runs.review',
  'runs approve': 'runs.approve',
  'runs object': 'runs.object',
  'runs void': 'runs.void',
  'runs retry': 'runs.retry',
  'runs recalculate': 'runs.recalculate',
  'payslip show': 'payslips.show',
  'payslip explain': 'payslips.explain',
  'api-keys add': 'apiKeys.add',
  'api-keys list': 'apiKeys.list',
  'api-keys revoke': 'apiKeys.revoke',
  'locks list': 'locks.list',
  'locks release': 'locks.release',
  verify: 'verify',
  doctor: 'doctor',
};

/** Every verb that does something, by its words. */
function verbNames(): readonly string[] {
  const program = new Command('paybeat');
  const cli = { verb: () => () => undefined } as unknown as CliContext;
  for (const register of verbs) register(program, cli);
  const namesBelow = (command: Command, words: readonly string[]): readonly string[] =>
    command.commands.flatMap((child) => {
      const path = [...words, child.name()];
      return child.commands.length === 0 ? [path.join(' ')] : namesBelow(child, path);
    });
  return [...namesBelow(program, []), 'beat'];
}

describe('the library', () => {
  it('has an existing member for every verb of the command', async () => {
    expect(Object.keys(members).toSorted()).toEqual(verbNames().toSorted());
    const settings = { databaseUrl: database.url };
    const opened = library.valueOf(await library.openPaybeat({ env: {}, settings }));
    const found = (path: string): unknown =>
      path
        .split('.')
        .reduce<unknown>((part, name) => Object(part)[name], { ...library, ...opened });
    for (const [verb, path] of Object.entries(members)) {
      expect(typeof found(path), `${verb} → ${path}`).toBe('function');
    }
    await opened.close();
    await expect(opened.verify()).rejects.toMatchObject({ code: 'database_closed' });
  });

  it('refuses wrong settings before anything is opened, and lists all of them', async () => {
    const settings = { databaseUrl: 'mysql://h/x', chunkSize: 0 };
    const opened = await library.openPaybeat({ env: { PAYBEAT_CHUNKS: '1' }, settings });
    expect(opened).toMatchObject({ ok: false, refusal: { code: 'configuration_invalid' } });
    expect(opened.ok ? [] : opened.refusal.issues?.map(({ pointer }) => pointer)).toEqual([
      'PAYBEAT_CHUNKS',
      '/settings/databaseUrl',
      '/settings/chunkSize',
    ]);
    expect(() => library.valueOf(opened)).toThrow(library.PaybeatRefused);
    const thrown = { code: 'configuration_invalid', family: 'usage' };
    expect(() => library.valueOf(opened)).toThrow(expect.objectContaining(thrown));
  });
});
