/**
 * A process that reverses a whole run, for tests that kill it: `run-reversal.ts URL WORKER RUN`. It tells its events
 * as telling-world.ts says.
 */
import { reverseRun } from '#operations/runs/reverse-run.ts';
import { quickly, tell, tellingWorld } from './telling-world.ts';

const [, , url = '', worker = 'one', run = '0'] = process.argv;
const world = tellingWorld(url, worker);
const of = { runId: Number(run), employees: null, payOn: null, dryRun: false };
const done = await reverseRun(world, { ...of, why: 'the wrong file' }, quickly);
tell({ kind: 'ended', ok: done.ok });
await world.store.close();
