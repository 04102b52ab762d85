/**
 * A worker and a beat inside your own program. It opens Paybeat once, works until the signal is aborted,
 * and sends itself a task in the meantime.
 */
import { openPaybeat, valueOf } from 'paybeat';

const paybeat = valueOf(
  await openPaybeat({
    migrate: true,
    settings: {
      taskRoutes: { 'run_*': 'payroll' },
      beat: { hourly: { task: 'auto_run_payroll', cron: '0 * * * *', expires: 3_600 } },
    },
    onEvent: (event) => {
      if (event.kind === 'task_succeeded') process.stdout.write(`done: ${event.task}\n`);
    },
  }),
);
const stop = new AbortController();
const working = paybeat.start({ signal: stop.signal, name: 'inside' });

const task = await paybeat.autoRunPayroll.applyAsync({ expires: 60, priority: 1 });
await task.get({ timeout: 30 });
const later = await paybeat.autoRunPayroll.applyAsync({ countdown: 3_600 });
await later.revoke();
process.stdout.write(`${later.id} is ${await later.status}\n`);

stop.abort();
valueOf(await working);
await paybeat.close();
