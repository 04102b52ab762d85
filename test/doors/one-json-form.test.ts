/** One JSON form of every noun: the command's --json and JSON.stringify of what the library answers. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openPaybeat, type Paybeat, valueOf } from '#index.ts';
import { command } from '../support/command.ts';
import { testDatabase } from '../support/database.ts';

const database = await testDatabase();
const paybeat = command({ DATABASE_URL: database.url });

const roster = `employee_id,name,pay_type,annual_salary,hourly_rate,filing_status,hire_date
E1,Ada Byron,salary,52000,,single,2020-01-01
E2,Zoë Hale,hourly,,20.50,mfj,2021-06-01
`;
const items = `employee_id,code,amount,from
E1,GARNISHMENT,10.00,2024-01-01
`;
const terms = `employee_id,job,from,until,pay_type,annual_salary,hourly_rate
E1,,2025-01-01,,salary,60000,
`;

let library: Paybeat;
let runId = 0;
let periodId = 0;

beforeAll(async () => {
  const zone = ['--zone', 'America/New_York'];
  await paybeat.json(['company', 'add', 'acme', '--name', 'Acme Ltd', ...zone]);
  await paybeat.json(['roster', 'import', paybeat.file('roster.csv', roster)]);
  await paybeat.json(['items', 'import', paybeat.file('items.csv', items)]);
  await paybeat.json(['terms', 'import', paybeat.file('terms.csv', terms)]);
  const rule = '{"days_before_pay_date": 4, "business_days": true}';
  const every = ['--frequency', 'biweekly', '--anchor', '2026-01-02', '--rule', rule];
  await paybeat.json(['schedule', 'add', 'office', ...every]);
  const dates = ['--start', '2024-01-01', '--end', '2024-01-31', '--type', 'monthly'];
  const added = await paybeat.json(['periods', 'add', ...dates, '--activate']);
  periodId = Number(added['period_id']);
  await paybeat.json(['run', '--period-id', String(periodId), '--force', '--reason', 'a test']);
  await paybeat.json(['tasks', 'call', 'run_payroll_for_period', '--args', `{"periodId": 7}`]);
  const cron = ['--task', 'auto_run_payroll', '--cron', '0 2 * * *'];
  await paybeat.json(['beat', 'add', 'nightly', ...cron]);
  library = valueOf(await openPaybeat({ env: {}, settings: { databaseUrl: database.url } }));
  const [run] = await library.runs.list({ periodId });
  runId = run?.runId ?? 0;
});
afterAll(() => library.close());

type Noun = readonly [
  noun: string,
  args: () => readonly string[],
  /** The answer's place in what the command shows; the whole where it is null. */
  place: string | null,
  ask: () => unknown,
];

const nouns: readonly Noun[] = [
  ['companies', () => ['company', 'list'], 'companies', () => library.companies.list()],
  ['schedules', () => ['schedule', 'list'], 'schedules', () => library.schedules.list()],
  [
    'a schedule',
    () => ['schedule', 'show', 'office'],
    null,
    () => library.schedules.show({ code: 'office' }),
  ],
  ['pay codes', () => ['paycodes', 'list'], 'pay_codes', () => library.payCodes.list()],
  [
    'calendars',
    () => ['calendar', 'list', '--company', 'acme'],
    'calendars',
    () => library.calendars.list(),
  ],
  ['terms', () => ['terms', 'list'], null, () => library.terms.list()],
  ['items', () => ['items', 'list'], null, () => library.items.list()],
  ['periods', () => ['periods', 'list'], 'periods', () => library.periods.list()],
  [
    'a period',
    () => ['periods', 'show', String(periodId)],
    null,
    () => library.periods.show(periodId),
  ],
  ['runs', () => ['runs', 'list'], 'runs', () => library.runs.list()],
  ['a run', () => ['runs', 'show', String(runId)], null, () => library.runs.show(runId)],
  [
    'a payslip',
    () => ['payslip', 'show', String(runId), 'E1'],
    null,
    () => library.payslips.show({ runId, number: 'E1' }),
  ],
  ['tasks', () => ['tasks', 'list'], 'tasks', () => library.tasks.list()],
  ['the entries of the beat', () => ['beat', 'list'], 'entries', () => library.beat.list()],
  ['ticks', () => ['beat', 'ticks'], 'ticks', () => library.beat.ticks()],
  ['locks', () => ['locks', 'list'], 'locks', () => library.locks.list()],
  ['workers, tasks and queues', () => ['inspect', 'report'], null, () => library.inspect()],
];

/** JSON that belongs to somebody else keeps its names. */
const ofOthers = new Set(['args', 'result', 'rule', 'definition']);

function namesIn(json: unknown): readonly string[] {
  if (typeof json !== 'object' || json === null) return [];
  if (Array.isArray(json)) return json.flatMap(namesIn);
  return Object.entries(json).flatMap(([name, part]) =>
    ofOthers.has(name) ? [name] : [name, ...namesIn(part)],
  );
}

describe('one JSON form', () => {
  it.each(nouns)('of %s is shown by the command and the library', async (_, args, place, ask) => {
    const shown = await paybeat.json(args());
    const answered = JSON.parse(JSON.stringify(await ask()));
    const value = 'ok' in Object(answered) ? answered.value : answered;
    expect(value).toEqual(place === null ? shown : shown[place]);
    expect(value).toBeTruthy();
    for (const name of namesIn(shown)) expect(name).toMatch(/^[a-z][a-z0-9_]*$/);
  });

  it('of a payslip has decimal amounts, their currency, and dates as ISO 8601', async () => {
    const slip = await paybeat.json(['payslip', 'show', String(runId), 'E1']);
    expect(slip).toMatchObject({
      currency: 'USD',
      gross: expect.stringMatching(/^\d+\.\d\d$/),
      pay_on: expect.stringMatching(/^\d{4}-\d\d-\d\d$/),
      year_to_date: { gross: expect.stringMatching(/^\d+\.\d\d$/) },
    });
  });
});
