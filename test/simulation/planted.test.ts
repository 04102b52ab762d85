/**
 * A campaign that cannot find a fault proves nothing: each of these is planted, and must be found for
 * what it is within the seeds of the gate.
 */
import { describe, expect, inject, it } from 'vitest';
import { campaign } from './campaign.ts';
import { gateSeeds } from './gate-seeds.ts';
import { plantedFaults } from './planted/planted-faults.ts';

describe('the simulation finds', () => {
  it.each(plantedFaults.map((planted) => ({ name: planted.conduct.name, planted })))(
    '$name',
    async ({ planted }) => {
      let shown = '';
      await campaign({
        serverUrl: inject('serverUrl'),
        seeds: gateSeeds,
        lanes: 2,
        planted,
        until: ({ problems }) => {
          const lines = problems.map(({ code, detail }) => `${code}: ${detail}`);
          shown ||= lines.find((line) => planted.shownBy.test(line)) ?? '';
          return shown !== '';
        },
      });
      expect(shown).toMatch(planted.shownBy);
    },
    300_000,
  );
});
