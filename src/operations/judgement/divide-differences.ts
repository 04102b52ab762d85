/**
 * Divides the differences of people who are paid in both runs. The inputs of both are frozen, so each can be
 * read and calculated again. A payslip of the earlier run that was corrected has the inputs of its correction.
 */
import { assert } from '#errors.ts';
import { type AttributedPart, attribution, type PaidAmountsByLine } from '#judgement/attribute.ts';
import { correctedInputs } from '#operations/runs/corrected-payslips.ts';
import type { RunInput } from '#operations/runs/retro-inputs.ts';
import { runInputs } from '#operations/runs/retro-inputs.ts';
import type { PayslipInput } from '#payslip/payslip-input.ts';
import type { Reading } from '#store/store.ts';
import { changedCodes, changedSettings, mixedCalculation, type TwoRuns } from './two-runs.ts';

/** A person whom both runs pay. */
export interface PaidTwice {
  readonly employeeId: number;
  readonly before: PaidAmountsByLine;
  readonly now: PaidAmountsByLine;
}

export interface DividedPay {
  readonly employeeId: number;
  readonly parts: readonly AttributedPart[];
  readonly before: PayslipInput;
  readonly now: PayslipInput;
}

/** By employee id. The people are in that order. */
export async function divideDifferences(
  at: Reading,
  ask: { readonly runs: TwoRuns; readonly people: readonly PaidTwice[] },
): Promise<readonly DividedPay[]> {
  const { runs, people } = ask;
  if (people.length === 0) return [];
  const employeeIds = people.map(({ employeeId }) => employeeId);
  const [before = []] = await runInputs(at, [{ ...runs.before, employeeIds }]);
  const [now = []] = await runInputs(at, [{ ...runs.now, employeeIds }]);
  const { snapshotRevision: revision } = runs.now.frame;
  const corrected = await correctedInputs(at, { past: runs.before.frame, revision, employeeIds });
  const nows = now[Symbol.iterator]();
  let attribute: ReturnType<typeof attribution> | null = null;
  const divided: DividedPay[] = [];
  let nth = 0;
  for (const paid of before) {
    const one = corrected.get(paid.employeeId) ?? paid;
    const other = nows.next().value;
    const person = people[nth];
    nth += 1;
    assert(
      person &&
        other &&
        person.employeeId === one.employeeId &&
        other.employeeId === one.employeeId,
      'both runs have the inputs of each person whom they pay',
    );
    attribute ??= attributionOf(runs, { before: one, now: other });
    const parts = attribute(payOf(one, person.before), payOf(other, person.now));
    const { employeeId } = one;
    divided.push({ employeeId, parts, before: one.input, now: other.input });
  }
  assert(nth === people.length, 'both runs have the inputs of each person whom they pay');
  return divided;
}

/** The difference between two payslips of one person, whose inputs are known. */
export function dividedOf(
  runs: TwoRuns,
  of: {
    readonly before: { readonly input: RunInput; readonly paid: PaidAmountsByLine };
    readonly now: { readonly input: RunInput; readonly paid: PaidAmountsByLine };
  },
): DividedPay {
  const [before, now] = [of.before.input, of.now.input];
  const parts = attributionOf(runs, { before, now })(
    payOf(before, of.before.paid),
    payOf(now, of.now.paid),
  );
  return { employeeId: before.employeeId, parts, before: before.input, now: now.input };
}

function attributionOf(
  runs: TwoRuns,
  first: { readonly before: RunInput; readonly now: RunInput },
) {
  return attribution({
    before: first.before.input.period,
    now: first.now.input.period,
    isSame: {
      codes: changedCodes(runs).size === 0,
      settings: changedSettings(runs).length === 0,
    },
    periodCause:
      runs.before.frame.scheduleId === runs.now.frame.scheduleId
        ? 'period_length'
        : 'moved_schedule',
    calculate: mixedCalculation(runs),
  });
}

function payOf({ input, isAlone }: RunInput, paid: PaidAmountsByLine) {
  return { input, isAlone, paid };
}
