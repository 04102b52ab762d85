import { describe, expect, it } from 'vitest';
import { outageAt, plantOutages } from './plant-outages.ts';

const start = Temporal.Instant.from('2026-12-01T07:00:00Z');
const dueAts = Array.from({ length: 52 }, (_, nth) => start.add({ hours: 14 * 24 * nth }));
const told = (seed: number) => plantOutages(dueAts, seed).map(({ from, to }) => `${from} ${to}`);

describe('planted outages', () => {
  it('are the same for the same seed, and others for another', () => {
    expect(told(7)).toEqual(told(7));
    expect(told(8)).not.toEqual(told(7));
  });

  it.each([1, 2, 3, 4, 5])(
    'of seed %i are over due instants, and apart from each other',
    (seed) => {
      const outages = plantOutages(dueAts, seed);
      const hit = dueAts.filter((at) => outageAt(outages, at) !== null);
      expect(hit).toHaveLength(outages.length);
      outages.slice(1).forEach(({ from }, place) => {
        const before = outages[place];
        expect(before && Temporal.Instant.compare(before.to, from)).toBe(-1);
      });
    },
  );

  it('are none where nothing is due', () => {
    expect(plantOutages([], 1)).toEqual([]);
  });
});
