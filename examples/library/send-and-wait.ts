/**
 * The four calls of Celery: send a task, look at its id, wait for its result, send one for a period.
 *
 * Needs a worker on the same database: `npx paybeat worker`.
 */
import { autoRunPayroll, closePaybeat, PaybeatRefused, runPayrollForPeriod } from 'paybeat';

const task = await autoRunPayroll.delay();
process.stdout.write(`sent ${task.id}\n`);
const results = await task.get({ timeout: 10 });
process.stdout.write(`${await task.status}: ${JSON.stringify(results)}\n`);

const period = await runPayrollForPeriod.delay({ periodId: 1, force: false });
try {
  process.stdout.write(`${JSON.stringify(await period.get({ timeout: 10 }))}\n`);
} catch (error) {
  if (!(error instanceof PaybeatRefused)) throw error;
  process.stdout.write(`${error.code}: ${error.message}\n`);
}
await closePaybeat();
