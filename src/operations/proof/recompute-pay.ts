/**
 * Calculates everybody in a committed run again, from the inputs that the run froze, and compares each with what is
 * stored: every line, the sums, the year-to-date, the warnings, what was paid for earlier runs, and who was held. Chunk
 * by chunk, so a run of any size needs the memory of one chunk.
 *
 * The pay codes and tax tables that Paybeat brings are those of this version. Who is on the roster is not planned again.
 */
import { Bug } from '#errors.ts';
import { calculatePeople } from '#operations/runs/calculate-chunk.ts';
import type { ChunkResults } from '#operations/runs/calculate-inputs.ts';
import { type RunBasis, readBasisOfRun } from '#operations/runs/run-basis.ts';
import type { World } from '#operations/world.ts';
import type { OrderAmount } from '#payslip/payslip.ts';
import { ordersOfPeople } from '#store/reads/court-orders.ts';
import { retroOfRun } from '#store/reads/reversals.ts';
import type { RunRow } from '#store/reads/runs.ts';
import {
  chunkOfRun,
  payslipRowsIn,
  type StoredChunk,
  storedHeld,
  storedPayslips,
} from '#store/reads/stored-payslips.ts';
import { payslipBytes } from '#store/writes/payslip-bytes.ts';
import { type Differing, type PayDifference, payDifferences } from './pay-differences.ts';

export interface RecomputedPay {
  readonly payslips: number;
  readonly held: number;
  /** How many people differ. */
  readonly differing: number;
  /** Those of the first hundred of them. */
  readonly differences: readonly PayDifference[];
}

const toldMax = 100;

/** `impossible`: what is stored cannot be calculated with at all, which no program of ours writes. */
export async function recomputePay(
  world: World,
  run: RunRow,
): Promise<RecomputedPay | { readonly impossible: string }> {
  try {
    return await recomputeChunks(world, run);
  } catch (error) {
    if (!(error instanceof Bug) && !(error instanceof RangeError)) throw error;
    return { impossible: error.message };
  }
}

async function recomputeChunks(world: World, run: RunRow): Promise<RecomputedPay> {
  const { runId, companyId, chunkCount, currency } = run;
  const people = (run.paidCount ?? 0) + (run.heldCount ?? 0);
  const basis = await world.store.read({ companyId }, (at) => readBasisOfRun(at, runId));
  const differences: PayDifference[] = [];
  const sum = { payslips: 0, held: 0, differing: 0 };
  for (let ordinal = 1; ordinal <= chunkCount; ordinal += 1) {
    const chunk = await world.store.read({ companyId }, (at) => chunkOfRun(at, { runId, ordinal }));
    if (chunk === null) continue;
    const of = { runId, companyId, chunk, basis };
    const progress = (done: number) =>
      world.telemetry.emit({
        ...{ kind: 'pay_recomputed', runId, done: sum.payslips + sum.held + done, of: people },
      });
    const [calculated, stored] = await Promise.all([
      calculatedAgain(world, { ...of, progress }),
      storedOf(world, of),
    ]);
    const compared = compareChunk(calculated, stored);
    sum.payslips += calculated.payslips.length;
    sum.held += calculated.held.length;
    const room = toldMax - sum.differing;
    sum.differing += compared.length;
    const told = compared.slice(0, Math.max(0, room));
    if (told.length === 0) continue;
    differences.push(...(await payDifferences(world, { companyId, told, currency, basis })));
  }
  return { ...sum, differences };
}

interface OfChunk {
  readonly runId: number;
  readonly companyId: number;
  readonly chunk: StoredChunk;
  readonly basis: RunBasis;
}

interface Calculated extends ChunkResults {
  /** Employee id → the bytes of the payslip's row. */
  readonly bytes: ReadonlyMap<number, Buffer>;
}

async function calculatedAgain(
  world: World,
  ask: OfChunk & { readonly progress: (done: number) => void },
): Promise<Calculated> {
  const { runId, companyId, chunk, basis, progress } = ask;
  const { ordinal, epoch, employeeIds } = chunk;
  const results = await calculatePeople(world, {
    ...{ companyId, employeeIds, basis: async () => basis, progress },
  });
  const claim = { companyId, runId, ordinal, epoch };
  const copied = Buffer.concat([...payslipBytes([{ claim, payslips: results.payslips }])]);
  return { ...results, bytes: payslipRowsIn(copied) };
}

type Stored = Awaited<ReturnType<typeof storedOf>>;

function storedOf({ store }: World, { runId, companyId, chunk }: OfChunk) {
  return store.read({ companyId }, async (at) => ({
    bytes: payslipRowsIn(await storedPayslips(at, { runId, ...chunk })),
    held: await storedHeld(at, { runId, ...chunk }),
    retro: await retroOfRun(at, { runId, ...chunk }),
    orders: await ordersOfPeople(at, { runIds: [runId], ...chunk }),
  }));
}

function compareChunk(calculated: Calculated, stored: Stored): readonly Differing[] {
  const heldStored = new Map(
    stored.held.map((one) => [one.employeeId, heldAs(one.code, one.seen)]),
  );
  const heldNow = new Map(
    calculated.held.map((one) => [one.employeeId, heldAs(one.code, one.seen?.toString('hex'))]),
  );
  const retroStored = Map.groupBy(stored.retro, ({ employeeId }) => employeeId);
  const retroNow = new Map(calculated.payslips.map(({ employeeId, retro }) => [employeeId, retro]));
  const ordersStored = Map.groupBy(stored.orders, ({ employeeId }) => employeeId);
  const ordersNow = new Map(
    calculated.payslips.map(({ employeeId, orders }) => [employeeId, orders]),
  );
  const ids = new Set([
    ...[...stored.bytes.keys(), ...calculated.bytes.keys()],
    ...[...heldStored.keys(), ...heldNow.keys()],
  ]);
  const differing: Differing[] = [];
  for (const employeeId of [...ids].sort((one, other) => one - other)) {
    const was = stored.bytes.get(employeeId) ?? heldStored.get(employeeId) ?? nowhere;
    const is = calculated.bytes.get(employeeId) ?? heldNow.get(employeeId) ?? nowhere;
    // Another run had paid the person for these days when this one was calculated.
    if (was === coveredElsewhere) continue;
    if (isSame(was, is)) {
      const parts = ordersStored.get(employeeId);
      const texts: (readonly [string, string])[] = [
        [retroText(retroStored.get(employeeId)), retroText(retroNow.get(employeeId))],
      ];
      // A payslip from before orders were kept apart has none.
      if (parts !== undefined) {
        texts.push([ordersText(parts), ordersText(ordersNow.get(employeeId) ?? [])]);
      }
      const differs = texts.find(([before, now]) => before !== now);
      if (differs === undefined) continue;
      differing.push({ employeeId, stored: differs[0], calculated: differs[1] });
    } else differing.push({ employeeId, stored: was, calculated: is });
  }
  return differing;
}

const nowhere = 'not in the run';
const heldAs = (code: string, seen: string | null | undefined) =>
  `held: ${code}${seen === null || seen === undefined ? '' : ` (${seen.slice(0, 12)})`}`;
const coveredElsewhere = heldAs('covered_by_other_period', null);

function isSame(one: Buffer | string, other: Buffer | string): boolean {
  return typeof one === 'string' || typeof other === 'string' ? one === other : one.equals(other);
}

function ordersText(orders: readonly OrderAmount[]): string {
  const texts = orders.map(
    ({ payCodeId, reference, payee, amountMinor }) =>
      `order ${reference} under pay code ${payCodeId} for ${payee ?? 'a payee not named'}: ${amountMinor}`,
  );
  return texts.sort().join('; ') || 'nothing for court orders';
}

function retroText(
  parts:
    | readonly {
        readonly pastRunId: number;
        readonly amountMinor: bigint;
        readonly isTakenBack: boolean;
      }[]
    | undefined = [],
): string {
  const texts = parts.map(
    ({ pastRunId, amountMinor, isTakenBack }) =>
      `${isTakenBack ? 'taken back' : 'paid'} for run ${pastRunId}: ${amountMinor}`,
  );
  return texts.sort().join('; ') || 'nothing for earlier runs';
}
