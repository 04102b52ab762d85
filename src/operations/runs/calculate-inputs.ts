/**
 * Turns frozen inputs into payslips and held people. Runs and previews use it. Writes nothing.
 *
 * People who might be beyond a limit are set aside. `judged` decides about them, and reads what it needs.
 */
import { setImmediate as turn } from 'node:timers/promises';
import { assert } from '#errors.ts';
import { type ChunkComparison, RunTally } from '#judgement/run-tally.ts';
import { calculatorOf } from '#operations/companies/pay-codes.ts';
import { judgeSuspects, screenOf } from '#operations/judgement/hold-unusual.ts';
import type { Suspect } from '#operations/judgement/suspect.ts';
import { AmountsRoom } from '#payslip/amounts-room.ts';
import type { PayCodes } from '#payslip/codes/pay-code.ts';
import type { Payslip } from '#payslip/payslip.ts';
import type { RunFrame } from '#store/reads/run-work.ts';
import type { Reading } from '#store/store.ts';
import type { HeldRow, PayslipRow } from '#store/writes/payslips.ts';
import type { RunInput } from './retro-inputs.ts';
import { takenFrom } from './taken-from.ts';

export interface ChunkResults {
  readonly payslips: readonly PayslipRow[];
  readonly held: readonly HeldRow[];
  readonly compared: ChunkComparison;
}

/** Before anybody is judged by the limits. */
interface Calculated {
  /** Nothing about them is unusual. */
  readonly plain: readonly PayslipRow[];
  readonly held: readonly HeldRow[];
  readonly suspects: readonly Suspect[];
  readonly tally: RunTally;
}

const progressEvery = 100;

interface CalculateAsk {
  readonly frame: RunFrame;
  readonly codes: PayCodes;
  readonly progress: (done: number) => void;
}

/** Calculates without yielding, for use inside a transaction. */
export function calculateInputs(inputs: Iterable<RunInput>, ask: CalculateAsk): Calculated {
  const results = resultsOf(ask);
  let done = 0;
  for (const one of inputs) {
    results.add(one);
    done += 1;
    if (done % progressEvery === 0) ask.progress(done);
  }
  return results;
}

/** Yields to the event loop every 100 payslips, so that leases are renewed. */
export async function calculateInTurns(
  inputs: Iterable<RunInput>,
  ask: CalculateAsk,
): Promise<Calculated> {
  const results = resultsOf(ask);
  let done = 0;
  for (const one of inputs) {
    results.add(one);
    done += 1;
    if (done % progressEvery !== 0) continue;
    ask.progress(done);
    await turn();
  }
  return results;
}

/** Payslips and held people, once everybody is judged by the limits. */
export async function judged(
  at: Reading,
  calculated: Calculated,
  run: Pick<CalculateAsk, 'frame' | 'codes'>,
): Promise<ChunkResults> {
  const { plain, held, suspects, tally } = calculated;
  if (suspects.length === 0) return { payslips: plain, held, compared: tally.comparison };
  const found = await judgeSuspects(at, { ...run, suspects });
  for (const { one, payslip } of found.usual) tally.addPaid(one.last, payslip);
  const payslips = [...plain, ...found.payslips];
  if (found.payslips.length > 0) payslips.sort((one, other) => one.employeeId - other.employeeId);
  return { payslips, held: [...held, ...found.held], compared: tally.comparison };
}

function resultsOf(ask: CalculateAsk): Calculated & { add(one: RunInput): void } {
  const { frame, codes } = ask;
  const calculator = calculatorOf(codes, frame);
  assert(calculator.ok, `a run opens only when there are tax tables for ${frame.payOn}`);
  const calculate = calculator.value;
  const screen = screenOf(ask);
  const plain: PayslipRow[] = [];
  const held: HeldRow[] = [];
  const suspects: Suspect[] = [];
  const tally = new RunTally();
  const room = new AmountsRoom();
  const alone = (input: RunInput['input']) => {
    const without = calculatorOf(codes, { ...frame, hasBasePay: false });
    assert(without.ok, 'the same tables calculate what is paid without a salary');
    return without.value(input);
  };
  const add = (one: RunInput): void => {
    tally.add(one.last);
    if (one.isAlone && isContradicted(one, frame)) {
      held.push(contradicted(one));
      return;
    }
    const outcome = one.isAlone ? alone(one.input) : calculate(one.input);
    if (outcome.kind === 'payslip') {
      const row = rowOf(one, outcome.payslip, room);
      if (screen.isSuspect(one, outcome.payslip))
        suspects.push({ one, payslip: outcome.payslip, row });
      else {
        plain.push(row);
        tally.addPaid(one.last, outcome.payslip);
      }
    } else {
      const { code, detail, hint } = outcome;
      held.push({ employeeId: one.employeeId, code, detail, hint });
    }
  };
  return { plain, held, suspects, tally, add };
}

/** In the run although the dates leave nothing to pay, or before the first day (plan-leavers.ts). */
function isContradicted({ input }: RunInput, { endOn }: RunFrame): boolean {
  const startsLater = Temporal.PlainDate.compare(input.employee.hiredOn, endOn) > 0;
  return input.items.length === 0 || startsLater;
}

function contradicted({ employeeId, input }: RunInput): HeldRow {
  const { hiredOn, endedOn } = input.employee;
  const dates = endedOn === null ? `starts on ${hiredOn}` : `left on ${endedOn}`;
  return {
    ...{ employeeId, code: 'dates_contradict_pay' },
    detail: `the roster says that this person ${dates}, but pay outside these dates was paid or entered`,
    hint: 'correct the date in the roster; if it is right, settle the overpayment (owed list)',
  };
}

function rowOf(one: RunInput, payslip: Payslip, room: AmountsRoom): PayslipRow {
  return {
    employeeId: one.employeeId,
    payslip,
    yearToDate: payslip.yearToDate.minus(one.openings, room),
    warnings: warningsOf(one, payslip),
    retro: retroOf(one, payslip),
    orders: payslip.ordersTaken ?? noOrders,
  };
}

const noOrders: PayslipRow['orders'] = [];

const nothingRetro: PayslipRow['retro'] = [];

/** What the payslip pays for earlier runs, or what its line takes back for them. */
function retroOf({ retro, takesBack }: RunInput, { lines }: Payslip): PayslipRow['retro'] {
  if (takesBack === null) {
    if (retro.length === 0) return nothingRetro;
    return retro.map(({ pastRunId, amountMinor }) => ({
      ...{ pastRunId, amountMinor, isTakenBack: false },
    }));
  }
  const { payCodeId, parts } = takesBack;
  const taken = lines.find((line) => line.payCodeId === payCodeId)?.amountMinor ?? 0n;
  return takenFrom(parts, taken).map((part) => ({ ...part, isTakenBack: true }));
}

const noWarnings: readonly string[] = [];

function warningsOf({ remarks }: RunInput, { warnings }: Payslip): readonly string[] {
  if (warnings.length === 0 && remarks.length === 0) return noWarnings;
  return [...warnings.map((warning) => `${warning.code}: ${warning.message}`), ...remarks];
}
