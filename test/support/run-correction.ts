/**
 * A process that corrects a whole run, for tests that kill it: `run-correction.ts URL WORKER RUN`. It tells its events
 * as telling-world.ts says.
 */
import { correctRun } from '#operations/runs/correct-run.ts';
import { quickly, tell, tellingWorld } from './telling-world.ts';

const [, , url = '', worker = 'one', run = '0'] = process.argv;
const world = tellingWorld(url, worker);
const of = { runId: Number(run), employees: null, payOn: null, dryRun: false };
const done = await correctRun(world, { ...of, hours: null, why: 'a late raise' }, quickly);
tell({ kind: 'ended', ok: done.ok });
await world.store.close();
