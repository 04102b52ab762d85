/**
 * The campaign finds planted faults; otherwise its silence would prove nothing.
 *
 * For each fault it tries a seed that once showed it, and then a few others. If the fault names one
 * kind of trouble, these seeds have only that. Then it tries every seed of the gate, as
 * `npm run simulate -- --planted` does at once.
 */
import { describe, expect, inject, it } from 'vitest';
import { gateSeeds } from './gate-seeds.ts';
import { findPlanted } from './planted/find-planted.ts';
import { plantedFaults } from './planted/planted-faults.ts';

describe('the simulation finds', () => {
  it.each(plantedFaults.map((planted) => ({ name: planted.conduct.name, planted })))(
    '$name',
    async ({ planted }) => {
      const ask = { serverUrl: inject('serverUrl'), planted };
      const gale = planted.gale === undefined ? {} : { gale: planted.gale };
      const found =
        (await findPlanted({ ...ask, ...gale, seeds: [planted.seed], lanes: 1 })) ??
        (await findPlanted({ ...ask, ...gale, seeds: gateSeeds.slice(0, 24), lanes: 2 })) ??
        (await findPlanted({ ...ask, seeds: gateSeeds, lanes: 2 }));
      expect(found?.shown).toMatch(planted.shownBy);
    },
    300_000,
  );
});
