/**
 * The payslips of a correction. Each past payslip is calculated again from its run's inputs, with hours, one-off amounts
 * and dated pay as they are known now. What is stored is the difference, line by line. So a payslip and its corrections
 * add up to the right one.
 *
 * Year-to-date is the person's newest less what was paid for the payslip: yearly limits count what was paid since.
 */
import { assert } from '#errors.ts';
import { RunTally } from '#judgement/run-tally.ts';
import { payCodeIdOf, payCodesOfRun } from '#operations/companies/pay-codes.ts';
import { AmountsByCode } from '#payslip/amounts-by-code.ts';
import type { PayCodes } from '#payslip/codes/pay-code.ts';
import type { PayItem } from '#payslip/payslip-input.ts';
import { type CorrectionSettled, correctionSettled } from '#run/correction.ts';
import {
  correctedSince,
  correctionBasis,
  type PaidPart,
  paidParts,
} from '#store/reads/corrections.ts';
import type { OrderOfRun } from '#store/reads/court-orders.ts';
import { retroOfRun } from '#store/reads/reversals.ts';
import { type RunFrame, runFrame } from '#store/reads/run-work.ts';
import type { PayslipAmounts } from '#store/reads/runs.ts';
import type { Reading } from '#store/store.ts';
import type { HeldRow, PayslipRow } from '#store/writes/payslips.ts';
import { type ChunkResults, calculateInputs, judged } from './calculate-inputs.ts';
import { ordersBefore, ordersThatDiffer } from './corrected-orders.ts';
import { frozenInputs } from './frozen-inputs.ts';
import type { RunInput } from './retro-inputs.ts';
import { settledLaterCode } from './reversed-payslips.ts';

/** A correction, or one that is about to be opened. */
interface Correcting {
  readonly companyId: number;
  /** 0 before it is opened. */
  readonly runId: number;
  readonly periodId: number;
  readonly corrects: number;
  readonly taxYear: number;
  readonly revision: number;
  readonly employeeIds: readonly number[];
}

/** The amounts of a payslip by its pay codes. */
interface Slip extends PayslipAmounts {
  readonly lines: ReadonlyMap<number, bigint>;
}

/** A payslip as it was, with its corrections until then, and as it should have been. */
export interface Pair {
  readonly employeeId: number;
  readonly was: Slip;
  readonly is: Slip;
  readonly settled: CorrectionSettled;
}

export async function correctedPayslips(
  at: Reading,
  { frame, employeeIds }: { readonly frame: RunFrame; readonly employeeIds: readonly number[] },
): Promise<ChunkResults> {
  const { companyId, runId, periodId, taxYear, snapshotRevision: revision } = frame;
  const { correctsRunId: corrects } = frame;
  assert(corrects, 'a correction has a run that it corrects');
  const basis = await basisOf(at, {
    ...{ companyId, runId, periodId, corrects, taxYear, revision, employeeIds },
  });
  const found = await judged(at, calculated(basis), basis);
  const payslips: PayslipRow[] = [];
  const held: HeldRow[] = [...basis.held, ...found.held];
  for (const row of found.payslips) {
    const pair = pairOf(basis, row);
    if (pair.settled === 'this_run') payslips.push(differenceOf(basis, { row, pair }));
    else held.push(notPaid(pair, corrects));
  }
  return { payslips, held, compared: new RunTally().comparison };
}

/** Everybody's pair, those who cannot be calculated, and those whom a limit would hold. */
export async function correctionPairsOf(
  at: Reading,
  of: Correcting,
): Promise<{
  readonly pairs: readonly Pair[];
  readonly held: readonly HeldRow[];
  readonly limited: readonly HeldRow[];
}> {
  const basis = await basisOf(at, of);
  const all = calculated(basis);
  const { plain, suspects, held } = all;
  const rows = [...plain, ...suspects.map(({ row }) => row)];
  const pairs = rows.map((row) => pairOf(basis, row)).sort((a, b) => a.employeeId - b.employeeId);
  const paid = new Set(
    pairs.filter(({ settled }) => settled === 'this_run').map(({ employeeId }) => employeeId),
  );
  const judgedHeld = suspects.length === 0 ? [] : (await judged(at, all, basis)).held;
  return {
    pairs,
    held: [...basis.held, ...held],
    limited: judgedHeld.filter(({ employeeId }) => paid.has(employeeId)),
  };
}

/** What a correction calculates the right payslips of these people from. */
export async function inputsOfCorrection(
  at: Reading,
  { frame, employeeIds }: { readonly frame: RunFrame; readonly employeeIds: readonly number[] },
): Promise<ReadonlyMap<number, RunInput>> {
  const { companyId, runId, periodId, taxYear, snapshotRevision: revision } = frame;
  const { correctsRunId: corrects } = frame;
  assert(corrects, 'a correction has a run that it corrects');
  const of = { companyId, runId, periodId, corrects, taxYear, revision, employeeIds };
  const { inputs } = await basisOf(at, of);
  return new Map(inputs.map((one) => [one.employeeId, one]));
}

/** What the newest correction of each of these payslips was calculated from. Nobody else's. */
export async function correctedInputs(
  at: Reading,
  of: {
    /** The run whose payslips may be corrected. */
    readonly past: Pick<RunFrame, 'companyId' | 'runId' | 'taxYear'>;
    /** At which corrections are known. */
    readonly revision: number;
    readonly employeeIds: readonly number[];
  },
): Promise<ReadonlyMap<number, RunInput>> {
  const { past, ...ask } = of;
  const { companyId, runId: corrects, taxYear } = past;
  const known = await correctedSince(at, { ...ask, runId: corrects });
  const inputs = new Map<number, RunInput>();
  const byRevision = Map.groupBy(known, ({ snapshotRevision }) => snapshotRevision);
  for (const [revision, people] of byRevision) {
    const employeeIds = people.map(({ employeeId }) => employeeId);
    const pair = { companyId, runId: 0, periodId: 0, corrects, taxYear, revision, employeeIds };
    for (const one of (await basisOf(at, pair)).inputs) inputs.set(one.employeeId, one);
  }
  return inputs;
}

interface Basis {
  readonly corrects: number;
  /** Of the past run, as the correction reads it. */
  readonly frame: RunFrame;
  readonly codes: PayCodes;
  readonly inputs: readonly RunInput[];
  readonly held: readonly HeldRow[];
  readonly parts: ReadonlyMap<number, readonly PaidPart[]>;
  readonly newest: ReadonlyMap<number, AmountsByCode>;
  /** What court orders got from the payslip and its corrections until then. */
  readonly orders: ReadonlyMap<number, readonly OrderOfRun[]>;
}

async function basisOf(at: Reading, of: Correcting): Promise<Basis> {
  const { corrects, revision } = of;
  const past = await runFrame(at, corrects);
  assert(past, 'a corrected run is there');
  const codes = await payCodesOfRun(at, past);
  const ask = { ...of, runId: corrects };
  const parts = Map.groupBy(await paidParts(at, ask), ({ employeeId }) => employeeId);
  const known = await correctionBasis(at, ask);
  const held = [
    ...of.employeeIds.flatMap((id) =>
      parts.get(id)?.some(({ runId }) => runId === corrects) === true ? [] : [reversed(id)],
    ),
    ...known.flatMap((one) => troubleOf(one)),
  ];
  const left = new Set(held.map(({ employeeId }) => employeeId));
  const employeeIds = of.employeeIds.filter((id) => !left.has(id)).sort((a, b) => a - b);
  const retro = Map.groupBy(
    await retroOfRun(at, { runId: corrects, employeeIds }),
    ({ employeeId }) => employeeId,
  );
  const newest = new Map(
    known.map((one) => [one.employeeId, AmountsByCode.ofColumns(one.ytdCodes, one.ytdAmounts)]),
  );
  const asked = { frame: past, codes, datedRevision: revision, employeeIds };
  const [frozen = []] = employeeIds.length === 0 ? [] : await frozenInputs(at, [asked]);
  const inputs = [...frozen].map((one): RunInput => {
    const items = retroItems(retro.get(one.employeeId));
    const [paid, ...corrections] = parts.get(one.employeeId) ?? [];
    assert(paid, 'only payslips that count are corrected');
    // What was paid since the payslip, without the payslip itself and its corrections.
    const since = (newest.get(one.employeeId) ?? AmountsByCode.none).minus(
      AmountsByCode.ofColumns(paid.ytdCodes, paid.ytdAmounts),
    );
    const yearToDate = corrections.reduce(
      (sum, part) => sum.minus(AmountsByCode.ofColumns(part.lineCodes, part.lineAmounts)),
      one.input.yearToDate.plus(since),
    );
    const input = { ...one.input, items: [...one.input.items, ...items], yearToDate };
    const none = { isAlone: false, retro: [], takesBack: null, remarks: [] };
    return { ...one, input, ...none };
  });
  const { runId, periodId } = of;
  const frame = { ...past, runId, periodId, snapshotRevision: revision };
  const orders = await ordersBefore(at, parts);
  return { corrects, frame, codes, inputs, held, parts, newest, orders };
}

function calculated({ inputs, frame, codes }: Basis) {
  return calculateInputs(inputs, { frame, codes, progress: () => undefined });
}

/** What the payslip paid for earlier runs stays as it is. */
function retroItems(parts: readonly { readonly amountMinor: bigint }[] = []): readonly PayItem[] {
  const payCodeId = payCodeIdOf('RETRO_PAY');
  return parts.map(({ amountMinor }) => ({
    ...{ payCodeId, quantityMicro: null, rateMicro: null, percentMicro: null, amountMinor },
  }));
}

const sums = [
  ...(['grossMinor', 'reimbursementsMinor', 'deductionsMinor', 'taxesMinor'] as const),
  ...(['employerMinor', 'netMinor'] as const),
];

/** Adds up a payslip and its corrections. */
export function slipOf(
  parts: readonly (PayslipAmounts & Pick<PaidPart, 'lineCodes' | 'lineAmounts'>)[],
): Slip {
  const lines = new Map<number, bigint>();
  for (const { lineCodes, lineAmounts } of parts) {
    lineCodes.forEach((id, place) => {
      lines.set(id, (lines.get(id) ?? 0n) + (lineAmounts[place] ?? 0n));
    });
  }
  const total = (name: (typeof sums)[number]) => parts.reduce((sum, part) => sum + part[name], 0n);
  return {
    grossMinor: total('grossMinor'),
    reimbursementsMinor: total('reimbursementsMinor'),
    deductionsMinor: total('deductionsMinor'),
    taxesMinor: total('taxesMinor'),
    employerMinor: total('employerMinor'),
    netMinor: total('netMinor'),
    lines,
  };
}

function pairOf(basis: Basis, { employeeId, payslip }: PayslipRow): Pair {
  const was = slipOf(basis.parts.get(employeeId) ?? []);
  const is = slipOf([payslip]);
  const differs = {
    grossMinor: is.grossMinor - was.grossMinor,
    netMinor: is.netMinor - was.netMinor,
  };
  const isSame = linesThatDiffer(basis.codes, { was, is }).length === 0;
  return { employeeId, was, is, settled: correctionSettled(differs, isSame) };
}

/** In the order of a payslip. */
export function linesThatDiffer(
  codes: Pick<PayCodes, 'all'>,
  { was, is }: Pick<Pair, 'was' | 'is'>,
): readonly { readonly id: number; readonly wasMinor: bigint; readonly isMinor: bigint }[] {
  const order = new Map(codes.all.map(({ id }, place) => [id, place]));
  const placeOf = (id: number) => order.get(id) ?? codes.all.length + id;
  return [...new Set([...was.lines.keys(), ...is.lines.keys()])]
    .sort((one, other) => placeOf(one) - placeOf(other))
    .map((id) => ({ id, wasMinor: was.lines.get(id) ?? 0n, isMinor: is.lines.get(id) ?? 0n }))
    .filter(({ wasMinor, isMinor }) => wasMinor !== isMinor);
}

function differenceOf(
  basis: Basis,
  { row, pair }: { readonly row: PayslipRow; readonly pair: Pair },
): PayslipRow {
  const { employeeId } = row;
  const { was, is } = pair;
  const lines = linesThatDiffer(basis.codes, pair);
  const lineCodes = lines.map(({ id }) => id);
  const lineAmounts = lines.map(({ wasMinor, isMinor }) => isMinor - wasMinor);
  const grossMinor = is.grossMinor - was.grossMinor;
  const newest = basis.newest.get(employeeId) ?? AmountsByCode.none;
  return {
    employeeId,
    payslip: {
      ...{ values: null, at: 0, lineCodes, lineAmounts, grossMinor },
      reimbursementsMinor: is.reimbursementsMinor - was.reimbursementsMinor,
      deductionsMinor: is.deductionsMinor - was.deductionsMinor,
      taxesMinor: is.taxesMinor - was.taxesMinor,
      employerMinor: is.employerMinor - was.employerMinor,
      netMinor: is.netMinor - was.netMinor,
    },
    yearToDate: newest.plus(AmountsByCode.ofColumns(lineCodes, lineAmounts)),
    warnings: row.warnings,
    orders: ordersThatDiffer({
      ...{ was: basis.orders.get(employeeId) ?? [], is: row.orders, lines: was.lines },
    }),
    // So nothing else pays the same difference (owed-for.ts).
    retro:
      grossMinor === 0n
        ? []
        : [{ pastRunId: basis.corrects, amountMinor: grossMinor, isTakenBack: false }],
  };
}

function reversed(employeeId: number): HeldRow {
  return {
    ...{ employeeId, code: 'already_reversed' },
    detail: 'the payslip was reversed since',
    hint: 'pay the person again',
  };
}

function troubleOf(one: {
  readonly employeeId: number;
  readonly settledBy: number | null;
  readonly takesBack: boolean;
}): readonly HeldRow[] {
  const { employeeId, settledBy: runId, takesBack } = one;
  if (runId !== null) {
    const detail = `run ${runId} has settled a difference for this payslip since`;
    const hint = `look at the payslip of run ${runId}; to correct this one, reverse that one first`;
    return [{ employeeId, code: settledLaterCode, detail, hint }];
  }
  if (!takesBack) return [];
  return [
    {
      ...{ employeeId, code: 'takes_back' },
      detail: 'the payslip takes back what earlier runs had paid too much',
      hint: 'reverse the payslip and pay the person again',
    },
  ];
}

/** Why a correction does not pay somebody. */
export function notPaid({ employeeId, settled }: Pair, corrects: number): HeldRow {
  if (settled === 'owed_list') {
    return {
      ...{ employeeId, code: 'owed_by_person' },
      detail: `run ${corrects} paid this person too much`,
      hint: 'decide about it in the owed list',
    };
  }
  if (settled === 'unclear') {
    return {
      ...{ employeeId, code: 'lower_net_pay' },
      detail: `the earnings in run ${corrects} were not too high, but its net pay was`,
      hint: 'reverse the payslip and pay the person again',
    };
  }
  return {
    ...{ employeeId, code: 'nothing_to_correct' },
    detail: `the payslip of run ${corrects} is what it should be`,
    hint: 'void this run if it has nobody else',
  };
}
