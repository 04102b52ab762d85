/** A seed that fails once fails again in the same way. */
import { expect, inject, it } from 'vitest';
import { campaign, told } from './campaign.ts';
import { plantedFault } from './planted/planted-faults.ts';
import type { Simulated } from './simulation.ts';

const seeds = [3, 4, 11, 12, 31, 50];

it('a seed gives the same events again, also after and between other seeds', async () => {
  const serverUrl = inject('serverUrl');
  const once = await campaign({ serverUrl, seeds, lanes: 1 });
  const again = await campaign({ serverUrl, seeds: seeds.toReversed(), lanes: 2 });
  expect([...again.digests].sort()).toEqual([...once.digests].sort());
  expect(new Set(once.digests.values()).size).toBe(seeds.length);
}, 120_000);

it('a failing seed reports the reason, the last events, and the command that repeats it', async () => {
  const failed: Simulated[] = [];
  const planted = plantedFault('no-reconcile');
  await campaign({
    serverUrl: inject('serverUrl'),
    seeds: [planted.seed, ...Array.from({ length: 50 }, (_, index) => index + 1)],
    lanes: 1,
    planted,
    until: (simulated) => simulated.problems.length > 0 && failed.push(simulated) > 0,
  });
  const [first] = failed;
  if (!first) throw new Error('a planted fault fails');
  const lines = told(first, { plant: 'no-reconcile' }).split('\n');
  expect(lines[0]).toBe(`seed ${first.seed} failed:`);
  expect(lines.filter((line) => /^ *\d+ /.test(line))).toHaveLength(60);
  expect(lines.at(-1)).toContain(
    `npm run simulate -- --seed ${first.seed} --trace --plant no-reconcile`,
  );
}, 120_000);
