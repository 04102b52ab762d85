/**
 * The differences of all people of a run, page after page in the order of employee ids. A page has a read of its
 * own, so that a million people neither fill the memory nor keep a snapshot open for minutes.
 */
import type { PersonDifference } from '#judgement/difference.ts';
import type { World } from '#operations/world.ts';
import {
  effectiveAmountsOf,
  effectivePage,
  type PaidRow,
  paidAmountsOf,
  paidPage,
} from '#store/reads/paid-amounts.ts';
import { employeesOfRun } from '#store/reads/run-work.ts';
import { type RunRow, runById } from '#store/reads/runs.ts';
import type { Reading } from '#store/store.ts';
import { differencesOfPairs, pairsOf } from './differences-of-people.ts';
import type { RunBasisSeen } from './two-runs.ts';

/** A run and the one that it is compared with. */
export interface ComparedRun {
  readonly run: RunRow;
  readonly last: RunRow | null;
  readonly now: RunBasisSeen;
}

const peoplePerPage = 2_000;

/** The run is not the same any more: somebody recalculated or voided it meanwhile. */
export const runChanged = Symbol('the run changed');

export async function* differencePages(
  world: World,
  compared: ComparedRun,
): AsyncGenerator<readonly PersonDifference[] | typeof runChanged> {
  const { run } = compared;
  const pages = run.paysHeldOf === null ? pagesOfBoth(compared) : pagesOfHeld(compared);
  for (;;) {
    const page = await world.store.read(run, async (at) => {
      const seen = await runById(at, run.runId);
      if (seen?.epoch !== run.epoch || seen.state === 'voided') return runChanged;
      const rows = await pages(at);
      if (rows === null) return null;
      const pairs = pairsOf(rows.employeeIds, rows);
      const lastRunId = compared.last?.runId ?? null;
      return differencesOfPairs(at, { now: compared.now, lastRunId, pairs });
    });
    if (page === null) return;
    yield page;
    if (page === runChanged) return;
  }
}

interface PageOfPay {
  readonly employeeIds: readonly number[];
  readonly had: readonly PaidRow[];
  readonly has: readonly PaidRow[];
}

/** Reads the next page at each call. Null after the last one. */
type NextPage = (at: Reading) => Promise<PageOfPay | null>;

/** Everybody whom either run pays. */
function pagesOfBoth({ run, last, now }: ComparedRun): NextPage {
  const revision = now.frame.snapshotRevision;
  let after = 0;
  return async (at) => {
    const ask = { after, limit: peoplePerPage };
    const has = await paidPage(at, { ...ask, runId: run.runId });
    const had =
      last === null ? [] : await effectivePage(at, { ...ask, revision, runId: last.runId });
    if (has.length === 0 && had.length === 0) return null;
    // A full page may go on, so the shorter reach counts.
    const until = Math.min(reachOf(has), reachOf(had));
    const within = ({ employeeId }: PaidRow) => employeeId <= until;
    const page = { has: has.filter(within), had: had.filter(within) };
    const ids = new Set([...page.had, ...page.has].map(({ employeeId }) => employeeId));
    const employeeIds = [...ids].sort((one, other) => one - other);
    after = employeeIds.at(-1) ?? after;
    return { ...page, employeeIds };
  };
}

function reachOf(rows: readonly PaidRow[]): number {
  const isFull = rows.length === peoplePerPage;
  return isFull ? (rows.at(-1)?.employeeId ?? 0) : Number.POSITIVE_INFINITY;
}

/** The people whom this run pays because another one held them. The last run paid many others. */
function pagesOfHeld({ run, last, now }: ComparedRun): NextPage {
  const revision = now.frame.snapshotRevision;
  let people: readonly number[] | null = null;
  let from = 0;
  return async (at) => {
    people ??= await employeesOfRun(at, run.runId);
    const employeeIds = people.slice(from, from + peoplePerPage);
    if (employeeIds.length === 0) return null;
    from += employeeIds.length;
    const has = await paidAmountsOf(at, { runId: run.runId, employeeIds });
    const had =
      last === null
        ? []
        : await effectiveAmountsOf(at, { runId: last.runId, revision, employeeIds });
    return { employeeIds, has, had };
  };
}
