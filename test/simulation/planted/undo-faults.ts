/** Faulty ways to undo committed runs. Each drops the protection of the database that would refuse it. */
import { actorOf } from '#caller.ts';
import { type Answer, answer } from '#errors.ts';
import { drive } from '#operations/runs/auto-run-payroll.ts';
import { correctRun } from '#operations/runs/correct-run.ts';
import type { DriveOptions } from '#operations/runs/drive-run.ts';
import { insertOffCycle, nothingTold } from '#operations/runs/insert-off-cycle.ts';
import type { OpenedRun } from '#operations/runs/open-run.ts';
import { reverseRun } from '#operations/runs/reverse-run.ts';
import { type OffCycleRan, payHeld } from '#operations/runs/run-off-cycle.ts';
import type { World } from '#operations/world.ts';
import { planChunks } from '#run/chunk-plan.ts';
import { companyById } from '#store/reads/companies.ts';
import { periodById } from '#store/reads/periods.ts';
import { reversibleIn } from '#store/reads/reversals.ts';
import { runFrame } from '#store/reads/run-work.ts';
import { type RunRow, runById } from '#store/reads/runs.ts';
import { sql } from '#store/sql.ts';
import { rowsOf, type Writing } from '#store/store.ts';
import { audit } from '#store/writes/audit.ts';
import { clearChunk, finishChunk, holdsChunk } from '#store/writes/chunks.ts';
import { freezeInputRevision } from '#store/writes/companies.ts';
import { type PayslipRow, writeHeld, writePayslips, writeRetro } from '#store/writes/payslips.ts';
import { insertPeriod } from '#store/writes/periods.ts';
import { insertReversals, insertRun } from '#store/writes/runs.ts';
import type { Conduct } from '../callers.ts';
import { calculateAndWrite } from './chunk-writers.ts';
import { conductWith } from './serve-with.ts';

// ------------------------------------------------------------------ faults of the calculation

/** Changes each payslip of a run of this kind. People leave the calculation to the workers. */
function calculating(
  name: string,
  of: {
    readonly kind: RunRow['kind'];
    readonly change: (row: PayslipRow) => PayslipRow;
  },
): Conduct {
  const workers = conductWith(name, {
    calculate: (world, ask) =>
      calculateAndWrite(world, {
        ...ask,
        write: (_, { claim, results }) =>
          world.store.write({ companyId: claim.companyId }, async (tx) => {
            if (!(await holdsChunk(tx, claim))) return false;
            const run = await runFrame(tx, claim.runId);
            const isOurs = run?.kind === of.kind;
            const payslips = isOurs ? results.payslips.map(of.change) : results.payslips;
            await clearChunk(tx, claim);
            await writePayslips(tx, { claim, payslips });
            await writeRetro(tx, { claim, payslips });
            await writeHeld(tx, { claim, held: results.held });
            return finishChunk(tx, claim);
          }),
      }),
  });
  const left = (options: DriveOptions) => ({ ...options, signal: AbortSignal.abort() });
  return {
    ...workers,
    hands: {
      reverseRun: (world, ask, options) => reverseRun(world, ask, left(options)),
      correctRun: (world, ask, options) => correctRun(world, ask, left(options)),
    },
  };
}

/** A reversal takes one cent more than was paid. */
export const centTooMuch = calculating('cent-too-much', {
  kind: 'reversal',
  change: ({ payslip, ...row }) => {
    const [first = 0n, ...others] = payslip.lineAmounts;
    return {
      ...row,
      payslip: {
        ...payslip,
        lineAmounts: [first - 1n, ...others],
        grossMinor: payslip.grossMinor - 1n,
        netMinor: payslip.netMinor - 1n,
      },
    };
  },
});

/** Drops the trigger that would refuse the commit. */
export const withoutExactness = 'drop trigger pay_run_commit_reversal on paybeat.pay_run';

/** A correction does not say what it has settled, so the next run pays the same difference again. */
export const unsettledCorrection = calculating('unsettled-correction', {
  kind: 'correction',
  change: (row) => ({ ...row, retro: [] }),
});

// ------------------------------------------------------------------ faults of the opening

/** Checks whether a payslip is reversed and then reverses it. Two callers that check at once both do so. */
export const reverseGetThenSet: Conduct = {
  ...conductWith('reverse-get-then-set', {}),
  hands: {
    reverseRun: async (world, ask, options) => {
      const run = await world.store.read('every company', (at) => runById(at, ask.runId));
      if (run?.state !== 'committed' || run.reverses !== null)
        return reverseRun(world, ask, options);
      const { companyId, runId } = run;
      const of = { companyId, runId, numbers: ask.employees };
      const people = await world.store.read(run, (at) => reversibleIn(at, of));
      const isFree = people.every(
        (one) => one.isPaid && (one.reversedBy ?? one.settledBy) === null,
      );
      if (people.length === 0 || !isFree) return reverseRun(world, ask, options);
      const ids = people.map(({ employeeId }) => employeeId).sort((one, other) => one - other);
      const opened = await world.store.write(run, (tx) => openReversal(tx, { world, run, ids }));
      return answer({ ...(await driven(world, { run, opened, options })), reversed: run });
    },
  },
};

/** Drops the key that would refuse the second one. */
export const withoutReversalKey =
  'alter table paybeat.run_reversal drop constraint run_reversal_once';

async function openReversal(
  tx: Writing,
  { world, run, ids }: { readonly world: World; readonly run: RunRow; readonly ids: number[] },
): Promise<OpenedRun> {
  const { companyId, taxYear, stateTax, startOn, endOn, payOn } = run;
  const period = await periodById(tx, run.periodId);
  if (!period) throw new Error('a run has a period');
  const openedBy = actorOf(world.caller);
  const periodId = await insertPeriod(tx, {
    ...{ companyId, scheduleId: null, frequency: period.frequency, startOn, endOn, payOn },
    ...{ nominalPayOn: payOn, payOnReason: 'planted', status: 'active', kind: 'reversal' },
    ...{ automationEnabled: false, automationRule: null, catchUpDays: 0, due: null, byHand: true },
  });
  const revision = await freezeInputRevision(tx, companyId);
  const chunks = planChunks(ids, world.settings.chunkSize);
  const runId = await insertRun(tx, {
    ...{ companyId, periodId, kind: 'reversal', reverses: run.runId, openedBy, payOn, taxYear },
    ...{ forcedReason: null, dueAt: null, snapshotRevision: revision, stateTax, warnings: [] },
    ...{ rosterCount: ids.length, chunks },
  });
  await insertReversals(tx, { companyId, runId, reverses: run.runId, employeeIds: ids });
  const facts = { reverses: run.runId, why: 'planted' };
  const of = { companyId, actor: openedBy, action: 'run.open' as const, subject: `run:${runId}` };
  await audit(tx, { ...of, facts });
  return { runId, periodId, rosterCount: ids.length, chunkCount: chunks.length };
}

/** Pays everybody again whom a run reversed, whether somebody has done so or not. */
export const paysReversedAgain: Conduct = {
  ...conductWith('pays-reversed-again', {}),
  hands: {
    payHeld: async (world, ask, options) => {
      const run = await world.store.read('every company', (at) => runById(at, ask.runId));
      if (run?.state !== 'committed') return payHeld(world, ask, options);
      const ids = await world.store.read(run, (at) =>
        rowsOf<{ id: number }>(
          at,
          sql`select v.employee_id as id from run_reversal v join pay_run w using (run_id)
              where v.reversed_run_id = ${run.runId} and w.state = 'committed' order by 1`,
        ),
      );
      if (ids.length === 0) return payHeld(world, ask, options);
      const opened = await world.store.write(run, (tx) =>
        openAgain(tx, { world, run, ids: ids.map(({ id }) => id) }),
      );
      return opened.ok
        ? answer(await driven(world, { run, opened: opened.value, options }))
        : opened;
    },
  },
};

/** Drops the triggers and the index that would refuse the second payslip. */
export const withoutPaidOnce = `
  drop trigger pay_run_commit_once on paybeat.pay_run;
  drop index paybeat.pay_run_one_open_held`;

async function openAgain(
  tx: Writing,
  { world, run, ids }: { readonly world: World; readonly run: RunRow; readonly ids: number[] },
): Promise<Answer<OpenedRun>> {
  const { companyId, periodId, payOn, runId: paysHeldOf } = run;
  const company = await companyById(tx, companyId);
  if (!company) throw new Error('a run has a company');
  const revision = await freezeInputRevision(tx, companyId);
  const opened = await insertOffCycle(tx, {
    ...{ world, company, periodId, payOn, revision, paysHeldOf, offCycle: null, employeeIds: ids },
  });
  if (!opened.ok) return opened;
  if (opened.value.kind !== 'opened') throw new Error('it is opened');
  return answer(opened.value);
}

// ------------------------------------------------------------------ both

async function driven(
  world: World,
  ask: { readonly run: RunRow; readonly opened: OpenedRun; readonly options: DriveOptions },
): Promise<OffCycleRan> {
  const { companyId } = ask.run;
  const result = await drive(world, { ...ask.opened, companyId }, ask.options);
  return { ...result, wasThere: false, ...nothingTold, people: [] };
}
