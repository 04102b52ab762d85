/**
 * What people do to a company while it is being paid: everything that the command line lets them do.
 *
 * Each is told whatever the answer is; a person whose connection breaks looks again later, and does
 * nothing twice.
 */
import type { Seeded } from '#engine/seeded.ts';
import type { Answer } from '#errors.ts';
import { autoRunPayroll, runPayrollForPeriod } from '#operations/auto-run-payroll.ts';
import { recalculateRun, retryRun, voidRun } from '#operations/control-run.ts';
import type { DriveOptions } from '#operations/drive-run.ts';
import { explainPeriod } from '#operations/explain-period.ts';
import { importHours } from '#operations/import-hours.ts';
import { importRoster } from '#operations/import-roster.ts';
import { sendTask } from '#operations/tasks/send-task.ts';
import type { WorkingWorld, World } from '#operations/world.ts';
import { companies } from '#store/reads/companies.ts';
import type { SimulatedCompany } from './companies.ts';
import type { View } from './outside.ts';

export interface Deed {
  readonly name: string;
  readonly changesInputs: boolean;
  /** A word about how it ended. */
  readonly act: (world: WorkingWorld, drive: DriveOptions) => Promise<string>;
}

/** Anything that somebody might do now; null when there is nothing to do it to. */
export function deedOf(
  chance: Seeded,
  ask: { readonly by: string; readonly view: View; readonly company: SimulatedCompany },
): Deed | null {
  const { by, view, company } = ask;
  const variant = chance.below(40);
  const kinds = ['hours', 'raise', 'force', 'auto', 'send', 'send', 'explain'] as const;
  const toRuns = ['void', 'recalculate', 'recalculate', 'retry'] as const;
  const kind = chance.pick(view.runIds.length === 0 ? kinds : [...kinds, ...toRuns]);
  if (view.periodIds.length === 0) return null;
  const periodId = chance.pick(view.periodIds);
  const runId = view.runIds.length === 0 ? 0 : chance.pick(view.runIds);
  const why = 'because';
  const deed = (name: string, act: Deed['act'], changesInputs = false): Deed => ({
    name,
    changesInputs,
    act,
  });
  switch (kind) {
    case 'hours': {
      const bytes = Buffer.from(company.hours(variant));
      const act = async (world: World) =>
        told(await importHours(world, { periodId, bytes, dryRun: false, by }));
      return deed(`imports hours of period ${periodId}`, act, true);
    }
    case 'raise':
      return deed(
        'imports a raise',
        (world) => importRaise(world, { text: company.raise(variant), by }),
        true,
      );
    case 'force':
      return forceDeed({ periodId, by });
    case 'auto':
      return deed(
        'calls auto_run_payroll',
        async (world, drive) => `${(await autoRunPayroll(world, drive)).length} results`,
      );
    case 'send': {
      // Somebody else may have sent the same: then it is not sent again.
      const isAuto = variant < 10;
      const task = isAuto ? 'auto_run_payroll' : 'run_payroll_for_period';
      const args = isAuto ? {} : { periodId, force: variant < 20, reason: why };
      const act = async (world: WorkingWorld) =>
        told(await sendTask(world, { task, args, taskId: `sent-${variant}`, by }));
      return deed(`sends sent-${variant}: ${task} ${JSON.stringify(args)}`, act);
    }
    case 'explain':
      return deed(`asks about period ${periodId}`, async (world) =>
        told(await explainPeriod(world, { periodId })),
      );
    case 'void':
      return deed(`voids run ${runId}`, async (world) =>
        told(await voidRun(world, { runId, by, why })),
      );
    case 'recalculate':
      return deed(`recalculates run ${runId}`, async (world) =>
        told(await recalculateRun(world, { runId, by, why })),
      );
    case 'retry':
      return retryDeed({ runId, by });
  }
}

export function forceDeed(ask: { readonly periodId: number; readonly by: string }): Deed {
  return {
    name: `forces period ${ask.periodId}`,
    changesInputs: false,
    act: async (world, drive) =>
      told(await runPayrollForPeriod(world, { ...ask, force: { reason: 'because' } }, drive)),
  };
}

export function retryDeed(ask: { readonly runId: number; readonly by: string }): Deed {
  return {
    name: `retries run ${ask.runId}`,
    changesInputs: false,
    act: async (world) => told(await retryRun(world, { ...ask, why: 'because' })),
  };
}

async function importRaise(
  world: World,
  ask: { readonly text: string; readonly by: string },
): Promise<string> {
  const [company] = await world.store.read('every company', (at) => companies(at));
  if (!company) return 'no company';
  const bytes = Buffer.from(ask.text);
  // Who has a schedule keeps it only when the file says so.
  const scheduleCode = company.code === 'ferry' ? 'crew' : null;
  return told(
    await importRoster(world, { company, bytes, scheduleCode, dryRun: false, by: ask.by }),
  );
}

function told(answered: Answer<unknown>): string {
  return answered.ok ? 'done' : `refused: ${answered.refusal.code}`;
}
