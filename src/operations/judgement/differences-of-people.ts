/**
 * How the pay of some people in a run differs from the last run of the same schedule, by cause, with the recorded
 * changes behind it. The run may be a stored one, or one that a preview only calculates.
 *
 * The last run is the newest committed regular run of the schedule. Somebody whom it did not pay is compared with
 * their own newest payslip for days of work, if they have one: it is the part of `held_last_time` or
 * `moved_schedule`, and what changed since then has its own causes.
 *
 * Everything that it reads is frozen, so the same question has the same answer later.
 */
import { assert } from '#errors.ts';
import type { PaidAmountsByLine } from '#judgement/attribute.ts';
import type { PersonDifference, RecordedChange } from '#judgement/difference.ts';
import { payCodesOfRuns } from '#operations/companies/pay-codes.ts';
import type { ChunkResults } from '#operations/runs/calculate-inputs.ts';
import { enteredBy } from '#store/reads/entered-by.ts';
import type { NotPaid, PaidRow } from '#store/reads/paid-amounts.ts';
import { type RunFrame, runFrames } from '#store/reads/run-work.ts';
import type { Reading } from '#store/store.ts';
import { divideDifferences, dividedOf, type PaidTwice } from './divide-differences.ts';
import { type FoundPart, joinFound, withChanges } from './found-changes.ts';
import { byLine, type PaidOnce, type PaidPair, paidInOne } from './paid-in-one.ts';
import type { RunBasisSeen, TwoRuns } from './two-runs.ts';

export async function basisSeen(at: Reading, frame: RunFrame): Promise<RunBasisSeen> {
  const [codes] = await payCodesOfRuns(at, [frame]);
  assert(codes, 'a run has pay codes');
  return { frame, codes };
}

/** A payslip that is not stored, as if it were. */
export function paidRowOf({ employeeId, payslip }: ChunkResults['payslips'][number]): PaidRow {
  const { grossMinor, netMinor, lineCodes, lineAmounts } = payslip;
  return { employeeId, grossMinor, netMinor, lineCodes, lineAmounts };
}

/** The people whose pay differs in anything. */
export function pairsOf(
  employeeIds: Iterable<number>,
  of: { readonly had: readonly PaidRow[]; readonly has: readonly PaidRow[] },
): readonly PaidPair[] {
  const had = new Map(of.had.map((row) => [row.employeeId, row]));
  const has = new Map(of.has.map((row) => [row.employeeId, row]));
  const pairs: PaidPair[] = [];
  for (const employeeId of employeeIds) {
    const [one, other] = [had.get(employeeId) ?? null, has.get(employeeId) ?? null];
    if (one === other || (one !== null && other !== null && isSamePay(one, other))) continue;
    pairs.push({
      employeeId,
      before: one === null ? null : byLine(one),
      now: other === null ? null : byLine(other),
    });
  }
  return pairs;
}

function isSamePay(one: PaidRow, other: PaidRow): boolean {
  if (one.grossMinor !== other.grossMinor || one.netMinor !== other.netMinor) return false;
  const isSame = (code: number, nth: number) =>
    code === other.lineCodes[nth] && one.lineAmounts[nth] === other.lineAmounts[nth];
  if (one.lineCodes.length === other.lineCodes.length && one.lineCodes.every(isSame)) return true;
  // A payslip with its corrections has its lines in another order.
  const lines = new Map(one.lineCodes.map((code, nth) => [code, one.lineAmounts[nth] ?? 0n]));
  const left = other.lineCodes.filter((code, nth) => {
    const amount = lines.get(code) ?? 0n;
    lines.delete(code);
    return amount !== other.lineAmounts[nth];
  });
  return left.length === 0 && [...lines.values()].every((amount) => amount === 0n);
}

interface PairsAsk {
  readonly now: RunBasisSeen;
  readonly lastRunId: number | null;
  readonly pairs: readonly PaidPair[];
  /** Who is held or excluded, of a run that is only calculated. Default: what the run has stored. */
  readonly notPaid?: readonly NotPaid[];
}

/** In the order of the pairs. */
export async function differencesOfPairs(
  at: Reading,
  ask: PairsAsk,
): Promise<readonly PersonDifference[]> {
  const { now, lastRunId, pairs } = ask;
  const once = await paidInOne(at, { ...ask, frame: now.frame });
  const divided = await dividedBy(at, { now, twice: paidTwice(pairs, { lastRunId, once }) });
  const parts = pairs.map(({ employeeId }) =>
    joinFound([...(once.get(employeeId)?.parts ?? []), ...(divided.get(employeeId) ?? [])]),
  );
  const told = await recordedChanges(at, { companyId: now.frame.companyId, parts });
  return pairs.map(({ employeeId, before, now: paid }, nth) => ({
    employeeId,
    before: before === null || lastRunId === null ? null : { runId: lastRunId, ...amounts(before) },
    now: paid === null ? null : amounts(paid),
    parts: (parts[nth] ?? []).map((part) => ({ ...part, changes: told(part) })),
  }));
}

/** The same of one person, between two payslips whose inputs are known. */
export async function attributedPerson(
  at: Reading,
  ask: { readonly runs: TwoRuns } & Parameters<typeof dividedOf>[1],
): Promise<PersonDifference> {
  const { runs, before, now } = ask;
  const divided = [dividedOf(runs, ask)];
  const { employeeId } = before.input;
  const found = joinFound((await withChanges(at, { runs, divided })).get(employeeId) ?? []);
  const { companyId, runId } = runs.before.frame;
  const told = await recordedChanges(at, { companyId, parts: [found] });
  return {
    employeeId,
    before: { runId, ...amounts(before.paid) },
    now: amounts(now.paid),
    parts: found.map((part) => ({ ...part, changes: told(part) })),
  };
}

function amounts({ grossMinor, netMinor }: PaidAmountsByLine) {
  return { grossMinor, netMinor };
}

type PaidTwiceBy = PaidTwice & { readonly runId: number };

/** Those with a payslip in this run and an earlier one: that of the last run, or their own newest. */
function paidTwice(
  pairs: readonly PaidPair[],
  of: { readonly lastRunId: number | null; readonly once: ReadonlyMap<number, PaidOnce> },
): readonly PaidTwiceBy[] {
  return pairs.flatMap(({ employeeId, before, now }): readonly PaidTwiceBy[] => {
    if (now === null) return [];
    if (before !== null) {
      return of.lastRunId === null ? [] : [{ employeeId, runId: of.lastRunId, before, now }];
    }
    const from = of.once.get(employeeId)?.from ?? null;
    return from === null ? [] : [{ employeeId, runId: from.runId, before: from.paid, now }];
  });
}

/** Employee id → parts, of people who have two payslips. */
async function dividedBy(
  at: Reading,
  { now, twice }: { readonly now: RunBasisSeen; readonly twice: readonly PaidTwiceBy[] },
): Promise<ReadonlyMap<number, readonly FoundPart[]>> {
  const byRun = Map.groupBy(twice, ({ runId }) => runId);
  const frames = [...(await runFrames(at, [...byRun.keys()])).values()];
  const codesOf = await payCodesOfRuns(at, frames);
  const parts = new Map<number, readonly FoundPart[]>();
  for (const [nth, frame] of frames.entries()) {
    const codes = codesOf[nth];
    assert(codes, 'each run has pay codes');
    const runs = { before: { frame, codes }, now };
    const divided = await divideDifferences(at, { runs, people: byRun.get(frame.runId) ?? [] });
    for (const [employeeId, found] of await withChanges(at, { runs, divided })) {
      parts.set(employeeId, found);
    }
  }
  return parts;
}

/** The changes of each part, with the person who entered them. */
async function recordedChanges(
  at: Reading,
  ask: { readonly companyId: number; readonly parts: readonly (readonly FoundPart[])[] },
): Promise<(part: FoundPart) => readonly RecordedChange[]> {
  const revisions = ask.parts.flatMap((parts) =>
    parts.flatMap(({ changes }) => changes.map(({ revision }) => revision)),
  );
  const entered = await enteredBy(at, { companyId: ask.companyId, revisions });
  return ({ changes }) =>
    changes.flatMap(({ revision, what, before, after }) => {
      const entry = entered.get(revision);
      if (entry === undefined) return [];
      const by = { enteredBy: entry.actor, enteredAt: entry.at };
      return [{ revision, ...by, what, before, after }];
    });
}
