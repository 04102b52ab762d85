/**
 * Lists every transaction that covers all companies, with its reason. A new one fails here until it
 * has a reason why no company can be named. Ids from people go through operations/look-up.ts.
 */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const src = join(import.meta.dirname, '..', '..', 'src');

/** Reason → file → count. */
const allowed: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  'whoever has several companies: each list has the condition of the caller': {
    'caller.ts': 2,
  },
  'asks for the clock of the database': {
    'open-world.ts': 1,
  },
  'a beat is of no company': {
    'answers/beat.ts': 1,
    'operations/beat/list-ticks.ts': 1,
    'operations/beat/pulse-of-beat.ts': 1,
    'operations/beat/put-entries.ts': 4,
    'operations/beat/strike-entry.ts': 1,
    'operations/beat/strike-due.ts': 1,
  },
  'a worker writes or sends audit heads of all companies, and writes their certificates': {
    'operations/audit/head-file.ts': 1,
    'operations/audit/head-url.ts': 1,
    'operations/proof/write-certificates.ts': 1,
  },
  'a code is of one company; an operator adds it': {
    'operations/companies/add-company.ts': 2,
  },
  'an operator looks at the whole database': {
    'operations/doctor.ts': 6,
    'operations/verify.ts': 1,
  },
  'a restore is of the whole database, and an operator accepts it': {
    'operations/backup/accept-restore.ts': 1,
    'operations/backup/since-backup.ts': 5,
  },
  'tax tables are of all companies, and operators load them': {
    'operations/tables/list-tables.ts': 2,
    'operations/tables/load-tables.ts': 2,
    'operations/tables/remove-tables.ts': 1,
  },
  'loads companies that are not there yet': {
    'operations/load-demo.ts': 2,
  },
  'a key of the API is of the installation': {
    'operations/access/api-keys.ts': 3,
  },
  'a lock is a name': {
    'operations/locks/clean-locks.ts': 1,
    'operations/locks/database-locks.ts': 4,
    'operations/locks/list-locks.ts': 1,
  },
  'a task is of the company of its period, which is asked first; a guard lets it pass': {
    'answers/tasks.ts': 1,
    'operations/look-up.ts': 2,
  },
  'what is due is looked for everywhere': {
    'operations/periods/close-inputs.ts': 1,
    'operations/runs/auto-run-payroll.ts': 1,
    'operations/runs/open-due-runs.ts': 2,
    'operations/runs/reconcile.ts': 1,
    'operations/runs/sets/enqueue-sets.ts': 1,
    'operations/runs/sets/run-sets.ts': 2,
    'operations/runs/sets/run-together.ts': 1,
    'operations/workers/begin-runs.ts': 2,
  },
  'a worker extends every schedule, an operator checks every due instant': {
    'operations/schedules/generate-periods.ts': 1,
    'operations/schedules/recheck-due-instants.ts': 1,
  },
  'the row of a task names no company': {
    'operations/tasks/await-task.ts': 2,
    'operations/tasks/perform-task.ts': 6,
    'operations/tasks/send-task.ts': 2,
  },
  'a worker is of no company': {
    'answers/periods.ts': 1,
    'operations/workers/bury-neighbours.ts': 2,
    'operations/workers/control-workers.ts': 3,
    'operations/workers/examine-processes.ts': 1,
    'operations/workers/follow-events.ts': 2,
    'operations/workers/forget-ended.ts': 1,
    'operations/workers/inspect-workers.ts': 2,
    'operations/workers/leave-worker.ts': 2,
    'operations/workers/measure.ts': 1,
    'operations/workers/overview.ts': 1,
    'operations/workers/pulse.ts': 2,
    'operations/workers/remarks-on-start.ts': 2,
    'operations/workers/vital-signs.ts': 1,
    'operations/workers/work-in-hand.ts': 1,
  },
  'a process is of no company': {
    'processes/worker/looking.ts': 2,
    'processes/worker/worker.ts': 1,
  },
};

it('every transaction over all companies has a reason', async () => {
  const files = await readdir(src, { recursive: true });
  const found: Record<string, number> = {};
  for (const file of files.filter((one) => one.endsWith('.ts') && !one.startsWith('store/'))) {
    const text = await readFile(join(src, file), 'utf8');
    const times = text.split("'every company'").length - 1;
    if (times > 0) found[file] = times;
  }
  expect(found).toEqual(Object.assign({}, ...Object.values(allowed)));
});

it('no door opens a transaction itself: it calls answers/ or an operation', async () => {
  const files = await readdir(src, { recursive: true });
  const ofDoors = files.filter((one) => /^(?:cli|http|library|methods)\/.*\.ts$/.test(one));
  const found: string[] = [];
  for (const file of ofDoors) {
    const text = await readFile(join(src, file), 'utf8');
    if (/\bstore\s*\.\s*(?:read|write|rehearse)\b/.test(text)) found.push(file);
  }
  expect(ofDoors.length).toBeGreaterThan(50);
  expect(found).toEqual([]);
});
