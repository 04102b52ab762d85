/**
 * People whom a run would exclude because they are not employed in its period, and to whom it pays something
 * all the same: what is owed to them for paid periods, and what was entered for this one after they left.
 *
 * Whoever has a difference that the run does not pay stays excluded, with a hint, and the run warns of them.
 *
 * Whoever was paid for a whole period outside the dates that are known now is held (`dates_contradict_pay`): a
 * date with a wrong year would otherwise leave a person without pay.
 *
 * Elsewhere: how such a person is calculated, without a salary and recurring items (retro-inputs.ts).
 */
import type { AskedFrame } from '#store/reads/asked.ts';
import { inputsOfPeriods } from '#store/reads/off-cycle.ts';
import { numbersOf } from '#store/reads/roster.ts';
import type { Reading } from '#store/store.ts';
import type { Exclusion, RunWarning } from '#store/writes/runs.ts';
import { counted } from '#text/counted.ts';
import { type OwedFor, owedFor } from './owed-for.ts';
import { pastLooks } from './past-looks.ts';

interface Placed {
  readonly excluded: readonly Exclusion[];
  readonly calculated: readonly number[];
}

/** The plan of a regular run: what it reads, and where everybody was placed. */
interface PlanOfRun<Plan extends Placed> {
  readonly frame: AskedFrame;
  readonly plan: Plan;
}

export interface WithWarnings {
  /** About people who are not in the run. */
  readonly warnings: readonly RunWarning[];
}

const notEmployed = new Set(['left_before_period', 'future_hire']);
const shownMax = 5;

/** The plans in their order, with those people calculated. */
export async function withLeavers<Plan extends Placed>(
  at: Reading,
  plans: readonly PlanOfRun<Plan>[],
): Promise<readonly (Plan & WithWarnings)[]> {
  const asked = plans.map(({ frame, plan }) => {
    const people = plan.excluded.filter(({ code }) => notEmployed.has(code));
    return {
      frame: { ...frame, kind: 'regular' as const, paysOwed: false },
      employeeIds: people.map(({ employeeId }) => employeeId).sort((a, b) => a - b),
      people,
    };
  });
  if (asked.every(({ employeeIds }) => employeeIds.length === 0)) {
    return plans.map(({ plan }) => ({ ...plan, warnings: [] }));
  }
  const [owed, enteredIds] = await Promise.all([
    owedToEach(at, asked),
    inputsOfPeriods(
      at,
      asked.map(({ frame, people }) => {
        const employeeIds = people.map(({ employeeId }) => employeeId);
        return { ...frame, revision: frame.snapshotRevision, employeeIds };
      }),
    ),
  ]);
  const entered = new Set(enteredIds);
  const unsettled = new Set(
    [...owed].filter(([id, parts]) => !isPaid(parts) && !entered.has(id)).map(([id]) => id),
  );
  const paid = new Set([
    ...entered,
    ...[...owed].filter(([, parts]) => isPaid(parts)).map(([id]) => id),
  ]);
  const contradicted = new Set(
    [...owed].filter(([id, parts]) => !paid.has(id) && isContradicted(parts)).map(([id]) => id),
  );
  const included = paid.union(contradicted);
  const left = unsettled.difference(contradicted);
  const numbers = left.size === 0 ? noNumbers : await numbersOf(at, [...left]);
  return plans.map(({ plan }) => replaced(plan, { paid: included, unsettled: left, numbers }));
}

const noNumbers: ReadonlyMap<number, string> = new Map();

async function owedToEach(
  at: Reading,
  asked: Parameters<typeof pastLooks>[1],
): Promise<ReadonlyMap<number, readonly OwedFor[]>> {
  const owed = new Map<number, OwedFor[]>();
  for await (const some of owedFor(at, await pastLooks(at, asked))) {
    for (const one of some) owed.set(one.employeeId, [...(owed.get(one.employeeId) ?? []), one]);
  }
  return owed;
}

/** Whether nothing is due any more of what a whole paid period paid. */
function isContradicted(parts: readonly OwedFor[]): boolean {
  return parts.some(
    ({ amountMinor, missing, lines }) =>
      amountMinor !== null &&
      amountMinor < 0n &&
      missing === null &&
      lines.every(({ dueMinor }) => dueMinor === 0n),
  );
}

/** Whether the run pays something: the same sum as in retro-inputs.ts. */
function isPaid(parts: readonly OwedFor[]): boolean {
  const sum = parts.reduce(
    (total, { payer, amountMinor }) => total + (payer === 'next_run' ? (amountMinor ?? 0n) : 0n),
    0n,
  );
  return sum > 0n;
}

function replaced<Plan extends Placed>(
  plan: Plan,
  of: {
    /** Calculated: paid, or held. */
    readonly paid: ReadonlySet<number>;
    readonly unsettled: ReadonlySet<number>;
    readonly numbers: ReadonlyMap<number, string>;
  },
): Plan & WithWarnings {
  const { paid, unsettled } = of;
  const leavers = plan.excluded.filter((one) => isAmong(one, paid)).map((one) => one.employeeId);
  const open = plan.excluded.filter((one) => isAmong(one, unsettled));
  if (leavers.length === 0 && open.length === 0) return { ...plan, warnings: [] };
  const calculated =
    leavers.length === 0
      ? plan.calculated
      : [...plan.calculated, ...leavers].sort((one, other) => one - other);
  const excluded = plan.excluded
    .filter((one) => !isAmong(one, paid))
    .map((one) => (isAmong(one, unsettled) ? { ...one, hint: unsettledHint } : one));
  return {
    ...plan,
    calculated,
    excluded,
    warnings: open.length === 0 ? [] : [warningOf(open, of)],
  };
}

const isAmong = ({ code, employeeId }: Exclusion, people: ReadonlySet<number>): boolean =>
  notEmployed.has(code) && people.has(employeeId);

const unsettledHint =
  'decide about the pay for earlier periods: it is owed or was too much, and this run does not settle it';

function warningOf(
  open: readonly Exclusion[],
  { numbers }: { readonly numbers: ReadonlyMap<number, string> },
): RunWarning {
  const first = open.slice(0, shownMax).map((one) => numbers.get(one.employeeId) ?? '');
  const more = open.length > shownMax ? ` and ${open.length - shownMax} more` : '';
  const are = open.length === 1 ? 'is' : 'are';
  return {
    code: 'owed_unsettled',
    message:
      `${counted(open.length, 'person')} outside this run (${first.join(', ')}${more}) ${are} owed pay for ` +
      'paid periods, or got too much. This run does not settle it',
    facts: [{ people: open.length }],
    actions: [{ action: 'list_owed' }],
  };
}
