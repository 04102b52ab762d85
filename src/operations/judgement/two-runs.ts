/**
 * Two runs that are compared, and the calculation of any mixture of them: the pay codes of one, the settings or
 * the tax table of the other.
 */
import type { MixedBasis } from '#judgement/attribute.ts';
import { isSameValue } from '#judgement/same-value.ts';
import { calculatorOf } from '#operations/companies/pay-codes.ts';
import type { CalculatePayslip } from '#payslip/calculate-payslip.ts';
import type { PayCode, PayCodes } from '#payslip/codes/pay-code.ts';
import { payCodesOn } from '#payslip/codes/pay-code-versions.ts';
import type { PayslipOutcome } from '#payslip/payslip.ts';
import type { PayslipInput } from '#payslip/payslip-input.ts';
import type { PaySettings } from '#store/reads/pay-codes.ts';
import type { RunFrame } from '#store/reads/run-work.ts';

/** A run that opened, or one that a preview imagines. */
export interface RunBasisSeen {
  readonly frame: RunFrame;
  readonly codes: PayCodes;
}

export interface TwoRuns {
  readonly before: RunBasisSeen;
  readonly now: RunBasisSeen;
}

interface ChangedCode {
  readonly before: PayCode | null;
  readonly now: PayCode | null;
}

/** The pay codes that differ between the pay dates of both runs, by id. */
export function changedCodes({ before, now }: TwoRuns): ReadonlyMap<number, ChangedCode> {
  const [had, has] = [codesOf(before), codesOf(now)];
  const ids = new Set([...had.keys(), ...has.keys()]);
  return new Map(
    [...ids].flatMap((id): readonly (readonly [number, ChangedCode])[] => {
      const [one, other] = [had.get(id) ?? null, has.get(id) ?? null];
      return isSameRule(one, other) ? [] : [[id, { before: one, now: other }]];
    }),
  );
}

function codesOf({ frame, codes }: RunBasisSeen): ReadonlyMap<number, PayCode> {
  return new Map(payCodesOn(codes.versions, frame.payOn.toString()).map((code) => [code.id, code]));
}

function isSameRule(one: PayCode | null, other: PayCode | null): boolean {
  if (one === null || other === null) return one === other;
  return isSameValue(undated(one), undated(other));
}

function undated({ validFrom: _, validUntil: __, ...code }: PayCode): object {
  return code;
}

/** The settings that decide how pay is calculated, and differ between both runs. */
export function changedSettings({ before, now }: TwoRuns): readonly CalculatingSetting[] {
  return calculating.filter((name) => before.frame.settings[name] !== now.frame.settings[name]);
}

type CalculatingSetting = Exclude<
  keyof PaySettings,
  'heldPercentMax' | 'limits' | 'carriesTables' | 'tables'
>;

const calculating: readonly CalculatingSetting[] = [
  ...(['proration', 'hoursPerYear', 'supplementalMethod'] as const),
  ...(['employerTaxPercent', 'overtime', 'workweekStart'] as const),
  ...(['jobRateOvertime', 'dailyOvertime'] as const),
];

type Calculate = (input: PayslipInput, basis: MixedBasis) => PayslipOutcome;

/** The calculation of any mixture of two runs. A mixture that has no calculation holds everybody. */
export function mixedCalculation(runs: TwoRuns): Calculate {
  const made = new Map<string, CalculatePayslip<PayslipInput> | null>();
  const pinned = withoutDates(runs.now);
  const calculatorFor = ({ codes, settings, taxTable, isAlone }: MixedBasis) => {
    const { payOn, currency } = runs[taxTable].frame;
    const frame = {
      ...{ payOn, currency, hasBasePay: !isAlone },
      settings: runs[settings].frame.settings,
    };
    const list = codes === 'now' && taxTable === 'before' ? pinned : runs[codes].codes;
    const calculator = calculatorOf(list, frame);
    return calculator.ok ? calculator.value : null;
  };
  return (input, basis) => {
    const key = `${basis.codes} ${basis.settings} ${basis.taxTable} ${basis.isAlone}`;
    let calculate = made.get(key);
    if (calculate === undefined) {
      calculate = calculatorFor(basis);
      made.set(key, calculate);
    }
    return calculate === null ? noCalculation : calculate(input);
  };
}

const noCalculation: PayslipOutcome = {
  kind: 'held',
  code: 'no_calculation',
  detail: '',
  hint: '',
};

/** The pay codes of a run's pay date, valid on any date. */
function withoutDates({ frame, codes }: RunBasisSeen): PayCodes {
  const versions = payCodesOn(codes.versions, frame.payOn.toString()).map(
    ({ validFrom: _, validUntil: __, ...code }): PayCode => code,
  );
  return { ...codes, versions };
}
