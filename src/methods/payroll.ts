/**
 * The methods for payroll teams: companies, schedules, imports, periods, runs and payslips.
 *
 * Each method finds the company by its code, fills in who acts, and calls one operation.
 */

import { addedCompanyShape, companiesListed, settingsShape } from '#answers/companies.ts';
import {
  activatedPeriodShape,
  explainedPeriodShape,
  explainedPreviewShape,
} from '#answers/explanations.ts';
import { answerShownAs, eachShownAs } from '#answers/json-form.ts';
import { previewShape } from '#answers/payslips.ts';
import { dueSeen, periodAdded, periodSeen, periodShape, periodsListed } from '#answers/periods.ts';
import { offCycleShape, resultShape } from '#answers/results.ts';
import { approvedRunShape, runSeen, runShape, runsListed, runsPage } from '#answers/runs.ts';
import {
  addedScheduleShape,
  plansShape,
  scheduleSeen,
  schedulesListed,
} from '#answers/schedules.ts';
import { actorOf } from '#caller.ts';
import { answer } from '#errors.ts';
import { type AddCompany, addCompany } from '#operations/companies/add-company.ts';
import { findCompany, findSchedule } from '#operations/companies/find-company.ts';
import { setPaySettings } from '#operations/companies/set-pay-settings.ts';
import { heldChanges } from '#operations/judgement/held-changes.ts';
import { moveEmployee } from '#operations/people/move-employee.ts';
import { activatePeriod } from '#operations/periods/activate-period.ts';
import { type AddPeriod, addPeriod } from '#operations/periods/add-period.ts';
import { explainPeriod } from '#operations/periods/explain-period.ts';
import {
  holdPeriod,
  releasePeriod,
  skipPeriod,
  unskipPeriod,
} from '#operations/periods/hold-period.ts';
import { type ApproveRun, approveRun } from '#operations/runs/approve-run.ts';
import {
  autoRunPayroll,
  runPayrollForPeriod,
  runPayrollForPeriods,
} from '#operations/runs/auto-run-payroll.ts';
import { recalculateRun, retryRun, voidRun } from '#operations/runs/control-run.ts';
import { pairsOfRun } from '#operations/runs/correction-pairs.ts';
import { explainPreview } from '#operations/runs/explain-preview.ts';
import { forcedBy } from '#operations/runs/forced-by.ts';
import type { OpenHeldRun } from '#operations/runs/open-held.ts';
import type { OpenOffCycleRun } from '#operations/runs/open-off-cycle.ts';
import { previewRun } from '#operations/runs/preview-run.ts';
import { payHeld, runOffCycle } from '#operations/runs/run-off-cycle.ts';
import { addSchedule } from '#operations/schedules/add-schedule.ts';
import { changeSavedSchedule } from '#operations/schedules/change-saved-schedule.ts';
import { explainSavedDate } from '#operations/schedules/explain-date.ts';
import { findScheduleNamed } from '#operations/schedules/name-schedules.ts';
import { overridePayDate } from '#operations/schedules/override-pay-date.ts';
import { pauseSchedule, resumeSchedule } from '#operations/schedules/pause-schedule.ts';
import { planChange, planSchedules } from '#operations/schedules/plan-schedules.ts';
import type {
  ChangeSchedule,
  ExplainDate,
  MoveToSchedule,
  OverrideDate,
  PauseSchedule,
  PlanChange,
  ResumeSchedule,
} from './asks.ts';
import { driveOf, inCompany, type MethodContext, type OfCompany } from './context.ts';
import { correctingIn } from './corrections.ts';
import { confirmingIn } from './judgement.ts';
import { differencesIn, payslipsIn } from './payslips.ts';
import { valueOf } from './refused.ts';
import { registerOfRunIn } from './registers.ts';
import { reversingIn } from './reversals.ts';
import { reviewingIn } from './reviews.ts';

export function companiesIn(context: MethodContext) {
  const { world } = context;
  return {
    companies: {
      /** Adds a company. `covered` describes the taxes that are calculated for it. */
      add: async (ask: AddCompany) =>
        answerShownAs(await addCompany(world, { ...ask }), (added) =>
          addedCompanyShape(added, ask),
        ),
      list: () => companiesListed(world),
      /** Shows how a company calculates pay, and changes the settings that are given. */
      settings: (ask: OfCompany & Omit<Parameters<typeof setPaySettings>[1], 'company'>) =>
        inCompany(context, ask, async (company) =>
          answerShownAs(await setPaySettings(world, { ...ask, company }), (set) =>
            settingsShape(company, set),
          ),
        ),
    },
    schedules: {
      /** Adds a pay schedule and generates its coming periods. */
      add: (
        ask: OfCompany & { readonly definition: unknown; readonly fromOn?: Temporal.PlainDate },
      ) =>
        inCompany(context, ask, async ({ companyId, code }) =>
          answerShownAs(await addSchedule(world, { ...ask, companyId }), (added) =>
            addedScheduleShape({ code }, added),
          ),
        ),
      list: () => schedulesListed(world),
      /** Shows one pay schedule. */
      show: async ({ company, code }: OfCompany & { readonly code: string }) => {
        const found = await findScheduleNamed(world, { company: company ?? null, code });
        if (!found.ok) return found;
        const { saved, company: of } = found.value;
        return answer(await scheduleSeen(world, { schedule: saved.row, company: of.code }));
      },
      /** Plans twelve months of saved schedules. Saves nothing. */
      plan: async (ask: Partial<Parameters<typeof planSchedules>[1]> = {}) =>
        answerShownAs(
          await planSchedules(world, { company: null, code: null, ...ask }),
          plansShape,
        ),
      /** Compares the plans before and after a changed definition. Saves nothing. */
      planChange: (ask: PlanChange) => planChange(world, { company: null, ...ask }),
      /** Pauses the automation of a schedule. A person may still force a period. */
      pause: (ask: PauseSchedule) => pauseSchedule(world, { company: null, ...ask }),
      /** Resumes the automation of a schedule. */
      resume: (ask: ResumeSchedule) =>
        resumeSchedule(world, { company: null, runMissed: false, ...ask }),
      /** Explains why a date is a pay date, a due date or the first or last day of a period, or why not. */
      explainDate: (ask: ExplainDate) => explainSavedDate(world, { company: null, ...ask }),
      /** Changes the definition of a schedule from a day on, with a transition period if needed. */
      change: (ask: ChangeSchedule) =>
        changeSavedSchedule(world, {
          ...{ company: null, fromOn: null, transitionPayOn: null, dryRun: false },
          ...ask,
        }),
      /** Overrides the pay date or the input cut-off of one period, or removes an override. */
      override: (ask: OverrideDate) =>
        overridePayDate(world, { company: null, dryRun: false, ...ask }),
    },
    employees: {
      /** Moves an employee to another schedule from a day on. */
      move: (ask: MoveToSchedule) =>
        inCompany(context, ask, (company) =>
          moveEmployee(world, { dryRun: false, ...ask, company }),
        ),
    },
  };
}

const listMax = 100;

/** Replaces the code of a company by its id. Throws `PaybeatRefused` `company_not_found`. */
async function byId<Ask extends OfCompany & { readonly companyId?: number }>(
  { world }: MethodContext,
  ask: Ask,
): Promise<Omit<Ask, 'company'>> {
  const { company: code, ...rest } = ask;
  if (code === undefined) return rest;
  return { ...rest, companyId: valueOf(await findCompany(world, code)).companyId };
}

export interface PeriodWhy {
  readonly periodId: number;
  /** Recorded in the audit chain. */
  readonly why: string;
}

export interface PersonOfPeriod {
  readonly periodId: number;
  /** Employee number. */
  readonly number: string;
}

export function periodsIn(context: MethodContext) {
  const { world } = context;
  type NewPeriod = Omit<AddPeriod, 'companyId' | 'scheduleId' | 'payOn' | 'rule'> & {
    readonly payOn?: Temporal.PlainDate;
    readonly rule?: unknown;
    readonly schedule?: string;
  };
  return {
    periods: {
      /** Lists periods, the oldest first: at most `limit`, 100 by default. */
      list: async (ask: OfCompany & Partial<Parameters<typeof periodsListed>[1]> = {}) =>
        (await periodsListed(world, { limit: listMax, ...(await byId(context, ask)) })).periods,
      /** The same in pages: pass `next` of a page as `after` of the following one. */
      page: async (ask: OfCompany & Partial<Parameters<typeof periodsListed>[1]> = {}) =>
        periodsListed(world, { limit: listMax, ...(await byId(context, ask)) }),
      /** The period, or null if there is none. */
      show: (periodId: number) => periodSeen(world, { periodId }),
      /** Adds a period by hand, as a draft. It runs only after `activate`. */
      add: (ask: OfCompany & NewPeriod) =>
        inCompany(context, ask, async ({ companyId }) => {
          const { schedule: code, payOn = null, rule = null, ...period } = ask;
          const schedule =
            code === undefined ? null : await findSchedule(world, { companyId, code });
          if (schedule !== null && !schedule.ok) return schedule;
          const scheduleId = schedule?.value.scheduleId ?? null;
          const added = await addPeriod(world, {
            ...period,
            ...{ companyId, scheduleId, payOn, rule },
          });
          return added.ok ? answer(await periodAdded(world, added.value)) : added;
        }),
      /** Activates a draft period, so that it can fall due and run. */
      activate: async (periodId: number) => {
        const activated = await activatePeriod(world, { periodId });
        if (!activated.ok) return activated;
        return answerShownAs(await explainPeriod(world, { periodId }), activatedPeriodShape);
      },
      /** Holds a period: it does not run until a person releases it. */
      hold: async (ask: PeriodWhy) => answerShownAs(await holdPeriod(world, ask), periodShape),
      /** Allows a held or missed period to run, however late it is. */
      release: async (periodId: number) =>
        answerShownAs(await releasePeriod(world, { periodId }), periodShape),
      /** Leaves a period out: nobody is paid for it. */
      skip: async (ask: PeriodWhy) => answerShownAs(await skipPeriod(world, ask), periodShape),
      /** Reverses `skip`. If the period should have run in the meantime, it is held. */
      unskip: async (periodId: number) =>
        answerShownAs(await unskipPeriod(world, { periodId }), periodShape),
      /** Says whether the period is due, condition by condition. */
      explain: async (periodId: number) =>
        answerShownAs(await explainPeriod(world, { periodId }), explainedPeriodShape),
      /** Calculates the run of the period and saves nothing. */
      preview: async (periodId: number) =>
        answerShownAs(await previewRun(world, { periodId }), previewShape),
      /** Explains each line of what a person would be paid, and saves nothing. */
      explainPreview: async (ask: PersonOfPeriod) =>
        answerShownAs(await explainPreview(world, ask), explainedPreviewShape),
    },
    /** Lists the periods that are due, that are held, and that fall due next. */
    due: (ask: { readonly limit?: number; readonly comingLimit?: number } = {}) =>
      dueSeen(world, { limit: listMax, comingLimit: listMax, ...ask }),
  };
}

export interface RunWhy {
  readonly runId: number;
  /** Recorded in the audit chain. */
  readonly why: string;
}

type OffCycle = Pick<OpenOffCycleRun, 'payOn' | 'bytes'> &
  Partial<
    Pick<OpenOffCycleRun, 'key' | 'startOn' | 'endOn' | 'frequency' | 'form' | 'refuseUnusual'>
  > & {
    readonly dryRun?: boolean;
  };

export interface ForceOrLate {
  /** Run the period before its rule says so. `true` records the reason `forced by …` on the run. */
  readonly force?: boolean | { readonly reason: string };
  /** Run it although its due time was missed. The reason is recorded on the run. */
  readonly late?: { readonly reason: string };
}

/** If `force` is `true`, adds the default reason, `forced by …`. */
function forced<Ask extends ForceOrLate>({ world }: MethodContext, ask: Ask) {
  const { force = false, ...rest } = ask;
  if (force === false) return rest;
  return { ...rest, force: force === true ? { reason: forcedBy(actorOf(world.caller)) } : force };
}

export interface OfPayslip {
  readonly runId: number;
  /** Employee number. */
  readonly number: string;
}

export function runsIn(context: MethodContext) {
  const { world } = context;
  const drive = driveOf(context);
  return {
    /**
     * Runs every due period in this process, or those of one company. Returns one result per period,
     * including refusals. As in a worker, `openedBy` of a run is `worker:…`: the rule opened it, not a person.
     */
    runDue: async (ask: OfCompany = {}) => {
      const options = { ...drive, ...(await byId(context, ask)) };
      return eachShownAs(await autoRunPayroll(world, options), resultShape);
    },
    /** Runs one pay period, in this process. Refusals: `not_due`, `period_completed`, `run_exists` … */
    runPeriod: async (ask: ForceOrLate & { readonly periodId: number }) =>
      answerShownAs(await runPayrollForPeriod(world, forced(context, ask), drive), resultShape),
    /** Runs several periods by pay date. Returns one result per period; a refusal stops only that one. */
    runPeriods: async (ask: ForceOrLate & { readonly periodIds: readonly number[] }) =>
      eachShownAs(await runPayrollForPeriods(world, forced(context, ask), drive), resultShape),
    runs: {
      /** Lists runs, the newest first: at most `limit`, 100 by default. */
      list: async (ask: OfCompany & Partial<Parameters<typeof runsListed>[1]> = {}) =>
        runsListed(world, { limit: listMax, ...(await byId(context, ask)) }),
      /** The same in pages: pass `next` of a page as `after` of the following one. */
      page: async (ask: OfCompany & Partial<Parameters<typeof runsPage>[1]> = {}) =>
        runsPage(world, { limit: listMax, ...(await byId(context, ask)) }),
      /** The run, or null if there is none. */
      show: (runId: number) => runSeen(world, { runId, changes: heldChanges, pairs: pairsOfRun }),
      ...differencesIn(context),
      ...registerOfRunIn(context),
      /** Approves a run in review and commits it. Pass `why` if it has blockers. */
      approve: async (ask: Pick<ApproveRun, 'runId'> & Partial<ApproveRun>) => {
        const whole = { why: null, totals: null, dryRun: false, ...ask };
        return answerShownAs(await approveRun(world, whole), (run) => approvedRunShape(run, whole));
      },
      ...reviewingIn(context),
      /** Ends a run before it is committed. Its period then waits for a person. */
      void: async (ask: RunWhy) => answerShownAs(await voidRun(world, ask), runShape),
      /** Retries a failed run from the step that failed. */
      retry: async (ask: RunWhy) => answerShownAs(await retryRun(world, ask), runShape),
      /**
       * Starts to recalculate a run with the current inputs and roster, and returns at once. A worker or
       * `runDue()` calculates it.
       */
      recalculate: async (ask: RunWhy) => answerShownAs(await recalculateRun(world, ask), runShape),
      ...confirmingIn(context),
      /** Pays people whom a committed run held. The same call again returns the run that paid them. */
      payHeld: async (
        ask: Partial<OpenHeldRun> & { readonly runId: number; readonly dryRun?: boolean },
      ) =>
        answerShownAs(
          await payHeld(world, { payOn: null, dryRun: false, ...ask }, drive),
          offCycleShape,
        ),
      ...reversingIn(context),
      ...correctingIn(context),
      /** Opens a run outside the schedule from a file. The same call again returns the same run. */
      offCycle: (ask: OfCompany & OffCycle) =>
        inCompany(context, ask, async (company) => {
          const open = { key: null, startOn: null, endOn: null, frequency: null, dryRun: false };
          const done = await runOffCycle(world, { ...open, ...ask, company }, drive);
          return answerShownAs(done, offCycleShape);
        }),
    },
    payslips: payslipsIn(context),
  };
}
