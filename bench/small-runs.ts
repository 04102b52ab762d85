/**
 * Measures a run of 10 and a run of 2,000 people from open to committed: `npm run bench:small-runs [-- ROUNDS]`,
 * 5 rounds by default. `--json` prints the figures as JSON.
 *
 * The runs are opened, calculated, reviewed, approved and committed in this process. Each round pays the next
 * period of the same people. Two rounds before them are not counted: in a worker the code is compiled already,
 * statistics are taken and plans are made.
 */
import { parseArgs } from 'node:util';
import { operator } from '#caller.ts';
import { runPayrollForPeriod } from '#operations/runs/auto-run-payroll.ts';
import { verify } from '#operations/verify.ts';
import type { World } from '#operations/world.ts';
import { defaultSettings } from '#settings/work-settings.fixture.ts';
import { createStore } from '#store/store.ts';
import { silent } from '../test/support/silent.ts';
import { benchDatabase, median } from './bench-database.ts';
import { layCity } from './city.ts';
import { cleanUp } from './clean-up.ts';
import { must } from './due-companies.ts';
import { ask } from './worker-processes.ts';

const { values, positionals } = parseArgs({
  options: { json: { type: 'boolean', default: false } },
  allowPositionals: true,
});
const rounds = Number(positionals[0] ?? 5);
const unrecorded = 2;
const roundsMax = 22;
if (!(rounds >= 1 && rounds <= roundsMax)) throw new Error(`1 to ${roundsMax} rounds`);
const sizes = [10, 2_000];

const database = await benchDatabase();
const store = createStore({ url: database.url });
const caller = operator({ who: 'person:bench', door: 'library' });
const doing = { worker: 'worker:bench', settings: defaultSettings };
const world: World = { store, telemetry: silent, caller, ...doing };
const measured: ({ readonly people: number } & Measured)[] = [];
for (const people of sizes) measured.push({ people, ...(await measure(people)) });
const broken = (await verify(world)).filter((one) => one.violations.length > 0);
if (values.json) process.stdout.write(`${JSON.stringify({ sizes: measured })}\n`);
else {
  for (const { people, ms, cpuMs } of measured) {
    process.stdout.write(
      `${people.toLocaleString('en')} people: median ${median(ms).toFixed(1)} ms from open to committed ` +
        `(${Math.min(...ms).toFixed(1)} to ${Math.max(...ms).toFixed(1)}, ${rounds} rounds); ` +
        `${median(cpuMs).toFixed(1)} ms of this process's processor time\n`,
    );
  }
}
process.exitCode = broken.length === 0 ? 0 : 1;
await store.close();
await cleanUp();

interface Measured {
  readonly ms: readonly number[];
  readonly cpuMs: readonly number[];
}

async function measure(people: number): Promise<Measured> {
  const city = await layCity(world, { code: `city-${people}`, people });
  const [ms, cpuMs]: [number[], number[]] = [[], []];
  for (let round = 1 - unrecorded; round <= rounds; round += 1) {
    const periodId = await city.nextFortnight();
    if (round <= 0) await ask(database.url, 'analyze');
    const [startedMs, startedCpu] = [performance.now(), process.cpuUsage()];
    const ran = must(
      await runPayrollForPeriod(
        world,
        { periodId, force: { reason: 'bench' } },
        { concurrency: 2, pause: async () => undefined },
      ),
    );
    if (ran.kind !== 'ran' || ran.run.state !== 'committed') throw new Error('it is not committed');
    if (round <= 0) continue;
    ms.push(performance.now() - startedMs);
    const { user, system } = process.cpuUsage(startedCpu);
    cpuMs.push((user + system) / 1_000);
  }
  return { ms, cpuMs };
}
