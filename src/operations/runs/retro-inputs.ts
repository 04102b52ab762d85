/**
 * The inputs of runs, with the pay owed for back-dated changes. The next regular run pays the difference under
 * RETRO_PAY. Past payslips are never edited.
 *
 * Only pay owed to a person is paid automatically. When a person was overpaid overall, nothing is taken back,
 * because the law sets conditions beyond arithmetic. Each payslip says so until it is settled.
 *
 * Elsewhere: how the difference is calculated (owed-by-past-runs.ts).
 */

import { formatAmount } from '#money/minor.ts';
import { currencyOf, payCodeIdOf } from '#operations/companies/pay-codes.ts';
import type { PayItem } from '#payslip/payslip-input.ts';
import type { RunFrame } from '#store/reads/run-work.ts';
import type { Reading } from '#store/store.ts';
import {
  type FreezeAsk,
  type FrozenInput,
  type FrozenInputs,
  frozenInputs,
} from './frozen-inputs.ts';
import { type MadeInTurn, madeInTurn } from './made-in-turn.ts';
import { type Owed, owedByPastRuns, type RetroPart } from './owed-by-past-runs.ts';

export interface RunInput extends FrozenInput {
  /** Not employed in the period: paid only what is owed and what was entered, without a salary. */
  readonly isAlone: boolean;
  /** What this run pays for earlier runs; empty for almost everybody. */
  readonly retro: readonly RetroPart[];
  /** Warnings that the calculation cannot detect. */
  readonly remarks: readonly string[];
}

/** Like `frozenInputs`, plus back-dated differences for the runs that are regular ones. */
export async function runInputs(
  at: Reading,
  runs: readonly FreezeAsk[],
): Promise<readonly MadeInTurn<RunInput>[]> {
  const inputs = await frozenInputs(at, runs);
  const owed = await owedByPastRuns(at, runs);
  const alone = await inputsAlone(at, { runs, inputs });
  return runs.map(({ frame }, place) => {
    const parts = owed.get(place);
    const others = alone.get(place);
    return madeInTurn(inputs[place] ?? [], (one) => {
      const other = others?.get(one.employeeId);
      const ask = { parts: parts?.get(one.employeeId), frame };
      return withRetro(other ?? one, { ...ask, isAlone: other !== undefined });
    });
  });
}

/** The inputs of people who are in a regular run although they are not employed in its period, by place. */
async function inputsAlone(
  at: Reading,
  ask: { readonly runs: readonly FreezeAsk[]; readonly inputs: readonly FrozenInputs[] },
): Promise<ReadonlyMap<number, ReadonlyMap<number, FrozenInput>>> {
  const asked = ask.runs.flatMap((run, place) => {
    const employeeIds = ask.inputs[place]?.notEmployed ?? [];
    if (run.frame.kind !== 'regular' || employeeIds.length === 0) return [];
    return [{ ...run, place, frame: { ...run.frame, hasBasePay: false }, employeeIds }];
  });
  if (asked.length === 0) return new Map();
  const found = await frozenInputs(at, asked);
  return new Map(
    asked.map(({ place }, nth) => [
      place,
      new Map([...(found[nth] ?? [])].map((one) => [one.employeeId, one])),
    ]),
  );
}

function withRetro(
  one: FrozenInput,
  ask: {
    readonly parts: readonly Owed[] | undefined;
    readonly frame: RunFrame;
    readonly isAlone: boolean;
  },
): RunInput {
  const { employeeId, openings, input } = one;
  const { isAlone } = ask;
  if (ask.parts === undefined)
    return { employeeId, openings, input, isAlone, retro: none, remarks: none };
  const parts = ask.parts.flatMap(({ part }) => (part === null ? [] : [part]));
  const remarks = ask.parts.flatMap(({ remark }) => (remark === null ? [] : [remark]));
  const total = parts.reduce((sum, part) => sum + part.amountMinor, 0n);
  if (total < 0n) {
    const amount = formatAmount(-total, currencyOf(ask.frame.currency));
    const periods = parts.map((part) => `run ${part.pastRunId}`).join(', ');
    const remark = `overpaid: ${amount} too much was paid (${periods}), by a later pay change; nothing was deducted`;
    return { ...one, isAlone, retro: [], remarks: [...remarks, remark] };
  }
  if (total === 0n) return { ...one, isAlone, retro: [], remarks };
  const payCodeId = payCodeIdOf('RETRO_PAY');
  const items = parts.map(
    ({ amountMinor, told }): PayItem => ({
      ...{ payCodeId, quantityMicro: null, rateMicro: null, percentMicro: null },
      ...{ amountMinor, told },
    }),
  );
  const paid = { ...input, items: [...input.items, ...items] };
  return { employeeId, openings, input: paid, isAlone, retro: parts, remarks };
}

const none: readonly never[] = [];
