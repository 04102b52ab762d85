/**
 * Plays one seed again, or many seeds: `npm run simulate -- --seed 1234 --trace`. The gate plays only
 * the first sixty seeds. After a change of what workers do, play more: `npm run simulate -- --seeds 2000`.
 *
 *   - `--seed N`: the first seed (default: 1);
 *   - `--seeds COUNT`: the number of seeds (default: 1);
 *   - `--crashes`: kills the database while leases are held, without other faults;
 *   - `--several`: makes several periods of the same people due at once;
 *   - `--sets`: makes several companies due together, so that they are paid in sets;
 *   - `--undo`: lets people reverse, correct and pay committed runs again;
 *   - `--trace`: prints every event as it happens;
 *   - `--plant NAME`: plants a fault, which the simulation must find (planted/);
 *   - `--planted`: plants each fault in turn until a seed shows it (default: the seeds of the
 *     gate);
 *   - `--lanes COUNT`: the number of databases in parallel (default: 2).
 */
import { parseArgs } from 'node:util';
import { openTestServer } from '../support/test-server.ts';
import { campaign, told } from './campaign.ts';
import { gateSeeds } from './gate-seeds.ts';
import { findPlanted } from './planted/find-planted.ts';
import { plantedFault, plantedFaults } from './planted/planted-faults.ts';

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    seeds: { type: 'string' },
    lanes: { type: 'string', default: '2' },
    plant: { type: 'string' },
    planted: { type: 'boolean', default: false },
    trace: { type: 'boolean', default: false },
    crashes: { type: 'boolean', default: false },
    several: { type: 'boolean', default: false },
    sets: { type: 'boolean', default: false },
    undo: { type: 'boolean', default: false },
  },
});
const say = (line: string) => process.stdout.write(`${line}\n`);
const kind = {
  ...{ hasCrashes: values.crashes, hasSeveral: values.several },
  ...{ hasSets: values.sets, hasUndo: values.undo },
};
const plant = values.plant === undefined ? {} : { plant: values.plant };
const first = Number(values.seed);
const seedsMade = (count: number) => Array.from({ length: count }, (_, index) => first + index);
const server = await openTestServer();
process.exitCode = (await (values.planted ? searchAll() : play())) ? 0 : 1;
await server.close();

/** A fault, in the trouble in which it shows. */
function planted() {
  if (values.plant === undefined) return {};
  const fault = plantedFault(values.plant);
  return { planted: fault, ...(fault.gale === undefined ? {} : { gale: fault.gale }) };
}

/** True if no seed failed. */
async function play(): Promise<boolean> {
  const seeds = seedsMade(Number(values.seeds ?? 1));
  const from = performance.now();
  const result = await campaign({
    serverUrl: server.url,
    seeds,
    lanes: values.trace ? 1 : Math.min(seeds.length, Number(values.lanes)),
    ...planted(),
    ...(values.trace ? { echo: say } : {}),
    ...kind,
    onFailure: (simulated) => say(told(simulated, { ...kind, ...plant })),
  });
  const seconds = (performance.now() - from) / 1_000;
  say(
    `${result.seeds} seeds, ${result.failed.length} failed (${result.failed.join(' ')}); ` +
      (values.sets ? `${result.setsInStorms} sets were paid in the storms; ` : '') +
      `${result.events} events in ${seconds.toFixed(1)} s, ` +
      `${Math.round((result.seeds / seconds) * 60)} seeds a minute`,
  );
  return result.failed.length === 0;
}

/** True if every planted fault was found. */
async function searchAll(): Promise<boolean> {
  const seeds = values.seeds === undefined ? gateSeeds : seedsMade(Number(values.seeds));
  const lanes = Number(values.lanes);
  let missed = 0;
  for (const planted of plantedFaults) {
    const from = performance.now();
    const found = await findPlanted({ serverUrl: server.url, planted, seeds, lanes });
    const seconds = (performance.now() - from) / 1_000;
    const shown = found ? `seed ${found.seed}: ${found.shown.slice(0, 100)}` : 'NOT FOUND';
    say(`${planted.conduct.name.padEnd(20)} ${seconds.toFixed(1).padStart(6)} s  ${shown}`);
    if (!found) missed += 1;
  }
  return missed === 0;
}
