/**
 * The inputs of a run, with the pay owed for back-dated changes. A past period is calculated again as known
 * now and compared with everything paid for it, by its own run and by later ones. The next regular run pays
 * the difference under RETRO_PAY. Past payslips are never edited.
 *
 * Dated changes (terms of pay, dated items, dates of employment) reach back to the start of the pay date's
 * tax year. Undated changes (the pay in a roster, a pay code) apply from when they were recorded, and never
 * to a past period.
 *
 * Only pay owed to a person is paid automatically. When a person was overpaid overall, nothing is taken back,
 * because the law sets conditions beyond arithmetic. Each payslip says so until it is settled.
 */

import { formatAmount } from '#money/minor.ts';
import {
  calculatorOf,
  currencyOf,
  payCodeIdOf,
  payCodesOfRun,
} from '#operations/companies/pay-codes.ts';
import type { PayItem } from '#payslip/payslip-input.ts';
import { type RetroDifference, retroDifference } from '#payslip/retro-difference.ts';
import { type RunFrame, runFrame } from '#store/reads/run-work.ts';
import {
  datedChanges,
  type PaidLines,
  type PastRun,
  paidLinesOf,
  pastRuns,
} from '#store/reads/runs-before.ts';
import type { Reading } from '#store/store.ts';
import { type FreezeAsk, type FrozenInput, frozenInputs } from './frozen-inputs.ts';

interface RetroPart {
  readonly pastRunId: number;
  readonly amountMinor: bigint;
  /** Text for the explanation of the line. */
  readonly told: string;
}

export interface RunInput extends FrozenInput {
  /** What this run pays for earlier runs; empty for almost everybody. */
  readonly retro: readonly RetroPart[];
  /** Warnings that the calculation cannot detect. */
  readonly remarks: readonly string[];
}

/** Like `frozenInputs`, plus back-dated differences when the run is a regular one. */
export async function runInputs(at: Reading, ask: FreezeAsk): Promise<readonly RunInput[]> {
  const inputs = await frozenInputs(at, ask);
  const owed =
    ask.frame.kind === 'regular' ? await owedTo(at, ask) : new Map<number, readonly Owed[]>();
  return inputs.map((one) => withRetro(one, { parts: owed.get(one.employeeId) ?? [], ...ask }));
}

interface Owed {
  readonly part: RetroPart | null;
  readonly remark: string | null;
}

function withRetro(
  one: FrozenInput,
  ask: { readonly parts: readonly Owed[]; readonly frame: RunFrame },
): RunInput {
  const parts = ask.parts.flatMap(({ part }) => (part === null ? [] : [part]));
  const remarks = ask.parts.flatMap(({ remark }) => (remark === null ? [] : [remark]));
  const total = parts.reduce((sum, part) => sum + part.amountMinor, 0n);
  if (total < 0n) {
    const amount = formatAmount(-total, currencyOf(ask.frame.currency));
    const periods = parts.map((part) => `run ${part.pastRunId}`).join(', ');
    const remark = `overpaid: ${amount} too much was paid (${periods}), by a later pay change; nothing was deducted`;
    return { ...one, retro: [], remarks: [...remarks, remark] };
  }
  if (total === 0n) return { ...one, retro: [], remarks };
  const payCodeId = payCodeIdOf('RETRO_PAY');
  const items = parts.map(
    ({ amountMinor, told }): PayItem => ({
      ...{ payCodeId, quantityMicro: null, rateMicro: null, percentMicro: null },
      ...{ amountMinor, told },
    }),
  );
  const input = { ...one.input, items: [...one.input.items, ...items] };
  return { ...one, input, retro: parts, remarks };
}

async function owedTo(at: Reading, ask: FreezeAsk): Promise<ReadonlyMap<number, readonly Owed[]>> {
  const { frame, employeeIds } = ask;
  const { companyId, taxYear, snapshotRevision: revision, startOn: before } = frame;
  const owed = new Map<number, Owed[]>();
  const runs = await pastRuns(at, { companyId, taxYear, revision, before });
  if (runs.length === 0) return owed;
  const after = Math.min(...runs.map((run) => run.snapshotRevision));
  const changes = await datedChanges(at, { employeeIds, after, until: revision });
  if (changes.length === 0) return owed;
  for (const run of runs) {
    const touched = changes.filter(
      (change) =>
        change.revision > run.snapshotRevision &&
        (change.fromOn === null || Temporal.PlainDate.compare(change.fromOn, run.endOn) <= 0),
    );
    const people = [...new Set(touched.map((change) => change.employeeId))].sort((a, b) => a - b);
    if (people.length === 0) continue;
    for (const [employeeId, one] of await owedFor(at, { run, people, revision })) {
      owed.set(employeeId, [...(owed.get(employeeId) ?? []), one]);
    }
  }
  return owed;
}

/** The pay that one past run still owes, by employee. */
async function owedFor(
  at: Reading,
  ask: {
    readonly run: PastRun;
    readonly people: readonly number[];
    readonly revision: number;
  },
): Promise<readonly (readonly [number, Owed])[]> {
  const { run, people, revision } = ask;
  const paid = await paidLinesOf(at, { runId: run.runId, employeeIds: people, revision });
  const frame = await runFrame(at, run.runId);
  if (paid.length === 0 || frame === null) return [];
  const codes = await payCodesOfRun(at, frame);
  const calculator = calculatorOf(codes, frame);
  if (!calculator.ok) return [];
  const employeeIds = paid.map((one) => one.employeeId);
  const inputs = await frozenInputs(at, { frame, codes, employeeIds, datedRevision: revision });
  const paidBy = new Map(paid.map((one) => [one.employeeId, one]));
  return inputs.flatMap(({ employeeId, input }): (readonly [number, Owed])[] => {
    const lines = paidBy.get(employeeId);
    if (lines === undefined) return [];
    // Deductions do not affect earnings, and must not hold a calculation that is only compared.
    const items = input.items.filter(
      ({ payCodeId }) => codes.byId.get(payCodeId)?.kind === 'earning',
    );
    const outcome = calculator.value({ ...input, items });
    if (outcome.kind === 'held') {
      const remark = `retro_not_calculated: run ${run.runId} cannot be recalculated with today's data: ${outcome.detail}`;
      return [[employeeId, { part: null, remark }]];
    }
    const was = { lines: linesPaid(lines) };
    const difference = retroDifference({ codes, paid: was, due: outcome.payslip });
    const amountMinor = difference.totalMinor - lines.paidSinceMinor;
    if (amountMinor === 0n) return [];
    const told = toldOf({ frame, difference, lines, codeOf: (id) => codes.byId.get(id)?.code });
    return [[employeeId, { part: { pastRunId: run.runId, amountMinor, told }, remark: null }]];
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
