/** The tables of django-celery-beat: what each entry says, and what becomes of it. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { ImportDjango } from '#operations/coming/import-django.ts';
import { changedDump, come, comingCompany, toldIn } from '../support/coming-company.ts';
import { must } from '../support/small-company.ts';

const folder = await mkdtemp(join(tmpdir(), 'paybeat-django-'));
// A plan saves nothing, so all of them are made for one company.
const one = await comingCompany();
afterAll(async () => {
  await one[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

const crontabs = {
  daily: '1\t30\t6\t*\t*\t*\tEurope/Berlin',
  ofPeriod: '2\t0\t9\t24\t12\t*\tUTC',
  broken: '3\t0\t99\t*\t*\t*\tUTC',
};

interface EntryOfBeat {
  readonly task: string;
  /** The id of its crontab. */
  readonly crontab?: string;
  readonly interval?: string;
  readonly solar?: string;
  readonly clocked?: string;
  readonly lastRun?: string;
  readonly args?: string;
  readonly kwargs?: string;
  readonly isOff?: boolean;
  readonly isOnce?: boolean;
  readonly expires?: string;
}

const scan: EntryOfBeat = { task: 'payroll.tasks.auto_run_payroll', crontab: '1' };
const ofPeriod: EntryOfBeat = { task: 'payroll.tasks.run_payroll_for_period', crontab: '2' };

/** The dump of the design with these entries, numbered from 1 on. */
function withBeat(entries: readonly EntryOfBeat[]): string {
  const rows = entries.map((one, index) =>
    [
      ...[index + 1, `entry ${index + 1}`, one.task, one.args ?? '[]', one.kwargs ?? '{}'],
      ...[one.isOff === true ? 'f' : 't', one.isOnce === true ? 't' : 'f'],
      ...[one.expires, one.interval, one.solar, one.clocked, one.lastRun, one.crontab].map(
        (value) => value ?? '\\N',
      ),
    ].join('\t'),
  );
  const tables = `COPY public.django_celery_beat_crontabschedule (id, minute, hour, day_of_month, month_of_year, day_of_week, timezone) FROM stdin;
${Object.values(crontabs).join('\n')}
\\.

COPY public.django_celery_beat_intervalschedule (id, every, period) FROM stdin;
1\t1\tdays
2\t6\thours
3\t7\thours
\\.

COPY public.django_celery_beat_solarschedule (id, event, latitude, longitude) FROM stdin;
1\tsunset\t52.520000\t13.400000
\\.

COPY public.django_celery_beat_clockedschedule (id, clocked_time) FROM stdin;
1\t2026-12-24 09:00:00+00
2\t2026-11-24 09:00:00+00
\\.

COPY public.django_celery_beat_periodictask (id, name, task, args, kwargs, enabled, one_off, expires, interval_id, solar_id, clocked_id, last_run_at, crontab_id) FROM stdin;
${rows.join('\n')}
\\.

`;
  const end = '--\n-- PostgreSQL database dump complete';
  return changedDump(folder, (text) => text.replace(end, tables + end));
}

async function planWith(entries: readonly EntryOfBeat[], ask: Partial<ImportDjango> = {}) {
  return must(await come(one, { dump: withBeat(entries), ...ask }));
}

describe('the entry of the daily scan', () => {
  it('says when each rule was looked at', async () => {
    const plan = await planWith([scan]);
    expect(plan.scan).toMatchObject({ cron: '30 6 * * *', zone: 'Europe/Berlin', entryId: '1' });
    const december = plan.periods.find(({ row }) => row === '3');
    expect(december?.there).toMatchObject({
      code: 'on_the_day',
      at: Temporal.Instant.from('2026-12-29T05:30:00Z'),
    });
  });

  it('is not read when somebody gives other times, and that is told', async () => {
    const plan = await planWith([scan], { scan: '0 3 * * *' });
    expect(plan.scan).toMatchObject({ cron: '0 3 * * *', from: 'given', entryId: null });
    expect(toldIn(plan)).toContain('left django_celery_beat_periodictask 1: beat_entry_left');
  });
});

it('an entry for one period says when that period ran, by its args or its kwargs', async () => {
  const entries = [
    { ...ofPeriod, args: '[3]' },
    { ...ofPeriod, kwargs: '{"period_id": 4}' },
  ];
  const plan = await planWith([scan, ...entries]);
  const there = plan.periods
    .filter(({ there: { code } }) => code === 'entry_of_beat')
    .map((one) => [one.row, one.there.at?.toString()]);
  expect(there).toEqual([
    ['3', '2026-12-24T09:00:00Z'],
    ['4', '2026-12-24T09:00:00Z'],
  ]);
});

it('an entry for one period at one moment says when that period ran, unless the moment is over', async () => {
  const entries = ['1', '2'].map((clocked, nth) => ({
    ...{ task: ofPeriod.task, args: `[${nth + 3}]`, clocked, isOnce: true },
  }));
  const plan = await planWith([scan, ...entries]);
  const there = (row: string) => plan.periods.find((period) => period.row === row)?.there;
  const at = Temporal.Instant.from('2026-12-24T09:00:00Z');
  expect(there('3')).toMatchObject({ code: 'entry_of_beat', at });
  expect(there('4')).toMatchObject({ code: 'day_has_passed', at: null });
  expect(toldIn(plan).filter((told) => told.includes('celery_beat'))).toEqual([]);
});

it.each<[string, EntryOfBeat, RegExp | null]>([
  ['every six hours', { task: scan.task, interval: '2' }, /"0 0,6,12,18 \* \* \*"/],
  [
    'every six hours, last at 04:40',
    { task: scan.task, interval: '2', lastRun: '2026-11-26 03:40:00+00' },
    /"40 4,10,16,22 \* \* \*"/,
  ],
  [
    'every day, last at 04:40',
    { task: scan.task, interval: '1', lastRun: '2026-11-26 03:40:00+00' },
    /"40 4 \* \* \*"/,
  ],
  ['every day, never yet', { task: scan.task, interval: '1' }, null],
  ['every seven hours', { task: scan.task, interval: '3' }, null],
])(
  'a scan %s names the cron expression that says the same, if one does',
  async (_, entry, cron) => {
    const plan = await planWith([entry], { zone: 'Europe/Berlin' });
    const message = plan.findings.find(({ code }) => code === 'beat_entry_left')?.message ?? '';
    expect(/"[-*0-9, ]+"/.exec(message)?.[0] ?? null).toEqual(
      cron === null ? null : expect.stringMatching(cron),
    );
  },
);

it.each<[string, EntryOfBeat, string]>([
  [
    'a task of another kind',
    { task: 'shop.tasks.send_mail', crontab: '1' },
    'left: beat_entry_left',
  ],
  ['a second scan', scan, 'left: beat_entry_left'],
  ['a scan at intervals', { task: scan.task, interval: '1' }, 'left: beat_entry_left'],
  ['a scan by the sun', { task: scan.task, solar: '1' }, 'left: beat_entry_left'],
  [
    'a scan at one moment',
    { task: scan.task, clocked: '1', isOnce: true },
    'left: beat_entry_left',
  ],
  ['an interval that is gone', { task: scan.task, interval: '9' }, 'left: beat_entry_left'],
  ['a period at intervals', { task: ofPeriod.task, interval: '1' }, 'left: beat_entry_left'],
  ['a period that is not there', { ...ofPeriod, args: '[77]' }, 'left: beat_entry_left'],
  ['no period', ofPeriod, 'left: beat_entry_left'],
  ['args that are no JSON', { ...ofPeriod, args: '[3' }, 'left: beat_entry_left'],
  [
    'a crontab that cannot be read',
    { ...ofPeriod, args: '[3]', crontab: '3' },
    'left: beat_entry_left',
  ],
  ['a crontab that is gone', { ...ofPeriod, args: '[3]', crontab: '9' }, 'left: beat_entry_left'],
  [
    'an end',
    { ...ofPeriod, args: '[3]', expires: '2026-12-01 00:00:00+00' },
    'told: beat_entry_limited',
  ],
  ['one time only', { ...ofPeriod, args: '[3]', isOnce: true }, 'told: beat_entry_limited'],
  ['a switch that is off', { ...ofPeriod, args: '[3]', isOff: true }, 'told: beat_entry_off'],
  [
    'stale locks',
    { task: 'payroll.tasks.cleanup_stale_locks', crontab: '1' },
    'told: beat_entry_needless',
  ],
  [
    'the results of Celery',
    { task: 'celery.backend_cleanup', crontab: '1' },
    'told: beat_entry_needless',
  ],
])('an entry with %s is told', async (_, entry, expected) => {
  const plan = await planWith([scan, entry]);
  const [level, code] = expected.split(': ');
  expect(toldIn(plan).filter((one) => one.includes('_periodictask'))).toEqual([
    `${level} django_celery_beat_periodictask 2: ${code}`,
  ]);
});

it('entries that are switched off leave the usual scan, which is told', async () => {
  const plan = await planWith([{ ...scan, isOff: true }]);
  expect(plan.scan).toMatchObject({ cron: '0 2 * * *', zone: 'UTC', from: 'assumed' });
  expect(plan.counts.map(({ code }) => code)).toEqual(
    expect.arrayContaining(['scan_assumed', 'beat_entry_off']),
  );
});

it('a scan whose crontab cannot be read is refused, unless somebody gives its times', async () => {
  const dump = withBeat([{ ...scan, crontab: '3' }]);
  const refused = await come(one, { dump });
  expect(refused.ok ? null : refused.refusal.code).toBe('import_invalid');
  must(await come(one, { dump, scan: '0 2 * * *', zone: 'UTC' }));
});
