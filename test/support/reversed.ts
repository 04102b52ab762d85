/** A company whose runs are reversed: two weeks of January 2026, in which Ben has eight hours too many. */

import { importHours } from '#operations/people/import-hours.ts';
import { reverseRun } from '#operations/runs/reverse-run.ts';
import { payHeld } from '#operations/runs/run-off-cycle.ts';
import { showPayslip } from '#operations/runs/show-payslip.ts';
import type { World } from '#operations/world.ts';
import type { RunRow } from '#store/reads/runs.ts';
import { freshDatabase } from './database.ts';
import { hours, period, run, settings } from './paid-periods.ts';
import { drivenBy, must, type SmallCompany, smallCompany } from './small-company.ts';

export interface Paid {
  readonly url: string;
  readonly small: SmallCompany;
  readonly periodId: number;
  readonly runId: number;
}

/** One person asks and nobody else has to look, unless `eyes` says so. */
export async function paidWrongly(
  how: {
    readonly eyes?: 'required' | 'none';
    readonly now?: string;
    readonly hoursOfBen?: number;
  } = {},
): Promise<Paid> {
  const { url } = await freshDatabase();
  const small = await smallCompany({ url, now: how.now ?? '2026-01-19T15:00:00Z' });
  await settings(small, { secondEyes: how.eyes ?? 'none' });
  const periodId = await period(small, { from: '2026-01-05', payOn: '2026-01-16' });
  const { hoursOfBen = 80 } = how;
  await hours(small, periodId, `employee_id,regular_hours\nben,${hoursOfBen}\ndan,72\n`);
  const { runId } = await run(small, periodId);
  return { url, small, periodId, runId };
}

export const reversal = (runId: number, employees: readonly string[] | null = null) => ({
  ...{ runId, employees, why: 'wrong hours', dryRun: false },
  payOn: null as Temporal.PlainDate | null,
});

/** Reverses, and answers the run of the reversal. */
export async function reversed(
  { small, world = small.world }: { readonly small: SmallCompany; readonly world?: World },
  ask: ReturnType<typeof reversal>,
): Promise<RunRow> {
  const done = must(await reverseRun(world, ask, drivenBy(small.clock)));
  if (done.kind !== 'ran') throw new Error(`it ran: ${JSON.stringify(done)}`);
  return done.run;
}

/** Corrects the hours of people who are unpaid again, and pays them. */
export async function paidAgain({ small, periodId, runId }: Paid, text: string): Promise<RunRow> {
  const bytes = Buffer.from(text);
  must(await importHours(small.world, { periodId, bytes, dryRun: false, replace: true }));
  const ask = { runId, payOn: null, dryRun: false };
  const done = must(await payHeld(small.world, ask, drivenBy(small.clock)));
  if (done.kind !== 'ran') throw new Error('it ran');
  return done.run;
}

/** What a payslip pays, and the year-to-date that it shows. */
export async function amounts(small: SmallCompany, runId: number, number: string) {
  const { payslip, yearToDate, lines } = must(await showPayslip(small.world, { runId, number }));
  const { grossMinor, netMinor, taxesMinor } = payslip;
  const year = { grossMinor: yearToDate.grossMinor, netMinor: yearToDate.netMinor };
  const inYear = Object.fromEntries(lines.map((line) => [line.code, line.yearToDateMinor]));
  return { grossMinor, netMinor, taxesMinor, year, inYear };
}
