/** JavaScript calls that TypeScript would not compile are refused and change nothing. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openPaybeat, type Paybeat, valueOf } from '#index.ts';
import { testDatabase } from '../support/database.ts';

const database = await testDatabase();
// The type of a value in JavaScript, which says nothing.
type Untyped = Readonly<Record<string, never>> & ((...given: unknown[]) => Promise<unknown>);
let paybeat: Paybeat;
let confined: object;
let periodId = 0;

const roster = `employee_id,name,pay_type,annual_salary,filing_status,hire_date
E1,Ada Byron,salary,52000,single,2020-01-01
`;

beforeAll(async () => {
  const settings = { databaseUrl: database.url };
  paybeat = valueOf(await openPaybeat({ env: {}, settings, migrate: true, actor: 'person:root' }));
  const company = { code: 'acme', name: 'Acme', currency: 'USD', timeZone: 'America/New_York' };
  valueOf(
    await paybeat.companies.add({ ...company, calendar: 'fed', stateTax: 'none_calculated' }),
  );
  valueOf(await paybeat.roster.import({ bytes: Buffer.from(roster) }));
  const added = await paybeat.periods.add({
    ...{ frequency: 'monthly', startOn: '2024-01-01', endOn: '2024-01-31' },
    rule: { days_before_end: 3 },
  });
  periodId = valueOf(added).periodId;
  valueOf(await paybeat.periods.activate(periodId));
  confined = valueOf(await paybeat.as({ person: 'person:ada', companies: ['acme'] }));
}, 60_000);
afterAll(() => paybeat.close());

function method(path: string, members: object = paybeat): Untyped {
  const found = path.split('.').reduce<unknown>((part, name) => Object(part)[name], members);
  return found as Untyped;
}

/** The code of the refusal that a call returns or throws, with its pointers. */
async function refusalOf(act: () => unknown) {
  let answered: unknown;
  try {
    answered = await act();
  } catch (error) {
    answered = { refusal: error };
  }
  const { code = null, issues = [], stack = '' } = Object(Object(answered).refusal);
  const pointers = issues.map(({ pointer }: { pointer: string }) => pointer);
  return { code, pointers, told: String(stack) };
}

function methodNames(members: object, path = ''): readonly string[] {
  return Object.entries(members).flatMap(([name, member]: [string, unknown]) => {
    if (name === 'close') return [];
    if (typeof member === 'function') return [`${path}${name}`];
    if (typeof member !== 'object' || member === null || 'delay' in member) return [];
    return methodNames(member, `${path}${name}.`);
  });
}

describe('an argument from a JavaScript program', () => {
  it.each<[string, unknown, readonly string[]]>([
    ['periods.hold', { periodId: 1 }, ['/why']],
    ['periods.hold', { periodId: 1, why: ' ' }, ['/why']],
    ['periods.skip', { periodId: '1', why: 'a test' }, ['/periodId']],
    ['periods.activate', 'abc', ['/periodId']],
    ['periods.show', 1.5, ['/periodId']],
    ['periods.explain', 3_000_000_000, ['/periodId']],
    ['periods.list', { status: 'open' }, ['/status']],
    ['periods.add', { frequency: 'weekly', startOn: '2026-13-01' }, ['/startOn', '/endOn']],
    ['runs.void', { runId: 1 }, ['/why']],
    ['runs.void', undefined, ['']],
    ['runs.show', null, ['/runId']],
    ['runs.approve', { runId: 1, dry_run: true }, ['/dry_run']],
    ['runPeriod', { periodId: 1, force: { why: 'x' } }, ['/force']],
    ['runPeriod', { periodId: 1, late: true }, ['/late']],
    ['runPeriods', { periodIds: 7 }, ['/periodIds']],
    ['roster.import', { bytes: 'employee_id\n' }, ['/bytes']],
    ['employees.move', { employee: 'E1' }, ['/number', '/toCode', '/reason', '/from', '/employee']],
    ['companies.settings', { supplemental: 'flat', futa: '0.6' }, ['/supplemental', '/futa']],
    ['schedules.show', { code: 'a\0b' }, ['/code']],
    ['control', { command: 'explode' }, ['/command']],
    ['openMonitor', { token: '' }, ['/token']],
    ['work', {}, ['/signal']],
    ['as', { person: 'ada', companies: ['acme'] }, ['/person']],
    ['tasks.find', 7, ['/id']],
    ['tasks.list', { state: 'done' }, ['/state']],
  ])('%s(%j) is an invalid_argument at %j', async (path, given, pointers) => {
    const refused = await refusalOf(() => method(path)(given));
    expect(refused).toMatchObject({ code: 'invalid_argument' });
    expect(refused.pointers.toSorted()).toEqual([...pointers].toSorted());
  });

  it('never meets a bug, a TypeError or an error of PostgreSQL in any method', async () => {
    for (const members of [paybeat, confined]) {
      for (const path of methodNames(members)) {
        if (['verify', 'doctor', 'runDue', 'due'].includes(path) || path.endsWith('.list'))
          continue;
        const one = method(path, members);
        // Numbers and objects are replaced by text. For beat.add, the fault is in the second
        // argument.
        const given = path.startsWith('beat.') ? [7, 7] : ['\0'];
        const { code, told } = await refusalOf(() => one(...given));
        expect([path, code], told).toEqual([path, 'invalid_argument']);
      }
    }
  });

  it('is refused in the same way for a task', async () => {
    const { runPayrollForPeriod } = paybeat as unknown as Readonly<Record<string, Untyped>>;
    const task = await paybeat.runPayrollForPeriod.delay({ periodId });
    const get = method('get', task);
    expect(await refusalOf(() => get({ timeout: 'soon' }))).toMatchObject({
      code: 'invalid_argument',
      pointers: ['/timeout'],
    });
    await task.revoke();
    const applyAsync = method('applyAsync', runPayrollForPeriod);
    const late = await refusalOf(() => applyAsync({ countDown: 3, eta: 'soon' }, { periodId }));
    expect(late).toMatchObject({ code: 'invalid_argument', pointers: ['/eta', '/countDown'] });
  });

  it('is not stored when it is refused', async () => {
    await refusalOf(() => method('periods.hold')({ periodId }));
    expect(await paybeat.periods.show(periodId)).toMatchObject({ dueHeldWhy: null });
  });

  it('is also checked in openPaybeat itself', async () => {
    const open = openPaybeat as unknown as Untyped;
    for (const [given, pointer] of [
      [{ setings: {} }, '/setings'],
      [{ actor: 'ada' }, '/actor'],
      [{ migrate: 'yes' }, '/migrate'],
      [{ onEvent: 7 }, '/onEvent'],
    ] as const) {
      expect(await refusalOf(() => open(given))).toMatchObject({
        code: 'invalid_argument',
        pointers: [pointer],
      });
    }
  });
});

describe('a day', () => {
  it('may be text', async () => {
    const shown = await paybeat.periods.show(periodId);
    expect(shown?.startOn.equals(new Temporal.PlainDate(2024, 1, 1))).toBe(true);
    const given = Temporal.PlainDate.from({ year: 2024, month: 2, day: 1, calendar: 'hebrew' });
    const ask = { frequency: 'monthly', startOn: given, endOn: '2024-02-30' };
    expect(await refusalOf(() => paybeat.periods.add(ask))).toMatchObject({
      code: 'invalid_argument',
      pointers: ['/startOn', '/endOn'],
    });
  });
});

describe('a forced run without a reason', () => {
  it('records who forced it, like the command and a task', async () => {
    valueOf(await paybeat.runPeriod({ periodId, force: true }));
    const [run] = await paybeat.runs.list({ periodId });
    expect(run).toMatchObject({ forcedReason: expect.stringMatching(/ person:root$/) });
  });
});
