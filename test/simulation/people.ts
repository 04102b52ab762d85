/**
 * What people do to a company while it is being paid: everything that the command line allows.
 *
 * A person learns every answer. If the connection breaks, the person looks again later, and does
 * nothing twice.
 */
import type { Seeded } from '#engine/seeded.ts';
import type { Answer } from '#errors.ts';
import { importHours } from '#operations/people/import-hours.ts';
import { importRoster } from '#operations/people/import-roster.ts';
import { explainPeriod } from '#operations/periods/explain-period.ts';
import {
  holdPeriod,
  releasePeriod,
  skipPeriod,
  unskipPeriod,
} from '#operations/periods/hold-period.ts';
import { approveRun } from '#operations/runs/approve-run.ts';
import { autoRunPayroll, runPayrollForPeriod } from '#operations/runs/auto-run-payroll.ts';
import { recalculateRun, retryRun, voidRun } from '#operations/runs/control-run.ts';
import type { DriveOptions } from '#operations/runs/drive-run.ts';
import { payHeld } from '#operations/runs/run-off-cycle.ts';
import { pauseSchedule, resumeSchedule } from '#operations/schedules/pause-schedule.ts';
import { sendTask } from '#operations/tasks/send-task.ts';
import type { WorkingWorld, World } from '#operations/world.ts';
import { runById } from '#store/reads/runs.ts';
import type { SimulatedCompany } from './companies.ts';
import { type Act, type Choice, companyFor, type Deed, impatiently, told } from './deeds.ts';
import type { Hands } from './hands.ts';
import type { View } from './outside.ts';
import { onUndo, undoDeedNames } from './undoing.ts';

const onPeriods: Readonly<Record<string, Act>> = {
  'imports hours': (at) => async (world) =>
    told(await importHours(world, { ...at, bytes: hoursOf(at), replace: true, dryRun: false })),
  'imports a raise': (at) => (world) => importRaise(world, at),
  'forces the period': (at) => async (world, drive) =>
    told(await runPayrollForPeriod(world, { ...at, force: { reason: at.why } }, drive)),
  'calls auto_run_payroll': () => async (world, drive) =>
    `${(await autoRunPayroll(world, drive)).length} results`,
  'sends auto_run_payroll': (at) => (world) => send(world, { ...at, task: 'auto_run_payroll' }),
  'sends run_payroll_for_period': (at) => (world) =>
    send(world, { ...at, task: 'run_payroll_for_period' }),
  'pays expenses': (at) => (world, drive, hands) =>
    impatiently(() => payExpenses(world, { at, drive, hands, key: expensesKey(at) })),
  'pays expenses under another key': (at) => (world, drive, hands) =>
    impatiently(() => payExpenses(world, { at, drive, hands, key: `again ${at.variant % 3}` })),
  'asks about the period': (at) => async (world) => told(await explainPeriod(world, at)),
  'holds the period': (at) => async (world) => told(await holdPeriod(world, at)),
  'releases the period': (at) => async (world) => told(await releasePeriod(world, at)),
  'skips the period': (at) => async (world) => told(await skipPeriod(world, at)),
  'takes the skip back': (at) => async (world) => told(await unskipPeriod(world, at)),
  'pauses the crew': (at) => async (world) => told(await pauseSchedule(world, { ...at, ...crew })),
  'resumes the crew': (at) => async (world) =>
    told(await resumeSchedule(world, { ...at, ...crew, runMissed: at.variant < 20 })),
};

const onRuns: Readonly<Record<string, Act>> = {
  'voids the run': (at) => async (world) => told(await voidRun(world, at)),
  'recalculates the run': (at) => async (world) => told(await recalculateRun(world, at)),
  // Follows the hint of a run for which hours were imported in the meantime.
  'retries the run': (at) => async (world) => {
    const retried = await retryRun(world, at);
    const isStale = !retried.ok && retried.refusal.code === 'inputs_changed';
    return told(isStale ? await recalculateRun(world, at) : retried);
  },
  'pays whom the run held': (at) => (world, drive) => payLate(world, { at, drive }),
};

/** What people do in a company whose runs wait for a person. */
const onWaitingRuns: Readonly<Record<string, Act>> = {
  ...onRuns,
  'approves the run': (at) => async (world) =>
    told(await approveRun(world, { ...at, totals: null, dryRun: false })),
};

const changing: ReadonlySet<string> = new Set(['imports hours', 'imports a raise']);
const crew = { company: null, code: 'crew' };

/** Anything that a person could do now. Null: there is nothing to act on. */
export function deedOf(
  chance: Seeded,
  ask: { readonly view: View; readonly company: SimulatedCompany },
): Deed | null {
  const { view, company } = ask;
  if (company.hasUndo === true) return undoDeedOf(chance, ask);
  const variant = chance.below(40);
  const isAboutRuns = chance.chance(0.4) && view.runIds.length > 0;
  const aboutRuns = company.hasWaitingRuns ? onWaitingRuns : onRuns;
  const name = chance.pick(Object.keys(isAboutRuns ? aboutRuns : onPeriods));
  if (view.periodIds.length === 0) return null;
  const periodId = chance.pick(view.periodIds);
  const runId = view.runIds.length === 0 ? 0 : chance.pick(view.runIds);
  return deedNamed(name, { company, why: 'because', periodId, runId, variant });
}

/** In a company whose runs are undone: mostly that, and what it meets. */
function undoDeedOf(
  chance: Seeded,
  { view, company }: { readonly view: View; readonly company: SimulatedCompany },
): Deed | null {
  const { about, name } = chance.pick(undoDeedNames);
  const runIds = view[about];
  if (view.periodIds.length === 0 || runIds.length === 0) return null;
  const [periodId, runId] = [chance.pick(view.periodIds), chance.pick(runIds)];
  return deedNamed(name, { company, why: 'because', periodId, runId, variant: chance.below(40) });
}

export function deedNamed(name: string, choice: Choice): Deed {
  const act =
    (choice.company.hasUndo === true ? onUndo[name] : undefined) ??
    onPeriods[name] ??
    onWaitingRuns[name];
  if (!act) throw new Error(`nobody ever ${name}`);
  const { periodId, runId, variant } = choice;
  return {
    name: `${name} (period ${periodId}, run ${runId}, variant ${variant})`,
    changesInputs: changing.has(name) || choice.company.hasUndo === true,
    act: act(choice),
  };
}

function hoursOf({ company, variant }: Choice): Buffer {
  return Buffer.from(company.hours(variant));
}

/** Sends the task, unless somebody has already sent the same one. */
async function send(world: WorkingWorld, ask: Choice & { readonly task: string }): Promise<string> {
  const { task, periodId, variant, why } = ask;
  const ofPeriod = { periodId, force: variant < 10, reason: why };
  const args = task === 'auto_run_payroll' ? {} : ofPeriod;
  return told(await sendTask(world, { task, args, taskId: `sent-${variant}` }));
}

async function importRaise(world: World, ask: Choice): Promise<string> {
  const company = await companyFor(world, ask);
  const bytes = Buffer.from(ask.company.raise(ask.variant));
  // A person keeps their schedule only if the file names it.
  const scheduleCode = ask.company.schedule ?? null;
  return told(await importRoster(world, { company, bytes, scheduleCode, dryRun: false }));
}

function expensesKey({ company, variant }: Choice): string | null {
  return company.expenses.key(variant);
}

async function payExpenses(
  world: World,
  ask: {
    readonly at: Choice;
    readonly drive: DriveOptions;
    readonly hands: Hands;
    readonly key: string | null;
  },
): Promise<Answer<unknown>> {
  const { at, key } = ask;
  const company = await companyFor(world, at);
  const { payOn, frequency, file } = at.company.expenses;
  const open = { company, key, startOn: null, endOn: null, frequency, dryRun: false };
  const bytes = Buffer.from(file(at.variant));
  const on = Temporal.PlainDate.from(payOn);
  return ask.hands.runOffCycle(world, { ...open, bytes, payOn: on }, ask.drive);
}

/** Imports the late hours of held people, and pays them. */
async function payLate(
  world: World,
  { at, drive }: { readonly at: Choice; readonly drive: DriveOptions },
): Promise<string> {
  const run = await world.store.read('every company', (reading) => runById(reading, at.runId));
  if (run?.state !== 'committed') return 'not committed';
  const bytes = Buffer.from(at.company.lateHours(at.variant));
  await importHours(world, { periodId: run.periodId, bytes, dryRun: false });
  const ask = { runId: at.runId, payOn: null, dryRun: false };
  return impatiently(() => payHeld(world, ask, drive));
}
