/**
 * What past runs still owe to people, or paid them too much. Each run is calculated again as known now and
 * compared with everything paid for it, by its own payslip and by later runs.
 *
 * A person without a payslip in the run was paid nothing for it: entered late, excluded by dates that were
 * corrected since, or held. `isNew` and the days decide who pays that.
 *
 * Elsewhere: who is looked at (past-looks.ts); what a run pays of it (retro-inputs.ts).
 */
import { assert } from '#errors.ts';
import { formatAmount } from '#money/minor.ts';
import {
  calculationOf,
  calculatorOf,
  currencyOf,
  payCodeIdOf,
  payCodesOfRuns,
} from '#operations/companies/pay-codes.ts';
import type { CalculatePayslip } from '#payslip/calculate-payslip.ts';
import type { PayCodes } from '#payslip/codes/pay-code.ts';
import { explainLines } from '#payslip/explanation/explain-payslip.ts';
import type { PayslipOutcome } from '#payslip/payslip.ts';
import type { PayslipInput } from '#payslip/payslip-input.ts';
import { type RetroDifference, retroDifference } from '#payslip/retro-difference.ts';
import { decisionsOf } from '#store/reads/owed-decisions.ts';
import { type RunFrame, runFrames } from '#store/reads/run-work.ts';
import { type PaidLines, paidLinesOf, paidSinceOf } from '#store/reads/runs-before.ts';
import { unpaidDaysOf } from '#store/reads/unpaid-days.ts';
import type { Reading } from '#store/store.ts';
import { frozenInputs } from './frozen-inputs.ts';
import type { PastLook } from './past-looks.ts';

/**
 * Who pays an amount: the next regular run, a run of the people held, or nobody before a person decides. Of another
 * tax year than that of the next run, no regular run pays it, whatever a person decides.
 */
type OwedPayer = 'next_run' | 'pay_held' | 'person' | 'no_regular_run';

interface OwedLine {
  readonly code: string;
  readonly dueMinor: bigint;
  readonly paidMinor: bigint;
}

/** One person and one past run. */
export interface OwedFor {
  readonly place: number;
  readonly employeeId: number;
  /** The frame of the past run. */
  readonly frame: RunFrame;
  /** Above zero: owed to the person. Below zero: overpaid. Null: it cannot be calculated. */
  readonly amountMinor: bigint | null;
  /** Why it cannot be calculated. */
  readonly held: { readonly code: string; readonly detail: string; readonly hint: string } | null;
  /** The earnings that differ. */
  readonly lines: readonly OwedLine[];
  readonly paidSinceMinor: bigint;
  /** Declared not owed, or not to be paid back, and therefore left out of the amount. */
  readonly droppedMinor: bigint;
  /** The days of the period on which the person was employed. */
  readonly fromOn: Temporal.PlainDate;
  readonly untilOn: Temporal.PlainDate;
  /** How the payslip came to be missing. Null: the run paid the person. */
  readonly missing: 'entered_late' | 'dates_changed' | 'held' | 'reversed' | null;
  readonly payer: OwedPayer;
  /** In one line: what is due, what was paid, what was paid since. */
  readonly told: string;
  /** The arithmetic of each line that differs. */
  readonly arithmetic: () => readonly string[];
  /** The revisions of the changes behind it; empty for people whom the run held. */
  readonly revisions: readonly number[];
}

/** Days before the next run for which it pays people without a payslip there, without being asked. */
const unaskedDays = 31;

/** The most past inputs that are read together. A raise for everybody may reach into many runs. */
const pastInputsMax = 4_000;

export async function* owedFor(
  at: Reading,
  looks: readonly PastLook[],
): AsyncGenerator<readonly OwedFor[]> {
  for (const batch of inBatches(looks)) yield owedForSome(at, batch);
}

function* inBatches(looks: readonly PastLook[]): Generator<readonly PastLook[]> {
  let batch: PastLook[] = [];
  let count = 0;
  for (const look of looks) {
    if (count > 0 && count + look.people.length > pastInputsMax) {
      yield batch;
      batch = [];
      count = 0;
    }
    batch.push(look);
    count += look.people.length;
  }
  if (batch.length > 0) yield batch;
}

/** What the run paid a person, and why nothing if it did not. */
interface Paid extends Omit<PaidLines, 'place'> {
  readonly missing: OwedFor['missing'];
  /** The next run pays it without being asked, or was asked to. */
  readonly isUnasked: boolean;
  readonly notOwedMinor: bigint;
  readonly keptMinor: bigint;
}

const undecided = { notOwedMinor: 0n, keptMinor: 0n };

/** A past run with all that calculates it again for people who were known to it, or for new people. */
interface ReadyLook {
  readonly look: PastLook;
  readonly frame: RunFrame;
  readonly codes: PayCodes;
  readonly paid: ReadonlyMap<number, Paid>;
  readonly calculate: CalculatePayslip<PayslipInput>;
}

async function owedForSome(at: Reading, looks: readonly PastLook[]): Promise<readonly OwedFor[]> {
  const paid = await paidBy(at, looks);
  const frames = await runFrames(at, [...new Set(looks.map(({ run }) => run.runId))]);
  const known = looks.flatMap((look, nth) => {
    const frame = frames.get(look.run.runId);
    const people = paid[nth];
    if (frame === undefined || people === undefined || people.size === 0) return [];
    return [{ look, frame, paid: people }];
  });
  if (known.length === 0) return [];
  const codesOf = await payCodesOfRuns(
    at,
    known.map(({ frame }) => frame),
  );
  const ready = known.flatMap((one, nth): readonly ReadyLook[] => {
    const codes = codesOf[nth];
    assert(codes, 'each past run has its pay codes');
    const calculator = calculatorOf(codes, one.frame);
    return calculator.ok ? [{ ...one, codes, calculate: calculator.value }] : [];
  });
  // A run has read nothing of people who were entered after it: they are read as they are now.
  const asks = ready.flatMap((one) => {
    const { look, frame, codes } = one;
    const isNew = (id: number) => one.paid.get(id)?.missing === 'entered_late';
    const ids = [...one.paid.keys()].sort((a, b) => a - b);
    const common = { one, frame, codes, datedRevision: look.revision };
    const asked = { ...common, employeeIds: ids.filter((id) => !isNew(id)) };
    const late = { ...common, rosterRevision: look.revision, employeeIds: ids.filter(isNew) };
    return [asked, late].filter(({ employeeIds }) => employeeIds.length > 0);
  });
  const inputs = await frozenInputs(at, asks);
  return asks.flatMap(({ one }, nth) =>
    [...(inputs[nth] ?? [])].flatMap(({ employeeId, input }) => {
      const found = owedBy(one, { employeeId, input });
      return found === null ? [] : [found];
    }),
  );
}

/** For each look: the people that it compares, with what was paid for the run. */
async function paidBy(
  at: Reading,
  looks: readonly PastLook[],
): Promise<readonly ReadonlyMap<number, Paid>[]> {
  const asked = looks.map(({ run, people, revision }, place) => ({
    ...{ place, runId: run.runId, employeeIds: people, revision },
  }));
  const paid: Map<number, Paid>[] = looks.map(() => new Map());
  for (const { place, ...lines } of await paidLinesOf(at, asked)) {
    paid[place]?.set(lines.employeeId, { ...lines, ...undecided, missing: null, isUnasked: true });
  }
  const without = asked.flatMap((ask) => {
    // A run of its own amounts owes nothing to whom it did not pay.
    if (looks[ask.place]?.run.ownPeriodId !== null) return [];
    const employeeIds = ask.employeeIds.filter((id) => paid[ask.place]?.has(id) !== true);
    return employeeIds.length === 0 ? [] : [{ ...ask, employeeIds }];
  });
  if (without.length > 0) await addUnpaid(at, { looks, without, paid });
  for (const { place, employeeId, isToBePaid, ...decided } of await decisionsOf(at, asked)) {
    const lines = paid[place]?.get(employeeId);
    if (lines === undefined) continue;
    const isUnasked = lines.isUnasked || isToBePaid;
    paid[place]?.set(employeeId, { ...lines, ...decided, isUnasked });
  }
  return paid;
}

interface LookedAt {
  readonly place: number;
  readonly runId: number;
  readonly employeeIds: readonly number[];
  readonly revision: number;
}

/** Adds people without a payslip in the run. */
async function addUnpaid(
  at: Reading,
  ask: {
    readonly looks: readonly PastLook[];
    readonly without: readonly LookedAt[];
    readonly paid: readonly Map<number, Paid>[];
  },
): Promise<void> {
  const { looks, without, paid } = ask;
  const since = new Map(
    (await paidSinceOf(at, without)).map((row) => [`${row.place} ${row.employeeId}`, row]),
  );
  for (const { place, employeeId, hiredOn, isHeld, isReversed, isNew } of await unpaidDaysOf(
    at,
    without,
  )) {
    const look = looks[place];
    if (look === undefined) continue;
    const firstOn = look.nextOn.subtract({ days: unaskedDays });
    const day = isNew ? hiredOn : look.run.endOn;
    paid[place]?.set(employeeId, {
      ...{ employeeId, lineCodes: [], lineAmounts: [], retroMinor: 0n },
      paidSinceMinor: since.get(`${place} ${employeeId}`)?.paidSinceMinor ?? 0n,
      missing: isReversed ? 'reversed' : isHeld ? 'held' : isNew ? 'entered_late' : 'dates_changed',
      isUnasked: Temporal.PlainDate.compare(day, firstOn) >= 0,
      ...undecided,
    });
  }
  // What was paid since is compared, too, when later dates say that it was not due.
  for (const { place, employeeId, paidSinceMinor } of since.values()) {
    if (paid[place]?.has(employeeId) === true) continue;
    paid[place]?.set(employeeId, {
      ...{ employeeId, lineCodes: [], lineAmounts: [], retroMinor: 0n, paidSinceMinor },
      ...{ ...undecided, missing: 'entered_late', isUnasked: true },
    });
  }
}

/** What one past run still owes to a person. Null: nothing differs. */
function owedBy(
  past: ReadyLook,
  { employeeId, input: whole }: { readonly employeeId: number; readonly input: PayslipInput },
): OwedFor | null {
  const { look, frame, codes } = past;
  const lines = past.paid.get(employeeId);
  assert(lines, 'only people who are compared are calculated');
  // Deductions do not affect earnings, and must not hold a calculation that is only compared.
  const items = whole.items.filter(
    ({ payCodeId }) => codes.byId.get(payCodeId)?.kind === 'earning',
  );
  const input = { ...whole, items };
  const common = {
    ...{ place: look.place, employeeId, frame, missing: lines.missing },
    ...daysOf(input, frame),
    ...{ paidSinceMinor: lines.paidSinceMinor, revisions: look.changes.get(employeeId) ?? [] },
    payer: payerOf(lines),
  };
  const outcome = dueOf(past, input);
  if (outcome.kind === 'held') {
    const { code, detail, hint } = outcome;
    const held = { code, detail, hint };
    const none = { amountMinor: null, droppedMinor: 0n, lines: [], told: '' };
    return { ...common, ...none, held, arithmetic: () => [] };
  }
  const due = outcome.payslip;
  const difference = retroDifference({ codes, paid: { lines: linesPaid(lines) }, due });
  const differsMinor = difference.totalMinor - lines.paidSinceMinor;
  const amountMinor = withoutDropped(differsMinor, lines);
  if (amountMinor === 0n) return null;
  const codeOf = (id: number) => codes.byId.get(id)?.code ?? String(id);
  return {
    ...{ ...common, amountMinor, held: null, droppedMinor: differsMinor - amountMinor },
    lines: difference.parts.map(({ payCodeId, dueMinor, paidMinor }) => ({
      ...{ code: codeOf(payCodeId), dueMinor, paidMinor },
    })),
    told: toldOf({ frame, difference, lines, codeOf }),
    arithmetic: () => arithmeticOf({ frame, codes, input, difference }),
  };
}

/** A decision takes away what it was about, and never turns what is owed into an overpayment. */
function withoutDropped(amountMinor: bigint, { notOwedMinor, keptMinor }: Paid): bigint {
  const left = amountMinor > 0n ? amountMinor - notOwedMinor : amountMinor + keptMinor;
  return amountMinor > 0n === left > 0n ? left : 0n;
}

/** Whoever was not employed on any of the days is due only what was entered for the period. */
function dueOf({ calculate, codes, frame }: ReadyLook, input: PayslipInput): PayslipOutcome {
  const outcome = calculate(input);
  if (outcome.kind !== 'held' || outcome.code !== 'not_employed') return outcome;
  const alone = calculatorOf(codes, { ...frame, hasBasePay: false });
  if (!alone.ok) return outcome;
  return alone.value({ ...input, items: input.items.filter((item) => item.isRecurring !== true) });
}

/** Both ends count. Somebody who was not employed on any of them: all days of the period. */
function daysOf({ employee }: PayslipInput, { startOn, endOn }: RunFrame) {
  const { compare } = Temporal.PlainDate;
  const { hiredOn, endedOn } = employee;
  const fromOn = compare(hiredOn, startOn) > 0 ? hiredOn : startOn;
  const untilOn = endedOn !== null && compare(endedOn, endOn) < 0 ? endedOn : endOn;
  return compare(fromOn, untilOn) > 0 ? { fromOn: startOn, untilOn: endOn } : { fromOn, untilOn };
}

function payerOf({ missing, isUnasked }: Paid): OwedPayer {
  if (missing === 'held' || missing === 'reversed') return 'pay_held';
  return isUnasked ? 'next_run' : 'person';
}

/** Leaves out what that run paid for earlier runs, because each earlier run is compared separately. */
function linesPaid({ lineCodes, lineAmounts, retroMinor }: Paid) {
  const retroId = payCodeIdOf('RETRO_PAY');
  return lineCodes.map((payCodeId, place) => {
    const amount = lineAmounts[place] ?? 0n;
    return { payCodeId, amountMinor: payCodeId === retroId ? amount - retroMinor : amount };
  });
}

function toldOf(ask: {
  readonly frame: RunFrame;
  readonly difference: RetroDifference;
  readonly lines: Paid;
  readonly codeOf: (id: number) => string;
}): string {
  const { frame, difference, lines, codeOf } = ask;
  const currency = currencyOf(frame.currency);
  const parts = difference.parts.map(
    ({ payCodeId, dueMinor, paidMinor }) =>
      `${codeOf(payCodeId)} due ${formatAmount(dueMinor, currency)}, paid ${formatAmount(paidMinor, currency)}`,
  );
  const since =
    lines.paidSinceMinor === 0n
      ? []
      : [`paid since ${formatAmount(lines.paidSinceMinor, currency)}`];
  return `for ${frame.startOn} to ${frame.endOn} (run ${frame.runId}): ${[...parts, ...since].join('; ')}`;
}

function arithmeticOf(ask: {
  readonly frame: RunFrame;
  readonly codes: PayCodes;
  readonly input: PayslipInput;
  readonly difference: RetroDifference;
}): readonly string[] {
  const explained = explainLines(calculationOf(ask.codes, ask.frame), ask.input);
  if (!explained.ok || explained.value.kind === 'held') return [];
  const differing = new Set(ask.difference.parts.map(({ payCodeId }) => payCodeId));
  return explained.value.lines
    .filter(({ payCodeId }) => differing.has(payCodeId))
    .map(({ code, explanation }) => `${code} ${explanation.arithmetic}`);
}
