/**
 * Commands without a database: planning schedules and cron expressions, one at a time or ten
 * thousand.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { calculateCase, checkTables, coverage, exportTables, valueOf } from '#index.ts';
import { madeUp2027 } from '#payslip/taxes/us/tables/made-up-year.fixture.ts';
import { command, type Ended } from '../support/command.ts';

/** No server listens there, so a command that opened a database would fail. */
const paybeat = command({ DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none' });

const office = {
  code: 'office',
  title: 'Every two weeks',
  frequency: 'biweekly',
  anchor: '2026-01-02',
  time_zone: 'America/New_York',
  calendar: 'fed',
  pay_date: { days_after_end: 5 },
  input_cutoff: { business_days: 4 },
  rule: { days_before_pay_date: 3, business_days: true, at: '14:00' },
};
const june = ['--from', '2026-06-01', '--to', '2026-06-30'];
const file = paybeat.file('office.json', JSON.stringify(office));

function answers(ended: Ended): Record<string, unknown>[] {
  return ended.out
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
}

const lines = (questions: readonly unknown[]) =>
  questions.map((one) => `${JSON.stringify(one)}\n`).join('');

describe('a schedule in a file', () => {
  it('is planned as a table, with the reason for every moved pay date', async () => {
    const { code, out } = await paybeat.run(['plan', '--file', file, ...june]);
    expect(code).toBe(0);
    expect(out).toMatch(/^office: .*, biweekly, America\/New_York, .*\bfed$/m);
    expect(out).toMatch(/Fri 2026-06-19 +Thu 2026-06-18 .* 2026-06-15 18:00Z .* moved\n/);
    expect(out).toMatch(/2026-06-18 {2}Fri 2026-06-19 .*Juneteenth.* Thu 2026-06-18/);
    expect(existsSync(join(paybeat.folder, 'data'))).toBe(false);
  });

  it('is planned as JSON, CSV and .ics', async () => {
    const plan = await paybeat.json(['plan', '--file', file, ...june]);
    expect(plan).toMatchObject({ code: 'office', from_on: '2026-06-01', issues: [], warnings: [] });
    expect(plan['rows']).toMatchObject([
      { pay_on: '2026-06-05', due: { at: '2026-06-02T18:00:00Z', local: '2026-06-02T14:00:00' } },
      { nominal_pay_on: '2026-06-19', pay_on: '2026-06-18' },
    ]);
    const csv = await paybeat.run(['plan', '--file', file, ...june, '--csv']);
    expect(csv.out.split('\r\n')).toHaveLength(4);
    const ics = await paybeat.run(['plan', '--file', file, ...june, '--ics']);
    expect(ics.out).toContain('UID:office-2026-06-01-pay@paybeat\r\n');
  });

  it('is planned for twelve months from today when no dates are given', async () => {
    const plan = await paybeat.json(['plan', '--file', file]);
    const { rows, from_on: fromOn, to_on: toOn } = plan as Record<string, string>;
    expect(`${toOn}`.slice(0, 4)).toBe(String(Number(`${fromOn}`.slice(0, 4)) + 1));
    expect(rows?.length).toBeGreaterThanOrEqual(26);
  });

  it('takes zone and calendar from the command line if it names none', async () => {
    const bare = { ...office, time_zone: undefined, calendar: undefined };
    const path = paybeat.file('bare.json', JSON.stringify(bare));
    const refused = await paybeat.run(['plan', '--file', path]);
    expect([refused.code, refused.err.match(/\[\w+\]/g)]).toEqual([
      3,
      ['[missing_key]', '[missing_key]'],
    ]);
    const given = ['--zone', 'Europe/London', '--calendar', 'target2'];
    const plan = await paybeat.json(['plan', '--file', path, ...given]);
    expect(plan).toMatchObject({ time_zone: 'Europe/London', calendar: 'target2' });
  });

  it('shows the errors that prevent saving it', async () => {
    const months = { frequency: 'monthly', anchor: undefined, pay_date: undefined };
    const monthly = { ...office, ...months, rule: { cron: '0 0 31 * *' } };
    const path = paybeat.file('monthly.json', JSON.stringify(monthly));
    const plan = await paybeat.json(['plan', '--file', path, '--from', '2026-01-01']);
    expect((plan['issues'] as unknown[]).length).toBe(10);
    expect(plan['issues']).toContainEqual({
      pointer: '/rule',
      code: 'rule_skips_period',
      message: expect.stringContaining('2026-02-01 to 2026-02-28'),
    });
  });
});

describe('an argument of ten thousand characters', () => {
  const long = 'x'.repeat(10_000);

  it.each([
    [[long]],
    [['company', long]],
    [[`--${long}`]],
    [['periods', 'activate', long]],
    [['periods', 'show', '1', long]],
    [['run', '--force', '--period-id', '1', '--reason', long]],
    [['plan', '--file', long]],
    [['calculate', long]],
    [['cron', 'next', '0 2 * * *', '--zone', long]],
    [['cron', 'next', `0 2 * * ${long}`]],
    [['runs', 'list', '--data', `${long}\0`, '--loglevel', long]],
  ])('is shown by its beginning and its length: %#', async (args) => {
    const { code, err } = await paybeat.run(args);
    expect(code).not.toBe(0);
    expect(err.length).toBeLessThan(1_000);
  });
});

describe('an output file', () => {
  const plan = ['plan', '--file', file, ...june];
  const path = join(paybeat.folder, 'plan.csv');

  it('is written completely, in the format of its ending', async () => {
    const { code, out } = await paybeat.run([...plan, '--output', path]);
    expect([code, out.includes(path)]).toEqual([0, true]);
    expect(readFileSync(path, 'utf8')).toMatch(/^schedule,start_on,.*\r\noffice,2026-05-18,/);
  });

  it('replaces another only on request', async () => {
    const before = readFileSync(path, 'utf8');
    const refused = await paybeat.run([...plan, '--ics', '--output', path]);
    expect([refused.code, refused.err.split(':')[0]]).toEqual([4, 'error output_exists']);
    expect(readFileSync(path, 'utf8')).toBe(before);
    const told = await paybeat.run([...plan, '--ics', '--output', path, '--overwrite', '--json']);
    expect(told.code).toBe(2);
    const replaced = await paybeat.run([...plan, '--ics', '--output', path, '--overwrite']);
    expect(replaced.code).toBe(0);
    expect(readFileSync(path, 'utf8')).toMatch(/^BEGIN:VCALENDAR\r\n/);
  });

  it.each([
    [['--output', 'nowhere/plan.csv'], 5, 'output_folder_missing'],
    [['--output', paybeat.folder, '--csv'], 3, 'output_is_folder'],
    [['--output', 'plan.txt'], 2, 'format_unclear'],
    [['--csv', '--ics'], 2, 'conflicting_options'],
    [['--overwrite'], 2, 'conflicting_options'],
  ])('%j is refused', async (options, exit, code) => {
    const ended = await paybeat.run([...plan, ...options]);
    expect([ended.code, ended.err.split(':')[0]]).toEqual([exit, `error ${code}`]);
  });

  it('leaves no other file behind', () => {
    expect(readdirSync(paybeat.folder).filter((name) => name.includes('.part'))).toEqual([]);
  });
});

describe('a cron expression', () => {
  it('shows local times, UTC, clock changes and what Celery would do', async () => {
    const args = ['--zone', 'America/New_York', '--from', '2026-03-07T12:00:00Z', '--count', '2'];
    const { code, out } = await paybeat.run(['cron', 'next', '30 2 8 * fri', ...args]);
    expect(code).toBe(0);
    expect(out).toMatch(/Sun 2026-03-08 03:00 +2026-03-08T07:00:00Z +\S/);
    expect(out).toContain('Celery');
    const json = await paybeat.json(['cron', 'next', '0 2 * * *', ...args]);
    expect(json).toEqual({
      expression: '0 2 * * *',
      zone: 'America/New_York',
      from: '2026-03-07T12:00:00Z',
      occurrences: [
        { at: '2026-03-08T07:00:00Z', local: '2026-03-08T02:00:00', kind: 'skipped' },
        { at: '2026-03-09T06:00:00Z', local: '2026-03-09T02:00:00', kind: 'once' },
      ],
      notes: [],
    });
  });

  it('is compared with Celery from the given time, not from midnight', async () => {
    const args = ['--from', '2010-01-29T14:30:15Z', '--count', '1'];
    const { occurrences, notes } = await paybeat.json([
      'cron',
      'next',
      '30 14 29 1-10 fri',
      ...args,
    ]);
    expect(occurrences).toMatchObject([{ at: '2010-02-05T14:30:00Z' }]);
    expect(String(notes)).toContain('(first on Fri 2010-02-05)');
    expect(String(notes)).toContain('(first on Fri 2010-10-29)');
  });

  it('is refused with a pointer for every fault', async () => {
    const ended = await paybeat.run(['cron', 'next', '', '--zone', 'Mars', '--count', '0']);
    expect(ended.code).toBe(3);
    expect(ended.err).toMatch(/^error cron_question_invalid: /);
    expect(ended.err.match(/^ {2}\/\S+|\[\w+\]/gm)).toEqual([
      ...['  /expression:', '[cron_empty]'],
      ...['  /zone:', '[time_zone_unknown]'],
      ...['  /count:', '[out_of_range]'],
    ]);
  });

  it('says each fault once, and shows no JSON pointer to a person', async () => {
    const ended = await paybeat.run(['cron', 'next', '61 0 1 * *', '--json']);
    const { error } = JSON.parse(ended.out) as {
      error: { message: string; issues: { message: string }[] };
    };
    const [issue] = error.issues;
    expect(issue).toMatchObject({ pointer: '/expression', code: 'cron_out_of_range' });
    expect(ended.err.split(issue?.message.replace(/\.$/, '') ?? '')).toHaveLength(2);
    expect(error.message).not.toContain(issue?.message.replace(/\.$/, ''));
    expect(ended.err).not.toContain('{');
  });
});

describe('lines of JSON', () => {
  it('have one answer each, in order, faults included', async () => {
    const from = '2026-01-01T00:00:00Z';
    const questions = [
      { expression: '0 2 25 * *', zone: 'America/New_York', from, count: 1 },
      { expression: '0 2 25 * *', zone: 'America/New_York', from, cuont: 1 },
      { expression: '0 12 L * *', zone: 'Asia/Kathmandu', from, count: 1 },
    ];
    const input = `${lines(questions)}\n{"a":1,"a":2}\r\nnot json\n"text"`;
    const ended = await paybeat.process(['cron', 'next', '-'], { input });
    expect([ended.code, ended.err]).toEqual([8, '']);
    expect(answers(ended)).toMatchObject([
      { occurrences: [{ at: '2026-01-25T07:00:00Z' }] },
      { error: { line: 2, code: 'cron_question_invalid', pointer: '/cuont' } },
      { occurrences: [{ at: '2026-01-31T06:15:00Z' }] },
      { error: { line: 4, code: 'json_wrong_format' } },
      { error: { line: 5, code: 'json_ambiguous', pointer: '/a' } },
      { error: { line: 6, code: 'json_wrong_format' } },
      { error: { line: 7, code: 'cron_question_invalid', issues: [{ code: 'wrong_type' }] } },
    ]);
  });

  it('of schedules may carry from and to', async () => {
    const input = lines([
      { ...office, from: '2026-06-01', to: '2026-06-30' },
      { ...office, from: '2026-02-30', anchor: 'x' },
      { ...office, from: '2026-06-01', to: '2026-05-01' },
      { ...office, $schema: 'schedule.schema.json', from: '2027-01-01' },
    ]);
    const ended = await paybeat.run(['plan', '--file', '-'], { input });
    expect(answers(ended)).toMatchObject([
      { rows: [{ pay_on: '2026-06-05' }, { pay_on: '2026-06-18' }] },
      {
        error: {
          pointer: '/anchor',
          issues: [
            { pointer: '/anchor', code: 'date_wrong_format' },
            { pointer: '/from', code: 'date_impossible' },
          ],
        },
      },
      { error: { code: 'span_backwards', pointer: '/to' } },
      { from_on: '2027-01-01', to_on: '2027-12-31' },
    ]);
  });

  it('that are not text, or are endless, are answered, too', async () => {
    const input = Buffer.concat([
      Buffer.from([0xff, 0xfe, 0x0a]),
      Buffer.alloc(1024 * 1024 + 1, 'x'),
      Buffer.from('\n{"expression":"* * * * *","from":"2026-01-01T00:00:00Z","count":1}'),
    ]);
    const ended = await paybeat.run(['cron', 'next', '-'], { input });
    expect(answers(ended)).toMatchObject([
      { error: { line: 1, code: 'not_utf8' } },
      { error: { line: 2, code: 'line_too_long' } },
      { occurrences: [{ at: '2026-01-01T00:01:00Z' }] },
    ]);
  });

  it('contain their own options', async () => {
    const ended = await paybeat.run(['plan', '--file', '-', '--from', '2026-01-01']);
    expect([ended.code, ended.err.split(':')[0]]).toEqual([2, 'error conflicting_options']);
  });

  it('have one answer each, even by the thousand', async () => {
    const count = 3000;
    const input = lines(
      Array.from({ length: count }, (_, index) => ({
        expression: `${index % 60} ${index % 24} * * *`,
        from: '2026-01-01T00:00:00Z',
        count: 1,
      })),
    );
    const ended = await paybeat.process(['cron', 'next', '-'], { input });
    expect([ended.code, answers(ended).length]).toEqual([0, count]);
  });
});

describe('the JSON Schema', () => {
  it("that is published equals the program's", async () => {
    const published = readFileSync('docs/schemas/schedule.schema.json', 'utf8');
    expect(await paybeat.json(['schedule', 'schema'])).toEqual(JSON.parse(published));
    const { out } = await paybeat.run(['schedule', 'schema']);
    expect(JSON.parse(out)).toEqual(JSON.parse(published));
  });
});

describe('coverage', () => {
  it('is the same in the command and in the library, in every form', async () => {
    const whole = coverage();
    expect(await paybeat.json(['coverage'])).toEqual(JSON.parse(JSON.stringify(valueOf(whole))));
    const { out } = await paybeat.run(['coverage', '--markdown']);
    expect(out).toBe(readFileSync('docs/coverage.md', 'utf8'));
    const year = await paybeat.json(['coverage', '--country', 'US', '--year', '2026']);
    expect(year).toMatchObject({ year: 2026, tables: [{ id: 'us-federal-2026' }] });
  });

  it.each([
    [['--year', '2030'], { code: 'year_not_covered', issues: [{ pointer: '/year' }] }],
    [['--country', 'uk'], { code: 'country_not_covered', issues: [{ pointer: '/country' }] }],
  ])('%j is refused', async (options, error) => {
    const { code, out } = await paybeat.run(['coverage', ...options, '--json']);
    expect([code, JSON.parse(out)]).toMatchObject([3, { error }]);
  });
});

describe('figures of next year', () => {
  const file = (change?: Parameters<typeof madeUp2027>[0]) =>
    paybeat.file('2027.json', JSON.stringify(madeUp2027(change)));

  it('begin as a copy of the newest year, which has the published schema', async () => {
    const { out } = await paybeat.run(['tables', 'export']);
    const copy = JSON.parse(out);
    expect(copy).toEqual(await paybeat.json(['tables', 'export']));
    expect(copy).toEqual(JSON.parse(JSON.stringify(valueOf(exportTables()))));
    const published = readFileSync('docs/schemas/tax-tables.schema.json', 'utf8');
    expect(await paybeat.json(['tables', 'schema'])).toEqual(JSON.parse(published));
  });

  it('are checked alike by the command and by the library', async () => {
    const checked = JSON.parse(JSON.stringify(valueOf(checkTables(madeUp2027()))));
    expect(await paybeat.json(['tables', 'check', file()])).toEqual(checked);
    expect((await paybeat.run(['tables', 'check', file()])).code).toBe(0);
    const wrong = file((of) => void (of.futa.wage_base = '7,000'));
    const { code, out } = await paybeat.run(['tables', 'check', wrong, '--json']);
    expect([code, JSON.parse(out)]).toMatchObject([
      3,
      { error: { code: 'invalid_tax_tables', issues: [{ pointer: '/futa/wage_base' }] } },
    ]);
  });

  it('calculate a case of that year, in each of its forms', async () => {
    const json = {
      ...{ pay_date: '2027-01-15', frequency: 'monthly', w4: { filing_status: 'single' } },
      employee: { pay_type: 'salary', annual_salary: '60000' },
    };
    const one = paybeat.file('january.json', JSON.stringify(json));
    const paid = await paybeat.json(['calculate', one, '--tables', file()]);
    expect(paid).toMatchObject({ kind: 'payslip', tax_table: 'us-federal-2027-file' });
    const lines = await paybeat.run(['calculate', '-', '--tables', file()], {
      input: JSON.stringify(json),
    });
    expect(JSON.parse(lines.out)).toEqual(paid);
    expect(valueOf(calculateCase(json, { tables: madeUp2027() })).json).toEqual(paid);
    const refused = await paybeat.run(['calculate', one, '--json']);
    expect(JSON.parse(refused.out)).toMatchObject({ error: { code: 'tax_table_missing' } });
  });
});

describe('bank calendars', () => {
  /** As after installation: no server is configured, and no data folder exists. */
  const fresh = command({});

  it('that are built in are shown without a database, and none is created', async () => {
    const list = await fresh.json(['calendar', 'list']);
    expect(list).toMatchObject({ company: null, note: null });
    expect(list['calendars']).toContainEqual(expect.objectContaining({ id: 'fed', is_own: false }));
    const show = await fresh.run(['calendar', 'show', 'fed', '--year', '2026']);
    expect([show.code, show.out]).toEqual([
      0,
      expect.stringContaining('Fri 2026-06-19  Juneteenth'),
    ]);
    const own = await fresh.run(['calendar', 'show', 'town-hall']);
    expect([own.code, own.err]).toEqual([3, expect.stringContaining('calendar_unknown')]);
    expect(existsSync(join(fresh.folder, 'data'))).toBe(false);
  });

  it('that are built in are shown while the database is unreachable, and the list says so', async () => {
    const list = await paybeat.json(['calendar', 'list']);
    expect(list['note']).toEqual(expect.any(String));
    expect((await paybeat.run(['calendar', 'show', 'fed'])).code).toBe(0);
  });

  it('refuse a year that they do not cover', async () => {
    const show = await fresh.run(['calendar', 'show', 'fed', '--year', '2099']);
    expect([show.code, show.err]).toEqual([3, expect.stringContaining('calendar_year_unknown')]);
  });
});
