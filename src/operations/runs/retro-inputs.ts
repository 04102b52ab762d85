/**
 * The inputs of runs, with the pay owed for back-dated changes. The next regular run pays the difference under
 * RETRO_PAY. Past payslips are never edited.
 *
 * Only pay owed to a person is paid automatically. When a person was overpaid overall, nothing is taken back
 * before a person decides so, because the law sets conditions beyond arithmetic. Each payslip says so until it is
 * settled. Then runs take it back in instalments, by a deduction that leaves the net pay at zero or above.
 *
 * Elsewhere: how the difference is calculated (owed-by-past-runs.ts).
 */

import { formatAmount } from '#money/minor.ts';
import { currencyOf, payCodeIdOf } from '#operations/companies/pay-codes.ts';
import type { PayCodes } from '#payslip/codes/pay-code.ts';
import type { PayItem } from '#payslip/payslip-input.ts';
import { type TakeBackPlan, takeBackPlans } from '#store/reads/owed-decisions.ts';
import type { RunFrame } from '#store/reads/run-work.ts';
import type { Reading } from '#store/store.ts';
import {
  type FreezeAsk,
  type FrozenInput,
  type FrozenInputs,
  frozenInputs,
} from './frozen-inputs.ts';
import { type MadeInTurn, madeInTurn } from './made-in-turn.ts';
import { type Owed, type OwedOf, owedByPastRuns, type RetroPart } from './owed-by-past-runs.ts';

export interface RunInput extends FrozenInput {
  /** Not employed in the period: paid only what is owed and what was entered, without a salary. */
  readonly isAlone: boolean;
  /** What this run pays for earlier runs; empty for almost everybody. */
  readonly retro: readonly RetroPart[];
  /** What was too much for earlier runs, of which this run takes back what its line says. */
  readonly takesBack: TakesBack | null;
  /** Warnings that the calculation cannot detect. */
  readonly remarks: readonly string[];
}

interface TakesBack {
  readonly payCodeId: number;
  readonly parts: readonly RetroPart[];
}

/** Like `frozenInputs`, plus back-dated differences for the runs that pay what is owed. */
export async function runInputs(
  at: Reading,
  runs: readonly FreezeAsk[],
): Promise<readonly MadeInTurn<RunInput>[]> {
  const [inputs, owed] = await Promise.all([frozenInputs(at, runs), owedByPastRuns(at, runs)]);
  const alone = await inputsAlone(at, { runs, inputs });
  const plans = await plansOf(at, { runs, owed });
  return runs.map(({ frame, codes }, place) => {
    const parts = owed.get(place);
    const others = alone.get(place);
    return madeInTurn(inputs[place] ?? [], (one) => {
      const other = others?.get(one.employeeId);
      const plan = plans.get(`${place} ${one.employeeId}`);
      const ask = { parts: parts?.get(one.employeeId), frame, codes, plan };
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

/** The plans of those who were overpaid, by place and employee. Mostly nobody was. */
async function plansOf(
  at: Reading,
  ask: { readonly runs: readonly FreezeAsk[]; readonly owed: OwedOf },
): Promise<ReadonlyMap<string, TakeBackPlan>> {
  const asked = [...ask.owed].flatMap(([place, people]) => {
    const revision = ask.runs[place]?.frame.snapshotRevision;
    const overpaid = [...people].filter(([, owed]) => sumOf(partsOf(owed)) < 0n);
    if (revision === undefined || overpaid.length === 0) return [];
    return [{ place, revision, employeeIds: overpaid.map(([employeeId]) => employeeId) }];
  });
  if (asked.length === 0) return new Map();
  const plans = await takeBackPlans(at, asked);
  return new Map(plans.map((plan) => [`${plan.place} ${plan.employeeId}`, plan]));
}

function partsOf(owed: readonly Owed[]): readonly RetroPart[] {
  return owed.flatMap(({ part }) => (part === null ? [] : [part]));
}

function sumOf(parts: readonly RetroPart[]): bigint {
  return parts.reduce((sum, part) => sum + part.amountMinor, 0n);
}

function withRetro(
  one: FrozenInput,
  ask: {
    readonly parts: readonly Owed[] | undefined;
    readonly frame: RunFrame;
    readonly codes: PayCodes;
    readonly plan: TakeBackPlan | undefined;
    readonly isAlone: boolean;
  },
): RunInput {
  const { employeeId, openings, input, last, changedAt } = one;
  const { isAlone } = ask;
  // Nearly everybody: without a copy.
  const plain: RunInput = {
    employeeId,
    openings,
    input,
    last,
    changedAt,
    isAlone,
    retro: none,
    takesBack: null,
    remarks: none,
  };
  if (ask.parts === undefined) return plain;
  const parts = partsOf(ask.parts);
  const remarks = ask.parts.flatMap(({ remark }) => (remark === null ? [] : [remark]));
  const total = sumOf(parts);
  if (total < 0n) {
    const amount = formatAmount(-total, currencyOf(ask.frame.currency));
    const periods = parts.map((part) => `run ${part.pastRunId}`).join(', ');
    const code = ask.codes.byCode.get('PAY_TAKEN_BACK');
    const too = `overpaid: ${amount} too much was paid (${periods}), by a later pay change`;
    // What somebody entered under the code is taken back for these runs, too.
    const takesBack = code === undefined ? null : { payCodeId: code.id, parts };
    if (ask.plan === undefined || code === undefined || isAlone || ask.frame.paysOwed) {
      return { ...plain, takesBack, remarks: [...remarks, `${too}; nothing was deducted`] };
    }
    const { amountMinor, percentMicro } = ask.plan;
    const item: PayItem = {
      ...{ payCodeId: code.id, quantityMicro: null, rateMicro: null, amountMinor, percentMicro },
      balanceMinor: -total,
    };
    return {
      ...plain,
      input: { ...input, items: [...input.items, item] },
      remarks: [...remarks, `${too}; it is taken back in instalments`],
      takesBack,
    };
  }
  if (total === 0n) return { ...plain, remarks };
  const payCodeId = payCodeIdOf('RETRO_PAY');
  const items = parts.map(
    ({ amountMinor, told }): PayItem => ({
      ...{ payCodeId, quantityMicro: null, rateMicro: null, percentMicro: null },
      ...{ amountMinor, told },
    }),
  );
  const paid = { ...input, items: [...input.items, ...items] };
  return { ...plain, input: paid, retro: parts, remarks };
}

const none: readonly never[] = [];
