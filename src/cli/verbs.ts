/** Every verb of the command, in the order and the groups of its help. */

import { registerApi } from './access/api.ts';
import { registerApiKeys } from './access/api-keys.ts';
import { registerAuditHead } from './audit/audit-head.ts';
import { registerAuditList } from './audit/audit-list.ts';
import { registerAuditVerify } from './audit/audit-verify.ts';
import { registerBackup } from './backup/backup.ts';
import { registerRestore } from './backup/restore.ts';
import { registerBeat } from './beat/beat.ts';
import { registerBeatEntries } from './beat/beat-entries.ts';
import { registerCalendarImport } from './calendars/calendar-import.ts';
import { registerCalendarList } from './calendars/calendar-list.ts';
import { registerClose } from './closing/close.ts';
import { registerImportDjango } from './coming/import-django.ts';
import { registerAccounts } from './companies/accounts.ts';
import { registerCompanyAdd } from './companies/company-add.ts';
import { registerCompanyList } from './companies/company-list.ts';
import { registerCompanySettings } from './companies/company-settings.ts';
import { registerPayCodes } from './companies/paycodes.ts';
import { registerChangesConfirm } from './judgement/changes-confirm.ts';
import { registerChangesList } from './judgement/changes-list.ts';
import { registerLimits } from './judgement/limits.ts';
import { registerRunsConfirm } from './judgement/runs-confirm.ts';
import { registerLiabilitiesDepositor } from './liabilities/liabilities-depositor.ts';
import { registerLiabilitiesList } from './liabilities/liabilities-list.ts';
import { registerLiabilitiesQuarter } from './liabilities/liabilities-quarter.ts';
import { registerLiabilitiesYear } from './liabilities/liabilities-year.ts';
import { registerLocksList } from './locks/locks-list.ts';
import { registerLocksRelease } from './locks/locks-release.ts';
import { registerOwedDecide } from './owed/owed-decide.ts';
import { registerOwedList } from './owed/owed-list.ts';
import { registerCalculate } from './payslips/calculate.ts';
import { registerCoverage } from './payslips/coverage.ts';
import { registerPayslipExplain } from './payslips/payslip-explain.ts';
import { registerPayslipList } from './payslips/payslip-list.ts';
import { registerPayslipShow } from './payslips/payslip-show.ts';
import { registerPreview } from './payslips/preview.ts';
import { registerBalancesImport } from './people/balances-import.ts';
import { registerColumns } from './people/columns.ts';
import { registerDatedInputs } from './people/dated-imports.ts';
import { registerEmployeesMove } from './people/employees-move.ts';
import { registerHoursImport } from './people/hours-import.ts';
import { registerInputsImport } from './people/inputs-import.ts';
import { registerRosterImport } from './people/roster-import.ts';
import { registerStoredLists } from './people/stored-lists.ts';
import { registerDue } from './periods/due.ts';
import { registerPeriodsActivate } from './periods/periods-activate.ts';
import { registerPeriodsAdd } from './periods/periods-add.ts';
import { registerPeriodsControl } from './periods/periods-control.ts';
import { registerPeriodsList } from './periods/periods-list.ts';
import { registerPeriodsShow } from './periods/periods-show.ts';
import type { RegisterVerb } from './program.ts';
import { registerCertificate } from './proof/certificate.ts';
import { registerKeys } from './proof/keys.ts';
import { registerRegister } from './registers/register.ts';
import { registerRunsJournal } from './registers/runs-journal.ts';
import { registerRunsRegister } from './registers/runs-register.ts';
import { registerSimulate } from './rehearsal/simulate.ts';
import { registerPeople } from './reviews/people.ts';
import { registerRunPayrollAutomation } from './runs/run-payroll-automation.ts';
import { registerRunsApprove } from './runs/runs-approve.ts';
import { registerRunsControl } from './runs/runs-control.ts';
import { registerRunsCorrect } from './runs/runs-correct.ts';
import { registerRunsDifferences } from './runs/runs-differences.ts';
import { registerRunsList } from './runs/runs-list.ts';
import { registerRunsObject } from './runs/runs-object.ts';
import { registerRunsOffCycle } from './runs/runs-off-cycle.ts';
import { registerRunsReverse } from './runs/runs-reverse.ts';
import { registerRunsReview } from './runs/runs-review.ts';
import { registerRunsShow } from './runs/runs-show.ts';
import { registerCronNext } from './schedules/cron-next.ts';
import { registerExplain } from './schedules/explain.ts';
import { registerPlan } from './schedules/plan.ts';
import { registerScheduleAdd } from './schedules/schedule-add.ts';
import { registerScheduleChange } from './schedules/schedule-change.ts';
import { registerScheduleList } from './schedules/schedule-list.ts';
import { registerScheduleOverride } from './schedules/schedule-override.ts';
import { registerSchedulePause, registerScheduleResume } from './schedules/schedule-pause.ts';
import { registerScheduleSchema } from './schedules/schedule-schema.ts';
import { registerScheduleShow } from './schedules/schedule-show.ts';
import {
  registerShadowCompare,
  registerShadowEnd,
  registerShadowShow,
  registerShadowStart,
  registerShadowStatus,
} from './shadow/shadow.ts';
import { registerDoctor } from './system/doctor.ts';
import { registerMigrate } from './system/migrate.ts';
import { registerMonitor } from './system/monitor.ts';
import { registerStart } from './system/start.ts';
import { registerVerify } from './system/verify.ts';
import { registerTablesFile } from './tables/tables-file.ts';
import { registerTablesLoaded } from './tables/tables-loaded.ts';
import { registerTasks } from './tasks/tasks.ts';
import { registerControl } from './workers/control.ts';
import { registerEvents } from './workers/events.ts';
import { registerInspect } from './workers/inspect.ts';
import { registerWorker } from './workers/worker.ts';

/** Sets the help heading for the verbs that follow. */
const heading =
  (words: string): RegisterVerb =>
  (program) => {
    program.commandsGroup(`${words}:`);
  };

/** The most important verbs come first. */
export const verbs: readonly RegisterVerb[] = [
  heading('Run payroll'),
  registerStart,
  registerDue,
  registerPreview,
  registerRunPayrollAutomation,
  registerRunsList,
  registerRunsShow,
  registerRunsDifferences,
  registerRunsRegister,
  registerRunsJournal,
  registerRunsReview,
  registerRunsApprove,
  registerRunsConfirm,
  registerRunsObject,
  registerRunsControl,
  registerRunsOffCycle,
  registerRunsReverse,
  registerRunsCorrect,
  registerOwedList,
  registerOwedDecide,
  registerShadowStart,
  registerShadowCompare,
  registerShadowStatus,
  registerShadowShow,
  registerShadowEnd,
  heading('Prepare a period'),
  registerHoursImport,
  registerInputsImport,
  registerRosterImport,
  registerStoredLists,
  registerDatedInputs,
  registerEmployeesMove,
  registerBalancesImport,
  registerColumns,
  registerChangesList,
  registerChangesConfirm,
  registerLimits,
  registerPeriodsList,
  registerPeriodsShow,
  registerPeriodsAdd,
  registerPeriodsActivate,
  registerPeriodsControl,
  heading('Look'),
  registerPayslipShow,
  registerPayslipExplain,
  registerPayslipList,
  registerRegister,
  registerLiabilitiesList,
  registerLiabilitiesQuarter,
  registerLiabilitiesYear,
  registerLiabilitiesDepositor,
  registerClose,
  registerExplain,
  registerPlan,
  registerCalculate,
  registerCoverage,
  registerSimulate,
  registerVerify,
  registerAuditList,
  registerAuditVerify,
  registerAuditHead,
  registerCertificate,
  registerKeys,
  heading('Set up'),
  registerCompanyAdd,
  registerCompanyList,
  registerCompanySettings,
  registerPeople,
  registerImportDjango,
  registerScheduleAdd,
  registerScheduleList,
  registerScheduleShow,
  registerScheduleChange,
  registerScheduleOverride,
  registerSchedulePause,
  registerScheduleResume,
  registerScheduleSchema,
  registerPayCodes,
  registerAccounts,
  registerCalendarImport,
  registerCalendarList,
  registerTablesFile,
  registerTablesLoaded,
  registerCronNext,
  heading('Operate'),
  registerDoctor,
  registerWorker,
  registerBeat,
  registerBeatEntries,
  registerTasks,
  registerInspect,
  registerControl,
  registerEvents,
  registerMonitor,
  registerApi,
  registerApiKeys,
  registerLocksList,
  registerLocksRelease,
  registerMigrate,
  registerBackup,
  registerRestore,
];
