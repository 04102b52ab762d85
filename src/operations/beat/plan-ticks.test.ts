import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseCron } from '#schedule/cron/cron-expression.ts';
import { nextOccurrences } from '#schedule/cron/occurrences.ts';
import { factsIn } from '#text/facts.fixture.ts';
import { planTicks, type TickAsk } from './plan-ticks.ts';

const at = (text: string) => Temporal.Instant.from(text);

function cron(text: string) {
  const parsed = parseCron(text);
  if (!parsed.ok) throw new Error(parsed.refusal.message);
  return parsed.value;
}

const plan = (
  text: string,
  ask: { from: string; now: string; zone?: string } & Partial<
    Pick<TickAsk, 'catchUp' | 'expiresSeconds'>
  >,
) =>
  planTicks({
    cron: cron(text),
    timeZone: ask.zone ?? 'UTC',
    expiresSeconds: null,
    catchUp: 'all',
    ...ask,
    nextDueAt: at(ask.from),
    now: at(ask.now),
  });

describe("the origin's schedules", () => {
  it.each([
    ['0 * * * *', 'hourly', 24, '2026-05-04T00:00', '2026-05-04T23:00'],
    ['0 2,14 * * *', 'at 02:00 and 14:00', 2, '2026-05-04T02:00', '2026-05-04T14:00'],
    ['0 2 * * *', 'daily', 1, '2026-05-04T02:00', '2026-05-04T02:00'],
    ['0 2 * * mon-fri', 'weekdays, on a Monday', 1, '2026-05-04T02:00', '2026-05-04T02:00'],
  ])('%s (%s) ticks %i times on Monday 4 May 2026', (text, _what, count, first, last) => {
    const { ticks } = plan(text, { from: '2026-05-04T00:00:00Z', now: '2026-05-04T23:59:59Z' });
    expect(ticks.length).toBe(count);
    expect([ticks[0]?.localTime, ticks.at(-1)?.localTime]).toEqual([first, last]);
  });

  it('0 2 * * mon-fri does not tick on a weekend', () => {
    const { ticks, nextDueAt } = plan('0 2 * * mon-fri', {
      from: '2026-05-02T00:00:00Z',
      now: '2026-05-03T23:00:00Z',
    });
    expect(ticks).toEqual([]);
    expect(nextDueAt).toEqual(at('2026-05-04T02:00:00Z'));
  });
});

describe('on the days of a clock change in New York', () => {
  const zone = 'America/New_York';
  /** Instants are written with their local offset so that they can be checked by hand. */
  it.each([
    // 8 March 2026: 02:00 to 03:00 does not exist.
    ['daily at 02:00, gap', '0 2 * * *', '2026-03-08', ['2026-03-08T03:00:00-04:00']],
    ['daily at 02:30, gap', '30 2 * * *', '2026-03-08', ['2026-03-08T03:00:00-04:00']],
    ['daily at 03:00, gap', '0 3 * * *', '2026-03-08', ['2026-03-08T03:00:00-04:00']],
    // 1 November 2026: 01:00 to 02:00 occurs twice.
    ['daily at 01:30, overlap', '30 1 * * *', '2026-11-01', ['2026-11-01T01:30:00-04:00']],
    ['daily at 02:00, overlap', '0 2 * * *', '2026-11-01', ['2026-11-01T02:00:00-05:00']],
  ])('%s', (_what, text, day, expected) => {
    const { ticks } = plan(text, {
      zone,
      from: `${day}T00:00:00-05:00`,
      now: `${day}T23:00:00-05:00`,
    });
    const sameDay = ticks.filter(({ localTime }) => localTime.startsWith(day));
    expect(sameDay.map(({ dueAt }) => dueAt)).toEqual(expected.map(at));
  });

  it('an hourly entry ticks 23 times on the short day and 24 times on the long one', () => {
    const hours = (from: string, now: string) =>
      plan('0 * * * *', { zone, from, now }).ticks.length;
    expect(hours('2026-03-08T00:00:00-05:00', '2026-03-08T23:59:00-04:00')).toBe(23);
    expect(hours('2026-11-01T00:00:00-04:00', '2026-11-01T23:59:00-05:00')).toBe(24);
  });

  it('an hourly entry in UTC ticks 24 times on both', () => {
    for (const day of ['2026-03-08', '2026-11-01']) {
      const { ticks } = plan('0 * * * *', { from: `${day}T00:00:00Z`, now: `${day}T23:59:00Z` });
      expect(ticks.length).toBe(24);
    }
  });
});

describe('a beat that was away', () => {
  const away = { from: '2026-05-01T02:00:00Z', now: '2026-05-04T02:00:10Z' };
  const states = (ask: Partial<Pick<TickAsk, 'catchUp' | 'expiresSeconds'>>) =>
    plan('0 2 * * *', { ...away, ...ask }).ticks.map(({ state }) => state);

  it.each([
    ['all', ['sent', 'sent', 'sent', 'sent']],
    ['latest', ['skipped', 'skipped', 'skipped', 'sent']],
    ['none', ['skipped', 'skipped', 'skipped', 'sent']],
  ] as const)('for three days, with catch_up %s', (catchUp, expected) => {
    expect(states({ catchUp })).toEqual(expected);
  });

  it('until long after the tick sends no task with catch_up none', () => {
    const { ticks } = plan('0 2 * * *', { ...away, now: '2026-05-04T05:00:00Z', catchUp: 'none' });
    expect(ticks.map(({ state }) => state)).toEqual(['skipped', 'skipped', 'skipped', 'skipped']);
  });

  it('records the expired ticks and sends the others', () => {
    expect(states({ expiresSeconds: 3_600 })).toEqual(['expired', 'expired', 'expired', 'sent']);
    const late = plan('0 2 * * *', {
      ...away,
      now: '2026-05-04T03:00:01Z',
      expiresSeconds: 3_600,
      catchUp: 'latest',
    });
    const last = late.ticks.at(-1);
    expect([last?.state, factsIn(last?.why)]).toEqual(['expired', ['3600', '3601']]);
    expect(late.nextDueAt).toEqual(at('2026-05-05T02:00:00Z'));
  });

  it('for a year with an entry for every minute writes a thousand ticks and reports the rest', () => {
    const { ticks } = plan('* * * * *', {
      from: '2025-05-04T00:00:00Z',
      now: '2026-05-04T00:00:00Z',
      catchUp: 'latest',
    });
    expect(ticks.length).toBe(1_000);
    expect(factsIn(ticks[0]?.why)).toContain('2025-05-04T00:00:00Z');
    expect(ticks.map(({ state }) => state).filter((state) => state === 'sent')).toHaveLength(1);
  });
});

describe('ticks', () => {
  it('are those of the expression, each once, wherever the looks fall', () => {
    const minutes = fc.array(fc.integer({ min: 1, max: 5_000 }), { minLength: 1, maxLength: 12 });
    const text = fc.constantFrom('0 2 * * *', '30 1 * * *', '*/20 * * * *', '0 2,14 * * mon-fri');
    const zone = fc.constantFrom('UTC', 'America/New_York', 'Australia/Lord_Howe');
    const start = fc.constantFrom('2026-03-07T00:00:00Z', '2026-10-30T12:34:56Z');
    fc.assert(
      fc.property(text, zone, start, minutes, (expression, timeZone, from, gaps) => {
        const seen: Temporal.Instant[] = [];
        let nextDueAt = plan(expression, { zone: timeZone, from, now: from }).nextDueAt;
        let now = at(from);
        for (const gap of gaps) {
          now = now.add({ minutes: gap });
          const planned = planTicks({
            cron: cron(expression),
            timeZone,
            expiresSeconds: null,
            catchUp: 'all',
            nextDueAt,
            now,
          });
          seen.push(...planned.ticks.map(({ dueAt }) => dueAt));
          ({ nextDueAt } = planned);
        }
        const expected = nextOccurrences(cron(expression), {
          after: at(from),
          zone: timeZone,
          count: seen.length + 1,
        }).filter((one) => Temporal.Instant.compare(one.at, now) <= 0);
        expect(seen.map(String)).toEqual(expected.map((one) => String(one.at)));
      }),
      { numRuns: 60 },
    );
  });
});
