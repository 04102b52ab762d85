import { describe, expect, it } from 'vitest';
import { testClock } from '#time/clock.fixture.ts';
import { OutageNews } from './outage-news.ts';

function bench() {
  const clock = testClock('2026-05-04T00:00:00Z');
  const news = new OutageNews(() => clock.now());
  const round = Symbol('round');
  const other = Symbol('other');
  const away = (source?: symbol, code = 'broker_unreachable') =>
    news.told({
      ...{ kind: 'outage', code, message: 'away', retryInSeconds: 2 },
      ...(source === undefined ? {} : { source }),
    });
  const back = (source: symbol) => news.told({ kind: 'outage_ended', service: 'broker', source });
  const after = (seconds: number) => clock.advance({ seconds });
  return { round, other, away, back, after };
}

describe('the news of an outage', () => {
  it('is told at its beginning, then once a minute with how long it lasts', () => {
    const { round, away, after } = bench();
    const told = Array.from({ length: 91 }, () => {
      const one = away(round);
      after(2);
      return one;
    });
    const lines = told.filter((one) => one !== null);
    expect(lines).toHaveLength(4);
    expect(lines.map((one) => one.kind === 'outage' && one.seconds)).toEqual([
      undefined,
      60,
      120,
      180,
    ]);
  });

  it('is told at its end, with how long it lasted, when the last part that met it is served', () => {
    const { round, other, away, back, after } = bench();
    away(round);
    away(other);
    after(7);
    expect(back(round)).toBeNull();
    expect(back(other)).toEqual({ kind: 'outage_ended', service: 'broker', seconds: 7 });
    expect(back(other)).toBeNull();
  });

  it('is told at once when the reason changes', () => {
    const { round, away } = bench();
    expect([away(round), away(round), away(round, 'broker_login_refused')]).toEqual([
      expect.objectContaining({ code: 'broker_unreachable' }),
      null,
      expect.objectContaining({ code: 'broker_login_refused' }),
    ]);
  });

  it('of a service that comes and goes is told at most once in ten seconds', () => {
    const { round, away, back, after } = bench();
    const told = Array.from({ length: 30 }, () => {
      const pair = [away(round), back(round)];
      after(1);
      return pair;
    });
    expect(told.flat().filter((one) => one !== null)).toHaveLength(6);
  });

  it('that nobody follows to its end is told at most once a minute', () => {
    const { away, after } = bench();
    const told = Array.from({ length: 61 }, () => {
      const one = away();
      after(1);
      return one;
    });
    expect(told.filter((one) => one !== null)).toHaveLength(2);
  });

  it('of one service says nothing of another', () => {
    const { round, other, away } = bench();
    expect(away(round)).not.toBeNull();
    expect(away(other, 'database_unreachable')).not.toBeNull();
  });
});
