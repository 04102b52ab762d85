/**
 * Pays the period of one company as a set of one: from opening to commit in one transaction, under the
 * row-level security of its company.
 *
 * What cannot be paid so plainly is opened alone and taken by steps, by the code that knows every case and
 * says why. That also happens after an error, which is then counted and told where it occurs.
 */
import { Outage } from '#errors.ts';
import type { World } from '#operations/world.ts';
import type { PeriodRow } from '#store/reads/periods.ts';
import { type RunRow, runById } from '#store/reads/runs.ts';
import { openSet, opensPlainly } from './open-set.ts';
import { paySet } from './pay-set.ts';
import { tellPaid } from './run-sets.ts';

interface PayPlainly {
  readonly period: PeriodRow;
  readonly force?: { readonly reason: string } | undefined;
}

/** The run as it is then: committed, or in review for a person. Null: nothing was written. */
export async function payPlainly(world: World, ask: PayPlainly): Promise<RunRow | null> {
  const { companyId } = ask.period;
  const how = { opens: 'any', force: ask.force } as const;
  if (world.settings.setCompanies === 0 || !opensPlainly(ask.period, how)) return null;
  try {
    const done = await world.store.write({ companyId, isByKey: true }, async (tx) => {
      const { runs } = await openSet(tx, { ...how, world, periodIds: [ask.period.periodId] });
      const [paid] = runs.length === 0 ? [] : await paySet(tx, { world, runs });
      if (!paid) return null;
      const row = await runById(tx, paid.opened.run.runId);
      return row && { paid, row };
    });
    if (done) tellPaid(world, done.paid);
    return done && done.row;
  } catch (error) {
    // The reply to the commit may be lost. Whoever asks reads the state before asking again.
    if (error instanceof Outage) throw error;
    const message = error instanceof Error ? error.message : String(error);
    world.telemetry.emit({ kind: 'set_split', companies: 1, message });
    return null;
  }
}
