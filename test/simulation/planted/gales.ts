/**
 * Storms with one kind of trouble each. A planted fault shows in them within a few seeds, even
 * after the statements of the product change. All other choices stay those of the seed.
 */
import { calm, type Weather, weatherOf } from '../weather.ts';

export type Gale = 'deaths' | 'stalls' | 'people' | 'threads';

export function galeOf(seed: number, kind: Gale): Weather {
  const { statement, step } = calm;
  const usual = weatherOf(seed);
  const still = {
    ...{ ...usual, statement, step: { ...step, clockMoves: 0.02 } },
    ...{ workers: 3, concurrency: 2, people: 0, stormSteps: 500, clockErrorHours: 0, threads: 0 },
  };
  if (kind === 'deaths') return { ...still, statement: { ...statement, diesAfter: 0.02 } };
  if (kind === 'threads') {
    return { ...still, chunkSize: 2, threads: 2, statement: { ...statement, threadDies: 0.03 } };
  }
  if (kind === 'people') return { ...still, people: 3, step: { ...still.step, personActs: 0.2 } };
  // Many claims, and few leaps of the clock, which end every transaction.
  const stalls = { ...step, clockMoves: 0.002, stalls: 0.2 };
  return { ...still, chunkSize: 2, slowness: 0.03, step: stalls };
}
