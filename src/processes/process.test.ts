import { describe, expect, it } from 'vitest';
import { Outage } from '#errors.ts';
import type { PaybeatEvent } from '#telemetry.ts';
import { Lifetime, live, type Round } from './process.ts';

const away = () => new Outage('database_unreachable', 'no connection to the database');

/** A process that records what it does. Its pauses end at once. */
function process(rounds: (lifetime: Lifetime) => readonly Round[], scanSeconds = 15) {
  const lifetime = new Lifetime(new AbortController().signal);
  const did: string[] = [];
  const pauses: number[] = [];
  const told: PaybeatEvent[] = [];
  const living = live(
    {
      start: async () => void did.push('start'),
      rounds: rounds(lifetime),
      stop: async () => void did.push('stop'),
    },
    {
      ...{ lifetime, scanSeconds, signal: lifetime.stopping },
      telemetry: { emit: (event) => told.push(event) },
      pause: async (milliseconds) => void pauses.push(milliseconds),
    },
  );
  return { living, did, pauses, told };
}

describe('a process', () => {
  it('starts, goes its rounds until it ends itself, and stops', async () => {
    let rounds = 0;
    const { living, did, pauses } = process((lifetime) => [
      {
        runOnce: async () => {
          rounds += 1;
          if (rounds === 3) lifetime.end();
        },
        untilNext: async () => 100 * rounds,
      },
    ]);
    await living;
    expect([rounds, did, pauses]).toEqual([3, ['start', 'stop'], [100, 200]]);
  });

  it('waits longer after each failure in an outage, and reports each failure and the recovery', async () => {
    let rounds = 0;
    const { living, did, pauses, told } = process((lifetime) => [
      {
        runOnce: async () => {
          rounds += 1;
          if (rounds === 7) lifetime.end();
          else if (rounds !== 5) throw away();
        },
        untilNext: async () => 30,
      },
    ]);
    await living;
    expect(pauses).toEqual([1_000, 2_000, 2_000, 2_000, 30, 1_000]);
    expect(
      told.map((event) => (event.kind === 'outage' ? event.retryInSeconds : event.kind)),
    ).toEqual([1, 2, 2, 2, 'outage_ended', 1]);
    expect(did).toEqual(['start', 'stop']);
  });

  it('counts an outage of asking when the next round is, like one of the round', async () => {
    let asked = 0;
    const { living, pauses } = process((lifetime) => [
      {
        runOnce: async () => undefined,
        untilNext: async () => {
          asked += 1;
          if (asked === 3) lifetime.end();
          throw away();
        },
      },
    ]);
    await living;
    expect(pauses).toEqual([1_000, 2_000, 2_000]);
  });

  it('never waits longer in an outage than it would for its next look', async () => {
    let rounds = 0;
    const { living, pauses } = process((lifetime) => {
      const runOnce = async () => {
        rounds += 1;
        if (rounds === 3) lifetime.end();
        throw away();
      };
      return [{ runOnce, untilNext: async () => 30 }];
    }, 1);
    await living;
    expect(pauses).toEqual([1_000, 1_000, 1_000]);
  });

  it('ends all its rounds without an orderly stop if one throws an error other than an outage', async () => {
    const { living, did } = process((lifetime) => [
      { runOnce: async () => undefined, untilNext: async () => 30 },
      {
        runOnce: async () => {
          if (!lifetime.isOver) throw new TypeError('undefined is not a worker');
        },
        untilNext: async () => 30,
      },
    ]);
    await expect(living).rejects.toThrow('undefined is not a worker');
    expect(did).toEqual(['start']);
  });
});
