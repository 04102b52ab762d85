/**
 * A campaign that cannot find a fault proves nothing: each of these is planted, and must be found for
 * what it is. A seed that once showed it is tried first, in a gale where the fault names one; then a few
 * others in that gale; then every seed of the gate, as `npm run simulate -- --planted` does at once.
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
