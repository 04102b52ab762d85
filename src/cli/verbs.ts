/** Every verb of the command, in the order in which its help lists them. */

import type { RegisterVerb } from './program.ts';
import { registerBalancesImport } from './verbs/balances-import.ts';
import { registerBeat } from './verbs/beat.ts';
import { registerBeatEntries } from './verbs/beat-entries.ts';
import { registerCalculate } from './verbs/calculate.ts';
import { registerCalendarImport } from './verbs/calendar-import.ts';
import { registerCalendarList } from './verbs/calendar-list.ts';
import { registerCompanyAdd } from './verbs/company-add.ts';
import { registerCompanyList } from './verbs/company-list.ts';
import { registerCompanySettings } from './verbs/company-settings.ts';
import { registerControl } from './verbs/control.ts';
import { registerCronNext } from './verbs/cron-next.ts';
import { registerDatedInputs } from './verbs/dated-imports.ts';
import { registerDoctor } from './verbs/doctor.ts';
import { registerDue } from './verbs/due.ts';
import { registerEmployeesMove } from './verbs/employees-move.ts';
import { registerEvents } from './verbs/events.ts';
import { registerExplain } from './verbs/explain.ts';
import { registerHoursImport } from './verbs/hours-import.ts';
import { registerInputsImport } from './verbs/inputs-import.ts';
import { registerInspect } from './verbs/inspect.ts';
import { registerLocksList } from './verbs/locks-list.ts';
import { registerLocksRelease } from './verbs/locks-release.ts';
import { registerMigrate } from './verbs/migrate.ts';
import { registerMonitor } from './verbs/monitor.ts';
import { registerPayCodes } from './verbs/paycodes.ts';
import { registerPayslipExplain } from './verbs/payslip-explain.ts';
import { registerPayslipShow } from './verbs/payslip-show.ts';
import { registerPeriodsActivate } from './verbs/periods-activate.ts';
import { registerPeriodsAdd } from './verbs/periods-add.ts';
import { registerPeriodsControl } from './verbs/periods-control.ts';
import { registerPeriodsList } from './verbs/periods-list.ts';
import { registerPeriodsShow } from './verbs/periods-show.ts';
import { registerPlan } from './verbs/plan.ts';
import { registerPreview } from './verbs/preview.ts';
import { registerRosterImport } from './verbs/roster-import.ts';
import { registerRunPayrollAutomation } from './verbs/run-payroll-automation.ts';
import { registerRunsApprove } from './verbs/runs-approve.ts';
import { registerRunsControl } from './verbs/runs-control.ts';
import { registerRunsList } from './verbs/runs-list.ts';
import { registerRunsOffCycle } from './verbs/runs-off-cycle.ts';
import { registerRunsShow } from './verbs/runs-show.ts';
import { registerScheduleAdd } from './verbs/schedule-add.ts';
import { registerScheduleChange } from './verbs/schedule-change.ts';
import { registerScheduleList } from './verbs/schedule-list.ts';
import { registerScheduleOverride } from './verbs/schedule-override.ts';
import { registerSchedulePause, registerScheduleResume } from './verbs/schedule-pause.ts';
import { registerScheduleSchema } from './verbs/schedule-schema.ts';
import { registerScheduleShow } from './verbs/schedule-show.ts';
import { registerStart } from './verbs/start.ts';
import { registerTasks } from './verbs/tasks.ts';
import { registerVerify } from './verbs/verify.ts';
import { registerWorker } from './verbs/worker.ts';

export const verbs: readonly RegisterVerb[] = [
  registerStart,
  registerWorker,
  registerBeat,
  registerBeatEntries,
  registerMigrate,
  registerCompanyAdd,
  registerCompanyList,
  registerCompanySettings,
  registerScheduleAdd,
  registerScheduleList,
  registerScheduleShow,
  registerScheduleChange,
  registerScheduleOverride,
  registerSchedulePause,
  registerScheduleResume,
  registerScheduleSchema,
  registerPlan,
  registerCronNext,
  registerCalendarImport,
  registerCalendarList,
  registerPayCodes,
  registerRosterImport,
  registerDatedInputs,
  registerEmployeesMove,
  registerHoursImport,
  registerInputsImport,
  registerBalancesImport,
  registerPeriodsList,
  registerPeriodsShow,
  registerPeriodsAdd,
  registerPeriodsActivate,
  registerPeriodsControl,
  registerDue,
  registerExplain,
  registerPreview,
  registerCalculate,
  registerRunPayrollAutomation,
  registerTasks,
  registerInspect,
  registerControl,
  registerEvents,
  registerMonitor,
  registerLocksList,
  registerLocksRelease,
  registerRunsList,
  registerRunsShow,
  registerRunsApprove,
  registerRunsControl,
  registerRunsOffCycle,
  registerPayslipShow,
  registerPayslipExplain,
  registerVerify,
  registerDoctor,
];
