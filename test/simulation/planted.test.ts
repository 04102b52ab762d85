/**
 * A campaign that cannot find a fault proves nothing: each of these is planted, and must be found for
 * what it is within the seeds of the gate. A seed that is known to show it is tried first. When the
 * known one shows nothing, all seeds are searched, and `npm run simulate -- --planted` names a new one.
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
      const found =
        (await findPlanted({ ...ask, seeds: [planted.seed], lanes: 1 })) ??
        (await findPlanted({ ...ask, seeds: gateSeeds, lanes: 2 }));
      expect(found?.shown).toMatch(planted.shownBy);
    },
    300_000,
  );
});
