/**
 * A process that runs what is due in a database, for tests that kill it: `run-due.ts URL WORKER`. It tells its
 * events as telling-world.ts says.
 */
import { autoRunPayroll } from '#operations/runs/auto-run-payroll.ts';
import { quickly, tell, tellingWorld } from './telling-world.ts';

const [, , url = '', worker = 'one'] = process.argv;
const world = tellingWorld(url, worker);
const results = await autoRunPayroll(world, quickly);
tell({ kind: 'ended', results: results.map(({ kind, periodId }) => ({ kind, periodId })) });
await world.store.close();
