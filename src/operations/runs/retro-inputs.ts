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
import { type FreezeAsk, type FrozenInput, frozenInputs } from './frozen-inputs.ts';
import { type MadeInTurn, madeInTurn } from './made-in-turn.ts';
import { type Owed, owedByPastRuns, type RetroPart } from './owed-by-past-runs.ts';

export interface RunInput extends FrozenInput {
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
  return runs.map(({ frame }, place) => {
    const parts = owed.get(place);
    return madeInTurn(inputs[place] ?? [], (one) =>
      withRetro(one, { parts: parts?.get(one.employeeId), frame }),
    );
  });
}

function withRetro(
  one: FrozenInput,
  ask: { readonly parts: readonly Owed[] | undefined; readonly frame: RunFrame },
): RunInput {
  const { employeeId, openings, input } = one;
  if (ask.parts === undefined) return { employeeId, openings, input, retro: none, remarks: none };
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
  const paid = { ...input, items: [...input.items, ...items] };
  return { employeeId, openings, input: paid, retro: parts, remarks };
}

const none: readonly never[] = [];
