/**
 * Paybeat as a library.
 *
 *   import { autoRunPayroll, closePaybeat, runPayrollForPeriod } from 'paybeat';
 *
 *   const task = await runPayrollForPeriod.delay({ periodId: 1, force: false });
 *   console.log(task.id, await task.get({ timeout: 10 }));
 *   await closePaybeat();
 *
 * At their first use, these two tasks read the configuration of the process: the environment and
 * paybeat.config.json. `openPaybeat` takes your own configuration. Its methods cover everything that the command line does.
 */
import { contextOf } from '#library/context.ts';
import { openPaybeat, type Paybeat } from '#library/library.ts';
import { taskNamed, type WorldSource } from '#library/tasks.ts';
import { withoutDatabase } from '#library/without-database.ts';
import type { PeriodToRun } from '#library/work.ts';
import { valueOf } from '#methods/refused.ts';

export type { Action } from '#actions.ts';
export type { EntrySeen } from '#answers/beat.ts';
export type { CalendarSeen } from '#answers/calendars.ts';
export type { DueSeen } from '#answers/periods.ts';
export type { ExceptionSeen, RunsPage } from '#answers/runs.ts';
export type { ListedSchedule, ScheduleSeen } from '#answers/schedules.ts';
export type { Answer, Issue, Refusal } from '#errors.ts';
export { Outage } from '#errors.ts';
export type { BackupFile, BackupToMake, RestorePaybeat } from '#library/backups.ts';
export type { AsPerson, ConfinedPaybeat, OpenPaybeat, Paybeat } from '#library/library.ts';
export { openPaybeat, restorePaybeat } from '#library/library.ts';
export type { ApplyOptions, SentHandle, Task } from '#library/tasks.ts';
export type { ApiToOpen, MonitorToOpen, PeriodToRun, ProcessAsk } from '#library/work.ts';
export type { ApiKeyToAdd } from '#methods/api-keys.ts';
export type {
  ChangeSchedule,
  ExplainDate,
  MoveToSchedule,
  OfSchedule,
  OverrideDate,
  PauseSchedule,
  PlanChange,
  PlanSpan,
  ResumeSchedule,
} from '#methods/asks.ts';
export type { AuditToList, AuditToVerify } from '#methods/audit.ts';
export type { OfCompany } from '#methods/context.ts';
export type { PayslipsToCorrect } from '#methods/corrections.ts';
export type { LimitsToLift } from '#methods/judgement.ts';
export type {
  DepositorOfYear,
  LiabilitiesOfQuarter,
  LiabilitiesOfTime,
  LiabilitiesOfYear,
} from '#methods/liabilities.ts';
export type {
  ForceOrLate,
  OfPayslip,
  PeriodWhy,
  PersonOfPeriod,
  RunWhy,
} from '#methods/payroll.ts';
export type { PayslipsToList } from '#methods/payslips.ts';
export type { CsvToImport, ListPage } from '#methods/people.ts';
export type { CertificateToVerify } from '#methods/proof.ts';
export { PaybeatRefused, valueOf } from '#methods/refused.ts';
export type { JournalOfRun, RegisterOfRun, RegisterOfTime } from '#methods/registers.ts';
export type { MonthsToSimulate } from '#methods/rehearsals.ts';
export type { PayslipsToReverse } from '#methods/reversals.ts';
export type { PeriodToCompare, ShadowToEnd, ShadowToStart } from '#methods/shadow.ts';
export { caseSchema } from '#operations/calculate-case.ts';
export type { AddedCompany } from '#operations/companies/add-company.ts';
export type { ExportedPayCodes } from '#operations/companies/list-pay-codes.ts';
export { payCodeSchema } from '#operations/companies/list-pay-codes.ts';
export type { PaySettingsSet } from '#operations/companies/set-pay-settings.ts';
export type { Coverage } from '#operations/coverage.ts';
export type { ImportedHours } from '#operations/people/import-hours.ts';
export type { ImportedInputs } from '#operations/people/import-inputs.ts';
export { publishSchema as scheduleSchema } from '#operations/publish-schema.ts';
export type { PayslipExplained } from '#operations/runs/explain-payslip.ts';
export type { AddedSchedule } from '#operations/schedules/add-schedule.ts';
export type { ImportedCalendar } from '#operations/schedules/import-calendar.ts';
export type { CronOccurrences } from '#operations/schedules/next-cron.ts';
export type { OverriddenPayDate } from '#operations/schedules/override-pay-date.ts';
export type { PausedSchedule, ResumedSchedule } from '#operations/schedules/pause-schedule.ts';
export type { SavedPlans } from '#operations/schedules/plan-schedules.ts';
export type { TablesChecked } from '#operations/tables/check-tables.ts';
export { type ExportedTables, tablesSchema } from '#operations/tables/export-tables.ts';
export type { WorkerReply } from '#operations/workers/control-workers.ts';
export type { PaybeatEvent } from '#telemetry.ts';

/**
 * These functions need no database, and take JSON. `calculateCase` calculates a payslip, `coverage` lists what is
 * calculated, `exportTables` and `checkTables` make and check next year's tax tables, `nextCron` lists the next times of a
 * cron expression, and `planDefinition` plans a schedule.
 */
export const { calculateCase, checkTables, coverage, exportTables, nextCron, planDefinition } =
  withoutDatabase;

let shared: Promise<Paybeat> | null = null;

const fromEnvironment: WorldSource = async () => {
  shared ??= openPaybeat().then(valueOf);
  try {
    return contextOf(await shared);
  } catch (error) {
    // After a failure, the next call tries again.
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

/** Closes the connection that the two tasks above opened. Node does not exit until you call it. */
export async function closePaybeat(): Promise<void> {
  const opened = shared;
  shared = null;
  await (await opened)?.close();
}
