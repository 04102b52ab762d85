/**
 * The pay owed for back-dated changes. A past period is calculated again as known now and compared with
 * everything paid for it, by its own run and by later ones.
 *
 * Dated changes (terms of pay, dated items, dates of employment) reach back to the start of the pay date's
 * tax year. Undated changes (the pay in a roster, a pay code) apply from when they were recorded, and never
 * to a past period.
 */

import { assert } from '#errors.ts';
import { formatAmount } from '#money/minor.ts';
import {
  calculatorOf,
  currencyOf,
  payCodeIdOf,
  payCodesOfRuns,
} from '#operations/companies/pay-codes.ts';
import type { CalculatePayslip } from '#payslip/calculate-payslip.ts';
import type { PayCodes } from '#payslip/codes/pay-code.ts';
import type { PayslipInput } from '#payslip/payslip-input.ts';
import { type RetroDifference, retroDifference } from '#payslip/retro-difference.ts';
import { type RunFrame, runFrames } from '#store/reads/run-work.ts';
import {
  datedChanges,
  type PaidLines,
  type PastRun,
  paidLinesOf,
  pastRuns,
} from '#store/reads/runs-before.ts';
import type { Reading } from '#store/store.ts';
import { type FreezeAsk, type FrozenInput, frozenInputs } from './frozen-inputs.ts';

export interface RetroPart {
  readonly pastRunId: number;
  readonly amountMinor: bigint;
  /** Text for the explanation of the line. */
  readonly told: string;
}

export interface Owed {
  readonly part: RetroPart | null;
  readonly remark: string | null;
}

/** A past run that dated changes reach into, and the people that they concern. */
interface PastLook {
  readonly place: number;
  /** The revision at which inputs and payments are read now. */
  readonly revision: number;
  readonly run: PastRun;
  readonly people: readonly number[];
}

/** The most past inputs that are read together. A raise for everybody may reach into many runs. */
const pastInputsMax = 4_000;

/** By the place of the run in the set, and by employee. */
type OwedOf = ReadonlyMap<number, ReadonlyMap<number, readonly Owed[]>>;

export async function owedByPastRuns(at: Reading, runs: readonly FreezeAsk[]): Promise<OwedOf> {
  const owed = new Map<number, Map<number, Owed[]>>();
  for (const looks of inBatches(await pastLooks(at, runs))) {
    for (const { place, employeeId, owed: one } of await owedFor(at, looks)) {
      const ofRun = owed.get(place) ?? new Map<number, Owed[]>();
      owed.set(place, ofRun);
      ofRun.set(employeeId, [...(ofRun.get(employeeId) ?? []), one]);
    }
  }
  return owed;
}

/** The past runs that changes of these runs reach into, in the order of their days. Only regular runs have any. */
async function pastLooks(at: Reading, runs: readonly FreezeAsk[]): Promise<readonly PastLook[]> {
  const regular = runs.flatMap((run, place) => {
    const { frame } = run;
    return frame.kind === 'regular' ? [{ ...run, place, dated: frame.snapshotRevision }] : [];
  });
  if (regular.length === 0) return [];
  const past = Map.groupBy(await pastRuns(at, regular), ({ place }) => place);
  if (past.size === 0) return [];
  const asked = regular.flatMap(({ place, employeeIds, dated: until }) => {
    const before = past.get(place);
    if (before === undefined) return [];
    const after = Math.min(...before.map((run) => run.snapshotRevision));
    return [{ place, employeeIds, after, until }];
  });
  const changes = Map.groupBy(await datedChanges(at, asked), ({ place }) => place);
  return asked.flatMap(({ place, until }) =>
    (past.get(place) ?? []).flatMap((run): readonly PastLook[] => {
      const touched = (changes.get(place) ?? []).filter(
        (change) =>
          change.revision > run.snapshotRevision &&
          (change.fromOn === null || Temporal.PlainDate.compare(change.fromOn, run.endOn) <= 0),
      );
      const people = [...new Set(touched.map((change) => change.employeeId))].sort((a, b) => a - b);
      return people.length === 0 ? [] : [{ place, revision: until, run, people }];
    }),
  );
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

interface OwedTo {
  readonly place: number;
  readonly employeeId: number;
  readonly owed: Owed;
}

/** The pay that these past runs still owe, by employee. */
async function owedFor(at: Reading, looks: readonly PastLook[]): Promise<readonly OwedTo[]> {
  const asked = looks.map(({ run, people, revision }, place) => ({
    ...{ place, runId: run.runId, employeeIds: people, revision },
  }));
  const paid = Map.groupBy(await paidLinesOf(at, asked), ({ place }) => place);
  const frames = await runFrames(at, [...new Set(looks.map(({ run }) => run.runId))]);
  const known = looks.flatMap((look, nth) => {
    const frame = frames.get(look.run.runId);
    const lines = paid.get(nth);
    return frame === undefined || lines === undefined ? [] : [{ look, frame, lines }];
  });
  if (known.length === 0) return [];
  const codesOf = await payCodesOfRuns(
    at,
    known.map(({ frame }) => frame),
  );
  const ready = known.flatMap((one, nth) => {
    const codes = codesOf[nth];
    assert(codes, 'each past run has its pay codes');
    const calculator = calculatorOf(codes, one.frame);
    return calculator.ok ? [{ ...one, codes, calculate: calculator.value }] : [];
  });
  const inputs = await frozenInputs(
    at,
    ready.map(({ look, frame, codes, lines }) => ({
      ...{ frame, codes, datedRevision: look.revision },
      employeeIds: lines.map((one) => one.employeeId),
    })),
  );
  return ready.flatMap((one, nth) => owedBy(one, [...(inputs[nth] ?? [])]));
}

/** The pay that one past run still owes, by its inputs as known now. */
function owedBy(
  past: {
    readonly look: PastLook;
    readonly frame: RunFrame;
    readonly lines: readonly PaidLines[];
    readonly codes: PayCodes;
    readonly calculate: CalculatePayslip<PayslipInput>;
  },
  inputs: readonly FrozenInput[],
): readonly OwedTo[] {
  const { look, frame, codes } = past;
  const { place, run } = look;
  const paidBy = new Map(past.lines.map((one) => [one.employeeId, one]));
  return inputs.flatMap(({ employeeId, input }): readonly OwedTo[] => {
    const lines = paidBy.get(employeeId);
    if (lines === undefined) return [];
    // Deductions do not affect earnings, and must not hold a calculation that is only compared.
    const items = input.items.filter(
      ({ payCodeId }) => codes.byId.get(payCodeId)?.kind === 'earning',
    );
    const outcome = past.calculate({ ...input, items });
    if (outcome.kind === 'held') {
      const remark = `retro_not_calculated: run ${run.runId} cannot be recalculated with today's data: ${outcome.detail}`;
      return [{ place, employeeId, owed: { part: null, remark } }];
    }
    const was = { lines: linesPaid(lines) };
    const difference = retroDifference({ codes, paid: was, due: outcome.payslip });
    const amountMinor = difference.totalMinor - lines.paidSinceMinor;
    if (amountMinor === 0n) return [];
    const told = toldOf({ frame, difference, lines, codeOf: (id) => codes.byId.get(id)?.code });
    const part = { pastRunId: run.runId, amountMinor, told };
    return [{ place, employeeId, owed: { part, remark: null } }];
  });
}

/** Leaves out what that run paid for earlier runs, because each earlier run is compared separately. */
function linesPaid({ lineCodes, lineAmounts, retroMinor }: PaidLines) {
  const retroId = payCodeIdOf('RETRO_PAY');
  return lineCodes.map((payCodeId, place) => {
    const amount = lineAmounts[place] ?? 0n;
    return { payCodeId, amountMinor: payCodeId === retroId ? amount - retroMinor : amount };
  });
}

function toldOf(ask: {
  readonly frame: RunFrame;
  readonly difference: RetroDifference;
  readonly lines: PaidLines;
  readonly codeOf: (id: number) => string | undefined;
}): string {
  const { frame, difference, lines, codeOf } = ask;
  const currency = currencyOf(frame.currency);
  const parts = difference.parts.map(
    ({ payCodeId, dueMinor, paidMinor }) =>
      `${codeOf(payCodeId) ?? payCodeId} due ${formatAmount(dueMinor, currency)}, paid ${formatAmount(paidMinor, currency)}`,
  );
  const since =
    lines.paidSinceMinor === 0n
      ? []
      : [`paid since ${formatAmount(lines.paidSinceMinor, currency)}`];
  return `for ${frame.startOn} to ${frame.endOn} (run ${frame.runId}): ${[...parts, ...since].join('; ')}`;
}
