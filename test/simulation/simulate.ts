/**
 * Plays one seed again, or many seeds for the first time: `npm run simulate -- --seed 1234 --trace`.
 *
 *   --seed N        the first seed, 1 unless told
 *   --seeds COUNT   how many, 1 unless told
 *   --crashes       the database is killed with leases in hand, and nothing else goes wrong
 *   --several       several periods of the same people are due at once
 *   --trace         every event as it happens
 *   --plant NAME    with a planted fault, which it is to find (planted/)
 *   --lanes COUNT   databases at once, 2 unless told
 */
import { parseArgs } from 'node:util';
import { openTestServer } from '../support/test-server.ts';
import { campaign, told } from './campaign.ts';
import { plantedFault } from './planted/planted-faults.ts';

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    seeds: { type: 'string', default: '1' },
    lanes: { type: 'string', default: '2' },
    plant: { type: 'string' },
    trace: { type: 'boolean', default: false },
    crashes: { type: 'boolean', default: false },
    several: { type: 'boolean', default: false },
  },
});
const say = (line: string) => process.stdout.write(`${line}\n`);
const kind = { hasCrashes: values.crashes, hasSeveral: values.several };
const plant = values.plant === undefined ? {} : { plant: values.plant };
const first = Number(values.seed);
const count = Number(values.seeds);
const server = await openTestServer();
const from = performance.now();
const result = await campaign({
  serverUrl: server.url,
  seeds: Array.from({ length: count }, (_, index) => first + index),
  lanes: values.trace ? 1 : Math.min(count, Number(values.lanes)),
  ...(values.plant === undefined ? {} : { planted: plantedFault(values.plant) }),
  ...(values.trace ? { echo: say } : {}),
  ...kind,
  onFailure: (simulated) => say(told(simulated, { ...kind, ...plant })),
});
await server.close();
const seconds = (performance.now() - from) / 1_000;
say(
  `${result.seeds} seeds, ${result.failed.length} failed (${result.failed.join(' ')}); ` +
    `${result.events} events in ${seconds.toFixed(1)} s, ` +
    `${Math.round((result.seeds / seconds) * 60)} seeds a minute`,
);
process.exitCode = result.failed.length === 0 ? 0 : 1;
