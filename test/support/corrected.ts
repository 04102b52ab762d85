/** Corrections of the company of reversed.ts. */
import { type Corrected, type CorrectRun, correctRun } from '#operations/runs/correct-run.ts';
import type { OffCycleRan } from '#operations/runs/run-off-cycle.ts';
import type { World } from '#operations/world.ts';
import { drivenBy, must, type SmallCompany } from './small-company.ts';

type Ran = OffCycleRan & Corrected;

export function correction(
  runId: number,
  employees: readonly string[] | null,
  regularHours: string | null = null,
): CorrectRun {
  const hours = regularHours === null ? null : { regular_hours: regularHours };
  return { runId, employees, hours, why: 'wrong hours', payOn: null, dryRun: false };
}

/** Corrects, and answers the run with its pairs. */
export async function corrected(
  { small, world = small.world }: { readonly small: SmallCompany; readonly world?: World },
  ask: CorrectRun,
): Promise<Ran & { readonly kind: 'ran' }> {
  const done = must(await correctRun(world, ask, drivenBy(small.clock)));
  if (done.kind !== 'ran') throw new Error(`it ran: ${JSON.stringify(done.kind)}`);
  return done;
}
