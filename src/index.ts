/**
 * Paybeat as a library.
 *
 *   import { autoRunPayroll, closePaybeat, runPayrollForPeriod } from 'paybeat';
 *
 *   const task = await runPayrollForPeriod.delay({ periodId: 1, force: false });
 *   console.log(task.id, await task.get({ timeout: 10 }));
 *   await closePaybeat();
 *
 * `autoRunPayroll` and `runPayrollForPeriod` use the configuration of this process (environment,
 * paybeat.config.json), opened at the first use; `openPaybeat` opens one of your own with everything
 * that the command can do.
 */
import { openPaybeat, type Paybeat } from '#library/library.ts';
import { taskNamed, valueOf, type WorldSource } from '#library/tasks.ts';
import type { PeriodToRun } from '#library/work.ts';

export type { Action } from '#actions.ts';
export type { Answer, Issue, Refusal } from '#errors.ts';
export { Outage } from '#errors.ts';
export type { OpenPaybeat, Paybeat } from '#library/library.ts';
export { openPaybeat } from '#library/library.ts';
export type { ApplyOptions, SentHandle, Task } from '#library/tasks.ts';
export { PaybeatRefused, valueOf } from '#library/tasks.ts';
export type { PeriodToRun } from '#library/work.ts';
export { calculateCase, caseSchema } from '#operations/calculate-case.ts';
export { payCodeSchema } from '#operations/companies/list-pay-codes.ts';
export { publishSchema as scheduleSchema } from '#operations/publish-schema.ts';
export { nextCron } from '#operations/schedules/next-cron.ts';
export { planDefinition } from '#operations/schedules/plan-definition.ts';
export type { PaybeatEvent } from '#telemetry.ts';

let shared: Promise<Paybeat> | null = null;

const fromEnvironment: WorldSource = async () => {
  shared ??= openPaybeat().then(valueOf);
  try {
    return (await shared).hand;
  } catch (error) {
    // The next call tries again.
    shared = null;
    throw error;
  }
};

/** Opens and runs every pay period that is due, on a worker. */
export const autoRunPayroll = taskNamed<[]>('auto_run_payroll', fromEnvironment);
/** Runs one pay period, on a worker. */
export const runPayrollForPeriod = taskNamed<[PeriodToRun]>(
  'run_payroll_for_period',
  fromEnvironment,
);

/** Closes what the two tasks above have opened; a program ends only then. */
export async function closePaybeat(): Promise<void> {
  const opened = shared;
  shared = null;
  await (await opened)?.close();
}
