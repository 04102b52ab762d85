/** What the library refuses, and which argument a refusal points to. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Outage, openPaybeat, type Paybeat, PaybeatRefused, valueOf } from '#index.ts';
import { testDatabase } from '../support/database.ts';

const database = await testDatabase();
// The type of a value in JavaScript, which says nothing.
type Untyped = (...given: unknown[]) => unknown;
let paybeat: Paybeat;
let confined: object;
const companies = ['hr', 'two'] as const;
const periodIds: number[] = [];

const roster = `employee_id,name,pay_type,annual_salary,filing_status,hire_date
E1,Ada Byron,salary,52000,single,2020-01-01
`;

beforeAll(async () => {
  const settings = { databaseUrl: database.url, logLevel: 'silent' as const };
  paybeat = valueOf(await openPaybeat({ env: {}, settings, migrate: true, actor: 'person:root' }));
  for (const company of companies) {
    const place = { currency: 'USD', timeZone: 'America/New_York', calendar: 'fed' };
    const stateTax = 'none_calculated';
    valueOf(await paybeat.companies.add({ code: company, name: company, ...place, stateTax }));
    valueOf(await paybeat.roster.import({ company, bytes: Buffer.from(roster) }));
    const added = await paybeat.periods.add({
      ...{ company, frequency: 'monthly', startOn: '2026-10-01', endOn: '2026-10-31' },
      rule: { days_before_end: 3 },
    });
    const { periodId } = valueOf(added);
    valueOf(await paybeat.periods.activate(periodId));
    valueOf(await paybeat.periods.release(periodId));
    periodIds.push(periodId);
  }
  confined = valueOf(await paybeat.as({ person: 'person:ada', companies: ['hr'] }));
}, 60_000);
afterAll(() => paybeat.close());

/** Every method of the library, by its path. */
function methodsOf(members: object, path = ''): readonly (readonly [string, Untyped])[] {
  return Object.entries(members).flatMap(([name, member]: [string, unknown]) => {
    if (name === 'close') return [];
    if (typeof member === 'function') return [[`${path}${name}`, member as Untyped] as const];
    if (typeof member !== 'object' || member === null || 'delay' in member) return [];
    return methodsOf(member, `${path}${name}.`);
  });
}

/** The refusal that a call returns or throws. */
async function refusalOf(act: () => unknown): Promise<Record<string, unknown>> {
  try {
    return Object(Object(await act()).refusal);
  } catch (error) {
    return Object(error);
  }
}

function pointersOf(refused: Record<string, unknown>): readonly string[] {
  const issues = (refused['issues'] ?? []) as readonly { pointer: string }[];
  return issues.map(({ pointer }) => pointer).toSorted();
}

const call = (path: string, given: unknown): Promise<Record<string, unknown>> => {
  const [, method] = methodsOf(paybeat).find(([name]) => name === path) ?? [];
  return refusalOf(() => method?.(given));
};

describe('a surplus argument', () => {
  it('is refused by every method', async () => {
    for (const members of [paybeat, confined]) {
      for (const [path, method] of methodsOf(members)) {
        const refused = await refusalOf(() => method(undefined, undefined, undefined, 'surplus'));
        expect([path, refused['code']]).toEqual([path, 'invalid_argument']);
        expect([path, pointersOf(refused)]).toEqual([path, expect.arrayContaining(['/3'])]);
      }
    }
  });

  it('is refused with its place where a method takes none', async () => {
    const refused = await call('doctor', 'x');
    expect(refused).toMatchObject({ code: 'invalid_argument' });
    expect(pointersOf(refused)).toEqual(['/0']);
  });
});

describe('runDue', () => {
  it('refuses an unknown argument and an unknown company, and runs nothing', async () => {
    const unknown = await call('runDue', { companies: ['hr'] });
    expect([unknown['code'], pointersOf(unknown)]).toEqual(['invalid_argument', ['/companies']]);
    expect(await call('runDue', { company: 'nope' })).toMatchObject({ code: 'company_not_found' });
    expect(await paybeat.runs.list()).toEqual([]);
  });

  it('runs only the periods of the given company', async () => {
    const results = await paybeat.runDue({ company: 'hr' });
    expect(results.map(({ kind, periodId }) => [kind, periodId])).toEqual([['ran', periodIds[0]]]);
    const runs = await paybeat.runs.list();
    expect(runs.map(({ companyCode }) => companyCode)).toEqual(['hr']);
  });

  it('has as its opener a worker, as if a worker had found the due period', async () => {
    const [run] = await paybeat.runs.list({ company: 'hr' });
    expect(run?.openedBy).toMatch(/^worker:/);
  });
});

describe('a list', () => {
  it('of runs and of periods takes the code of a company', async () => {
    expect(await paybeat.runs.list({ company: 'two' })).toEqual([]);
    const periods = await paybeat.periods.list({ company: 'two' });
    expect(periods.map(({ periodId }) => periodId)).toEqual([periodIds[1]]);
    expect(await call('periods.list', { company: 'nope' })).toMatchObject({
      code: 'company_not_found',
    });
    expect(await call('runs.list', { company: 'hr', companyId: 1 })).toMatchObject({
      code: 'invalid_argument',
    });
  });

  it('of companies has the id of each in its JSON', async () => {
    const listed = JSON.parse(JSON.stringify(await paybeat.companies.list()));
    expect(listed).toEqual([
      expect.objectContaining({ company_id: expect.any(Number), code: 'hr' }),
      expect.objectContaining({ company_id: expect.any(Number), code: 'two' }),
    ]);
  });

  it('of tasks takes every state that a task can have', async () => {
    expect(await paybeat.tasks.list({ state: 'running' })).toEqual([]);
  });
});

describe('a refusal of an operation points to the argument of the method', () => {
  const company = 'two';
  it.each<[string, object, readonly string[]]>([
    [
      'companies.add',
      {
        ...{ code: 'x y', name: '', currency: 'USD', timeZone: 'Mars', calendar: 'none' },
        ...{ stateTax: 'all', isPlanOnly: true },
      },
      ['/calendar', '/code', '/isPlanOnly', '/name', '/stateTax', '/timeZone'],
    ],
    [
      'companies.settings',
      {
        ...{ company, proration: '?', hoursPerYear: 0, supplementalMethod: '?' },
        ...{ employerTaxPercent: '?', heldPercentMax: 101, overtime: '?', workweekStart: '?' },
      },
      [
        ...['/employerTaxPercent', '/heldPercentMax', '/hoursPerYear', '/overtime'],
        ...['/proration', '/supplementalMethod', '/workweekStart'],
      ],
    ],
    [
      'periods.add',
      { company, frequency: 'monthy', startOn: '2026-12-31', endOn: '2026-12-01' },
      ['/endOn', '/frequency'],
    ],
    [
      'periods.add',
      {
        ...{ company, frequency: 'monthly', startOn: '2026-12-01', endOn: '2026-12-31' },
        payOn: '2036-01-02',
      },
      ['/payOn'],
    ],
  ])('%s', async (path, given, pointers) => {
    const refused = await call(path, given);
    expect(pointersOf(refused)).toEqual(pointers);
  });

  it('openPaybeat, below /settings', async () => {
    const settings = { workerConcurency: 3, daysAheadMin: -1 };
    const refused = await refusalOf(() => openPaybeat({ env: {}, settings } as never));
    expect(pointersOf(refused)).toEqual(['/settings/daysAheadMin', '/settings/workerConcurency']);
  });
});

describe('what a program catches', () => {
  it('has the hint once, in `hint`', async () => {
    const given = { periodId: 4_711 };
    const caught = await refusalOf(async () => valueOf(await paybeat.runPeriod(given)));
    expect(caught).toBeInstanceOf(PaybeatRefused);
    expect(String(caught['hint'])).not.toBe('');
    expect(String(caught['message'])).not.toContain(String(caught['hint']));
  });

  it('has its message in the JSON of an outage', () => {
    const outage = new Outage('database_unreachable', 'No answer.', { hint: 'Start it.' });
    expect(JSON.parse(JSON.stringify(outage))).toEqual({
      code: 'database_unreachable',
      message: 'No answer.',
      hint: 'Start it.',
      actions: [],
    });
  });
});

describe('the hint of a refusal', () => {
  it('names the calls of the library that its actions mean', async () => {
    const twice = await call('companies.add', {
      ...{ code: 'HR', name: 'Again', currency: 'USD', timeZone: 'America/New_York' },
      ...{ calendar: 'fed', stateTax: 'none_calculated' },
    });
    expect(twice).toMatchObject({
      code: 'company_exists',
      hint: expect.stringMatching(/companies\.list\(\)\.$/),
      actions: [{ action: 'list_companies' }],
    });
  });
});
