/**
 * Gathers a month of a company: its registers, journals, certificates, liabilities and what is still owed, and checks
 * whether everything agrees. Everything is read in one snapshot, so nothing that happens meanwhile divides it.
 *
 * Files are written while it is read, so the memory does not grow with the people. Without a writer only the checks are
 * made. A month belongs to pay dates.
 *
 * Refusals: those of find-month.ts.
 */
import { type Answer, answer, assert } from '#errors.ts';
import { listOwed, type OwedListed } from '#operations/judgement/list-owed.ts';
import { owedCsv } from '#operations/judgement/owed-csv.ts';
import { liabilitiesCsv } from '#operations/liabilities/liabilities-csv.ts';
import { type Liabilities, listLiabilities } from '#operations/liabilities/list-liabilities.ts';
import { quarterCsv } from '#operations/liabilities/quarter-csv.ts';
import {
  type QuarterLiabilities,
  quarterLiabilities,
} from '#operations/liabilities/quarter-liabilities.ts';
import type { KeyPlace } from '#operations/proof/signing-keys.ts';
import type { World } from '#operations/world.ts';
import { type Reading, snapshotInside } from '#store/store.ts';
import { quarterName, quarterOf } from '#time/quarter.ts';
import { type AskMonth, type FoundMonth, findMonth } from './find-month.ts';
import type { FolderWriter } from './folder-writer.ts';
import {
  allPaid,
  auditLogHolds,
  invariantsHold,
  liabilitiesAgree,
  type MonthCheck,
  registerTotalsAgree,
} from './month-checks.ts';
import { writeRegisters } from './month-registers.ts';
import { type CertifiedRuns, certifyRuns, type PostedRuns, postRuns } from './month-runs.ts';

interface CloseMonth extends AskMonth {
  readonly keys: KeyPlace;
  readonly version: string;
  /** Called with how much is done. Readings of payslips are what takes time. */
  readonly reached?: ((done: number, total: number) => void) | undefined;
}

export interface ClosedMonth extends Omit<FoundMonth, 'frame'> {
  readonly isFinal: boolean;
  /** Every check agrees; what is absent does not count. */
  readonly agrees: boolean;
  readonly runs: FoundMonth['frame']['runs'];
  readonly checks: readonly MonthCheck[];
  readonly posted: Pick<PostedRuns, 'byDefault' | 'unfit'>;
  readonly certified: Omit<CertifiedRuns, 'check'>;
  /** Null: nothing is known about taxes in the company's currency. */
  readonly liabilities: Liabilities | null;
  /** The quarter up to the end of the month. Null: its returns are not known. */
  readonly quarter: QuarterLiabilities | null;
  readonly owed: OwedListed;
}

/** How often the payslips of the month are read: checks, three registers, journals, certificates, invariants. */
const passes = 7;

/** `writer` has begun, or is null. It gets every file but the page and the summary, which each door words itself. */
export async function closeMonth(
  world: World,
  ask: CloseMonth,
  writer: FolderWriter | null,
): Promise<Answer<ClosedMonth>> {
  const { companyId } = ask.company;
  return world.store.read({ companyId }, async (at) => {
    const inside = { ...world, store: snapshotInside(at) };
    const found = await findMonth(inside, at, ask);
    return found.ok
      ? answer(await gathered(inside, { at, ask, writer, found: found.value }))
      : found;
  });
}

interface Gathering {
  readonly at: Reading;
  readonly ask: CloseMonth;
  readonly writer: FolderWriter | null;
  readonly found: FoundMonth;
}

async function gathered(world: World, of: Gathering): Promise<ClosedMonth> {
  const { at, ask, writer, found } = of;
  const { company, month, fromOn, toOn, frame, open } = found;
  const read = progressOf(of);
  const {
    check: totals,
    unsound,
    sums,
  } = await registerTotalsAgree(at, found, ({ run }) => read(run.paidCount ?? 0));
  await writeRegisters(world, { found, unsound, writer, read });
  const each = { found, unsound, writer, read: (runId: number) => read(paidIn(found, runId)) };
  const posted = await postRuns(world, each);
  const certified = await certifyRuns(world, { ...each, keys: ask.keys, version: ask.version });
  const isFinal = open.length === 0;
  // A month that is closed is listed as on its end, whatever comes later.
  const time = { company, ...(isFinal ? { closedOn: toOn } : {}) };
  const list = await listLiabilities(world, { ...time, fromOn, toOn });
  const liabilities = list.ok ? list.value : null;
  const part = await quarterLiabilities(world, {
    company,
    quarter: quarterOf(month),
    closedOn: toOn,
  });
  const quarter = part.ok ? part.value : null;
  const owing = await listOwed(world, { company, number: null });
  assert(owing.ok, 'everybody is asked for');
  const owed = owing.value;
  await writer?.text('owed.csv', owedCsv(owed));
  if (liabilities !== null) await writer?.text('liabilities.csv', liabilitiesCsv(liabilities));
  if (quarter !== null) {
    await writer?.text(`quarter-${quarterName(quarter.quarter)}-to-date.csv`, quarterCsv(quarter));
  }
  const checks = [
    ...[allPaid(found), totals, posted.check],
    ...[liabilitiesAgree(found, { list: liabilities, sums }), certified.check],
    ...[await auditLogHolds(world, found), await invariantsHold(at)],
  ];
  const agrees = checks.every(({ state }) => state !== 'differs');
  return {
    ...{ company, month, fromOn, toOn, asOf: found.asOf, open, remarks: found.remarks },
    ...{ isFinal, agrees, runs: frame.runs, checks, posted, certified, liabilities, quarter, owed },
  };
}

function paidIn({ frame }: FoundMonth, runId: number): number {
  return frame.runs.find(({ run }) => run.runId === runId)?.run.paidCount ?? 0;
}

function progressOf({ ask, found }: Gathering): (payslips: number) => void {
  const all = found.frame.runs.reduce((sum, { run }) => sum + (run.paidCount ?? 0), 0);
  let done = 0;
  return (payslips) => {
    done += payslips;
    ask.reached?.(done, all * passes);
  };
}
