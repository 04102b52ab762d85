/** Saved schedules on the command line: added, planned, compared, explained. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { beforeAll, describe, expect, it } from 'vitest';
import { nothingWasSaved } from '#cli/nothing-was-saved.ts';
import { factsIn } from '#text/facts.fixture.ts';
import { command } from '../support/command.ts';
import { testDatabase } from '../support/database.ts';

const database = await testDatabase();
const paybeat = command({ DATABASE_URL: database.url });

const office = {
  code: 'office',
  frequency: 'biweekly',
  anchor: '2026-01-02',
  pay_date: { days_after_end: 5 },
  rule: { days_before_pay_date: 3, business_days: true, at: '14:00' },
};
const june = ['--from', '2026-06-01', '--to', '2026-06-30'];
const file = (name: string, json: object) => paybeat.file(name, JSON.stringify(json));

beforeAll(async () => {
  const zone = ['--zone', 'America/New_York'];
  expect((await paybeat.run(['company', 'add', 'acme', '--name', 'Acme', ...zone])).code).toBe(0);
});

describe('adding a schedule', () => {
  it('shows the coming year in a dry run, and saves nothing', async () => {
    const add = ['schedule', 'add', '--file', file('office.json', office), '--dry-run'];
    const dry = await paybeat.run([...add, '--from', '2026-06-01']);
    expect(dry.code, dry.err).toBe(0);
    expect(dry.out).toMatch(/^acme office: biweekly, America\/New_York, .*\bfed\n/);
    expect(dry.out).toMatch(/Fri 2026-06-19 .* Thu 2026-06-18/);
    expect(dry.out).toContain(nothingWasSaved);
    expect(await paybeat.json(['schedule', 'list'])).toEqual({ schedules: [] });
  });

  it('refuses a rule that skips a period, with its pointer', async () => {
    const monthly = { code: 'm', frequency: 'monthly', rule: { cron: '0 0 31 * *' } };
    const add = ['schedule', 'add', '--file', file('m.json', monthly), '--from', '2026-01-01'];
    const { code, err } = await paybeat.run(add);
    expect(code).toBe(3);
    expect(err).toMatch(/^error rule_breaks_periods: /);
    expect(err).toMatch(/\n {2}\/rule: 2026-02-01 to 2026-02-28: .*\[rule_skips_period\]\n/);
  });

  it('warns if Celery would differ, and if the run comes after its pay date', async () => {
    const rule = { cron: '0 2 13 * fri' };
    const path = file('cron.json', { ...office, code: 'cron', rule });
    const added = await paybeat.json(['schedule', 'add', '--file', path]);
    expect(`${added['warnings']}`).toContain('Celery');
    const late = {
      ...office,
      code: 'late',
      pay_date: { days_before_end: 3 },
      rule: { days_before_end: 0 },
    };
    const { warnings } = await paybeat.json(['schedule', 'add', '--file', file('late.json', late)]);
    expect(factsIn(String(warnings))).toContain('23');
  });

  it('generates its periods, and the plan then shows their state', async () => {
    const add = ['schedule', 'add', '--file', join(paybeat.folder, 'office.json')];
    expect((await paybeat.run([...add, '--from', '2026-06-01'])).code).toBe(0);
    const again = await paybeat.run(add);
    expect([again.code, again.err.split(':')[0]]).toEqual([4, 'error schedule_exists']);
    const plan = await paybeat.json(['plan', 'office', ...june]);
    expect(plan).toMatchObject({ company: 'acme', code: 'office', paused: null });
    expect(plan['rows']).toMatchObject([
      { pay_on: '2026-06-05', period: null },
      { pay_on: '2026-06-18', period: { status: 'active', due_state: 'waiting', run_id: null } },
    ]);
  });
});

describe('the plan of saved schedules', () => {
  it('covers all of them, or one, as a table, CSV and .ics', async () => {
    const all = await paybeat.json(['plan', ...june]);
    expect((all['plans'] as { code: string }[]).map(({ code }) => code)).toEqual([
      ...['cron', 'late', 'office'],
    ]);
    const csv = await paybeat.run(['plan', ...june, '--csv']);
    expect(csv.out.match(/^schedule,/gm)).toHaveLength(1);
    expect(csv.out.trimEnd().split('\r\n')).toHaveLength(7);
    const ics = await paybeat.run(['plan', 'office', ...june, '--ics']);
    expect(ics.out).toContain('UID:office-2026-06-01-pay@acme.paybeat');
    const several = await paybeat.run(['plan', '--ics']);
    expect([several.code, several.err.split(':')[0]]).toEqual([2, 'error schedule_unclear']);
  });

  it('is written to a file', async () => {
    const path = join(paybeat.folder, 'office.ics');
    const { code } = await paybeat.run(['plan', 'office', ...june, '--output', 'office.ics']);
    expect([code, existsSync(path)]).toEqual([0, true]);
    expect(readFileSync(path, 'utf8')).toContain('BEGIN:VCALENDAR');
  });

  it.each([
    [['plan', 'offic'], 5, 'schedule_not_found', 'Did you mean office?'],
    [['plan', '--company', 'acmee'], 5, 'company_not_found', 'Did you mean acme?'],
    [['plan', 'office', '--from', '2026-02-30'], 2, 'invalid_argument', 'February 2026'],
    [['plan', 'office', '--from', '2026-06-01', '--to', '2026-05-01'], 3, 'span_backwards', '/to'],
    [['plan', 'office', '--file', 'x.json'], 2, 'conflicting_options', 'leave office out'],
    [['plan', '--diff', 'x.json'], 2, 'conflicting_options', 'name it'],
    [['plan', '--zone', 'UTC'], 2, 'conflicting_options', '--file'],
    [['explain'], 2, 'missing_argument', '--date'],
    [['explain', '1', '--date', '2026-06-01'], 2, 'missing_argument', '--schedule'],
    [['explain', '--schedule', 'x', '--date', '2026-06-01'], 5, 'schedule_not_found', 'x'],
  ])('%j is refused', async (args, exit, code, part) => {
    const ended = await paybeat.run(args);
    expect([ended.code, ended.err.split(':')[0]], ended.err).toEqual([exit, `error ${code}`]);
    expect(ended.err).toContain(part);
  });
});

describe('a changed definition', () => {
  it('shows what it would move before it is saved', async () => {
    const changed = { ...office, convention: 'following', rule: { days_before_pay_date: 4 } };
    const diff = ['plan', 'office', ...june, '--diff', file('changed.json', changed)];
    const { out, code } = await paybeat.run(diff);
    expect(code).toBe(0);
    expect(out).toMatch(/2026-06-01 to 2026-06-14 +pay date +Thu 2026-06-18 +Mon 2026-06-22\n/);
    expect(out).toMatch(
      /2026-06-01 to 2026-06-14 +due +Mon 2026-06-15 14:00 +Thu 2026-06-18 02:00\n/,
    );
    expect(out).toContain(nothingWasSaved);
    const json = await paybeat.json(diff);
    expect(json).toMatchObject({ code: 'office', added: [], removed: [], issues: [] });
  });

  it('shows added and removed periods, and errors that prevent saving it', async () => {
    const monthly = { code: 'office', frequency: 'monthly', rule: { cron: '0 0 31 * *' } };
    const diff = await paybeat.json(['plan', 'office', ...june, '--diff', file('n.json', monthly)]);
    expect(diff).toMatchObject({
      moves: [],
      added: [{ start_on: '2026-06-01', end_on: '2026-06-30' }],
    });
    expect(diff['removed']).toHaveLength(2);
    expect(diff['issues']).toContainEqual(expect.objectContaining({ pointer: '/rule' }));
  });
});

describe('explain', () => {
  it('says why a date is a pay date or a due date, or why it is not', async () => {
    const on = (date: string) => paybeat.run(['explain', '--schedule', 'office', '--date', date]);
    expect((await on('2026-06-18')).out).toMatch(/^- .*\b2026-06-01 to 2026-06-14\b/m);
    expect((await on('2026-06-15')).out).toContain('2026-06-15T18:00:00Z');
    const { facts } = await paybeat.json([
      ...['explain', '--schedule', 'office', '--date', '2026-06-16'],
    ]);
    expect(facts).toContainEqual(expect.objectContaining({ topic: 'due_date', holds: false }));
  });

  it('needs no database for a schedule in a file', async () => {
    const path = file('whole.json', { ...office, time_zone: 'UTC', calendar: 'target2' });
    const explained = await paybeat.json(['explain', '--file', path, '--date', '2026-06-19']);
    expect(explained).toMatchObject({
      company: null,
      facts: [{ topic: 'pay_date', holds: true }, {}, {}, {}],
    });
  });

  it('says how the pay date and the deadlines of a period were calculated', async () => {
    const { rows } = (await paybeat.json(['plan', 'office', ...june])) as {
      rows: { period: { period_id: number } | null }[];
    };
    const id = String(rows[1]?.period?.period_id);
    const json = await paybeat.json(['explain', id]);
    expect(json).toMatchObject({
      pay_date: { on: '2026-06-18', nominal_on: '2026-06-19' },
      input_cutoff: null,
      approval_deadline: { local: '2026-06-16T17:00:00', at: '2026-06-16T21:00:00Z' },
    });
    const { out } = await paybeat.run(['explain', id]);
    expect(out).toMatch(/Sun 2026-06-14.* Fri 2026-06-19/);
    expect(out).toMatch(/\b2 .* Thu 2026-06-18\.$/m);
  });
});

describe('pausing, holding, skipping', () => {
  const firstPeriod = async (status: string): Promise<number> => {
    const { periods } = (await paybeat.json(['periods', 'list', '--status', status])) as {
      periods: { period_id: number; schedule: string }[];
    };
    return periods.find(({ schedule }) => schedule === 'office')?.period_id ?? 0;
  };

  it('a schedule stops it, is shown everywhere, and resumes without an unexpected run', async () => {
    const paused = await paybeat.run(['schedule', 'pause', 'office', '--reason', 'moving house']);
    expect(paused.out).toContain('moving house');
    expect((await paybeat.run(['plan', 'office', ...june])).out).toMatch(
      /PAUSED since .*moving house/i,
    );
    expect((await paybeat.run(['doctor'])).out).toContain('paused automation');
    expect((await paybeat.run(['explain', String(await firstPeriod('active'))])).out).toMatch(
      /BLOCKS .*moving house/,
    );
    const resumed = await paybeat.run(['schedule', 'resume', 'office']);
    expect([resumed.code, resumed.err]).toEqual([0, '']);
    expect(
      await paybeat.json(['periods', 'show', String(await firstPeriod('active'))]),
    ).toMatchObject({ due: { state: 'held', held_why: expect.stringContaining('person:') } });
    const again = await paybeat.run(['schedule', 'resume', 'office']);
    expect([again.code, again.err.split(':')[0]]).toEqual([4, 'error schedule_not_paused']);
  });

  it('a period holds it for a person, or leaves it out', async () => {
    const held = String(await firstPeriod('active'));
    const released = await paybeat.json(['periods', 'release', held]);
    expect(released).toMatchObject({ due: { state: 'waiting' } });
    expect((await paybeat.run(['periods', 'hold', held, '--reason', 'wait'])).code).toBe(0);
    expect((await paybeat.run(['periods', 'hold', held])).code).toBe(2);
    const skipped = await paybeat.json(['periods', 'skip', held, '--reason', 'by hand']);
    expect(skipped).toMatchObject({ status: 'skipped' });
    expect(await paybeat.json(['periods', 'unskip', held])).toMatchObject({
      due: { state: 'held' },
    });
    expect((await paybeat.run(['periods', 'skip', '99999', '--reason', 'x'])).code).toBe(5);
  });
});

describe("a company's own calendars", () => {
  const townHall = { id: 'town-hall', years: { from: 2026, to: 2029 }, weekend: [], closed: [] };

  it('are imported, listed, shown, and used by schedules', async () => {
    const closed = [{ from: '2026-12-24', to: '2026-12-31', name: 'Winter closing' }];
    const path = file('town-hall.json', { ...townHall, closed });
    const taken = await paybeat.run(['calendar', 'import', path]);
    expect(factsIn(taken.out)).toEqual(['2026', '2029', '8']);
    expect(taken.out).toMatch(/\btown-hall\b.*\bacme\b/);
    expect((await paybeat.run(['calendar', 'list'])).out).toMatch(
      /town-hall .* 2026 to 2029 +8 +acme\n/,
    );
    expect((await paybeat.run(['calendar', 'show', 'town-hall'])).out).toContain(
      'Thu 2026-12-24  Winter closing',
    );
    const own = { ...office, code: 'own', calendar: ['fed', 'town-hall'] };
    expect((await paybeat.run(['schedule', 'add', '--file', file('own.json', own)])).code).toBe(0);
  });

  it.each([
    ['{"id": "town-hall"', 3, 'json_wrong_format'],
    [JSON.stringify({ ...townHall, id: 'fed' }), 4, 'calendar_id_taken'],
    [
      JSON.stringify({ ...townHall, closed: [{ on: '2026-02-30', name: 'x' }] }),
      3,
      'calendar_invalid',
    ],
    ['BEGIN:VCALENDAR\nEND:VCALENDAR\n', 2, 'calendar_id_missing'],
    ['not a calendar', 2, 'calendar_id_missing'],
  ])('that cannot be used are refused: %s', async (content, exit, code) => {
    const ended = await paybeat.run(['calendar', 'import', paybeat.file('bad', content)]);
    expect([ended.code, ended.err.split(':')[0]], ended.err).toEqual([exit, `error ${code}`]);
  });

  it('a file that is no .ics is refused with its line', async () => {
    const path = paybeat.file('bad.ics', 'not a calendar');
    const { code, err } = await paybeat.run(['calendar', 'import', path, '--id', 'x']);
    expect([code, err.includes('line 1: ') && err.includes('[not_ics]')]).toEqual([3, true]);
  });
});

describe('changing a schedule', () => {
  it('shows its effect on the periods, and then changes them', async () => {
    const coming = (await paybeat.json(['plan', 'office'])) as { rows: { start_on: string }[] };
    const from = coming.rows[2]?.start_on ?? '';
    const monthly = { ...office, frequency: 'monthly', anchor: undefined, pay_date: undefined };
    const change = [
      'schedule',
      'change',
      'office',
      '--file',
      file('monthly.json', monthly),
      '--from',
      from,
    ];
    const dry = await paybeat.run([...change, '--dry-run']);
    expect(dry.code, dry.err).toBe(0);
    expect(dry.out).toMatch(/^acme office: .* \d{4}-\d\d-\d\d\b.*\n/);
    expect(dry.out).toMatch(/\ntransition.* \S+ to \S+,/);
    expect(dry.out).toContain(nothingWasSaved);
    const done = await paybeat.json(change);
    expect(done).toMatchObject({
      code: 'office',
      change: { proof: { holds: true } },
      written: true,
    });
    const again = await paybeat.run(change.slice(0, 5));
    expect([again.code, again.err]).toEqual([0, '']);
    expect(again.out).toMatch(/^Saved\b/m);
    expect(dry.out).not.toMatch(/^Saved\b/m);
    const unchanged = await paybeat.run([
      'schedule',
      'change',
      'nobody',
      '--file',
      file('x.json', monthly),
    ]);
    expect([unchanged.code, unchanged.err.split(':')[0]]).toEqual([5, 'error schedule_not_found']);
  });

  it('sets one pay date by hand, with the reason', async () => {
    const { rows } = (await paybeat.json(['plan', 'own'])) as {
      rows: { nominal_pay_on: string; pay_on: string }[];
    };
    const nominal = rows[3]?.nominal_pay_on ?? '';
    // A banking day, whatever the date is today.
    const open = rows[3]?.pay_on ?? '';
    const override = ['schedule', 'override', 'own', '--nominal', nominal];
    const set = await paybeat.run([...override, '--pay-on', open, '--reason', 'fair']);
    expect([set.code, set.err]).toEqual([0, '']);
    expect(set.out).toMatch(/^Saved\b/m);
    expect((await paybeat.run(['plan', 'own'])).out).toMatch(/\bfair\b/);
    const bad = await paybeat.run([...override, '--pay-on', '2020-01-01', '--reason', 'x']);
    expect([bad.code, bad.err.includes('[override_too_far]')]).toEqual([3, true]);
    expect((await paybeat.run([...override, '--pay-on', open])).code).toBe(2);
    expect((await paybeat.run([...override, '--remove'])).code).toBe(0);
    expect((await paybeat.run([...override, '--remove'])).code).toBe(5);
  });
});

describe('an employee', () => {
  it('moves to another schedule from a day on', async () => {
    const people =
      'employee_id,name,pay_type,annual_salary,filing_status,hire_date,schedule\nE1,Ada,salary,52000,single,2020-01-01,own\n';
    expect((await paybeat.run(['roster', 'import', paybeat.file('r.csv', people)])).code).toBe(0);
    const { rows } = (await paybeat.json(['plan', 'own'])) as {
      rows: { start_on: string; end_on: string }[];
    };
    const on = rows[3]?.start_on ?? '';
    const move = ['employees', 'move', 'E1', '--to', 'cron'];
    const moved = await paybeat.run([...move, '--on', on]);
    expect(moved.out, moved.err).toMatch(
      new RegExp(`^E1 .*\\bcron\\b.* ${on}\\b.*\\n.*\\bown\\b.*\\n.*\\bcron\\b.*\\n.*\\d days`),
    );
    expect((await paybeat.run(move)).code).toBe(2);
    expect((await paybeat.run([...move, '--on', on])).err.split(':')[0]).toBe(
      'error already_on_schedule',
    );
    expect((await paybeat.run(['employees', 'move', 'E9', '--to', 'own', '--on', on])).code).toBe(
      5,
    );
  });
});

describe('newer time zone data', () => {
  it('that moves a stored due instant is reported, with both times', async () => {
    const none = await paybeat.json(['plan', '--recheck']);
    expect(none).toMatchObject({ moved: [] });
    expect(none['checked']).toBeGreaterThan(5);
    const client = new pg.Client({ connectionString: database.url });
    await client.connect();
    // Imitates instants that were calculated with a zone offset that is wrong by an hour.
    await client.query('set session_replication_role = replica');
    const { rows } =
      await client.query(`update paybeat.due_instant set due_at = due_at + interval '1 hour'
      where period_id = (select max(period_id) from paybeat.due_instant where state = 'waiting')
      returning period_id`);
    await client.end();
    const told = await paybeat.run(['plan', '--recheck', '--json']);
    expect(told.code).toBe(8);
    const [moved, ...others] = JSON.parse(told.out).moved;
    expect([moved.period_id, others]).toEqual([rows[0].period_id, []]);
    const apart = Temporal.Instant.from(moved.would_be_at).until(moved.due_at);
    expect(apart.total('hours')).toBe(1);
    expect((await paybeat.run(['plan', 'office', '--recheck'])).code).toBe(2);
  });
});
