/**
 * One employee's payslip from frozen inputs: the hot path of every run.
 *
 * A calculator is made once a run (codes compiled, tax tables opened) and called for each
 * employee. Pure: equal inputs give equal payslips, in any order, whatever came before.
 *
 * Promises
 *   - net = gross + reimbursements − deductions − taxes, never below zero: that is held;
 *   - what is missing or impossible in one employee's data is held with a hint, never guessed;
 *   - a pay date without a tax table is refused when the calculator is made.
 *
 * Elsewhere: taxes (taxes/), how long a salaried employee was employed (salary.ts).
 */

import { type Answer, answer, assert, refuse } from '#errors.ts';
import { type Currency, formatAmount, type Minor } from '#money/minor.ts';
import { type Rate, rate, ratio } from '#money/rate.ts';
import { divideRounded, type RoundingMode } from '#money/rounding.ts';
import type { PayCode, PayCodeKind, PayCodes } from './pay-code.ts';
import { type Held, held, type Payslip, type PayslipOutcome, type Warning } from './payslip.ts';
import type { PayItem, PayslipFacts, PayslipInput } from './payslip-input.ts';
import { daysEmployed, type PreparedPeriod, preparePeriod, salaryOfPeriod } from './salary.ts';
import type { TaxPack, TaxSheet } from './taxes/tax-pack.ts';

export interface CalculatorAsk<Facts extends PayslipFacts> {
  readonly codes: PayCodes;
  readonly currency: Currency;
  readonly payOn: Temporal.PlainDate;
  readonly taxes: TaxPack<Facts>;
  /** `none` for an off-cycle run: no salary by itself, and hours are not missed. */
  readonly basePay?: 'included' | 'none';
}

export type CalculatePayslip<Facts extends PayslipFacts> = (input: Facts) => PayslipOutcome;

/** A pay code made ready: position on the payslip, exact multiplier, base and exemptions. */
interface Slot {
  readonly index: number;
  readonly code: PayCode;
  readonly kind: PayCodeKind;
  readonly rounding: RoundingMode;
  readonly supplemental: boolean;
  /** Minor units for one millionth of an hour at one millionth of a currency unit. */
  readonly hourFactor: Rate | null;
  /** Slots whose sum a percentage is of; null is gross pay. */
  readonly base: readonly number[] | null;
  /** Positions of tax subjects that leave this line out. */
  readonly exempt: readonly number[];
}

/** Refuses `tax_table_missing`, `currency_not_covered`, `pay_code_missing`, `unknown_tax_subject`. */
export function payslipCalculator<Facts extends PayslipFacts = PayslipInput>(
  ask: CalculatorAsk<Facts>,
): Answer<CalculatePayslip<Facts>> {
  const { codes, currency, taxes } = ask;
  for (const { code } of taxes.payCodes) {
    if (!codes.byCode.has(code)) return missingCode(taxes.title, code);
  }
  const slots = codes.all.map((code, index) => makeSlot({ code, index, codes, taxes, currency }));
  const slotById: (Slot | undefined)[] = [];
  for (const slot of slots) slotById[slot.code.id] = slot;
  const slotOf = (code: string): number => slots.findIndex((slot) => slot.code.code === code);
  const opened = taxes.open({
    payOn: ask.payOn,
    currency,
    slotOf,
    idOf: (code) => codes.byCode.get(code)?.id ?? -1,
  });
  if (!opened.ok) return opened;
  const year = opened.value;
  const salarySlot = slots.find((slot) => slot.code.amount.by === 'salary');
  const basePay = ask.basePay !== 'none';

  const amounts = new Array<bigint>(slots.length).fill(0n);
  const present = new Uint8Array(slots.length);
  const subjects = taxes.subjects.length;
  const wages = {
    regular: new Array<bigint>(subjects).fill(0n),
    supplemental: new Array<bigint>(subjects).fill(0n),
    pretax: new Array<bigint>(subjects).fill(0n),
  };
  const sheet: TaxSheet = {
    write(slot, amountMinor) {
      amounts[slot] = amountMinor;
      present[slot] = 1;
    },
  };
  let prepared: PreparedPeriod | null = null;

  function add(slot: Slot, amountMinor: Minor): void {
    amounts[slot.index] = (amounts[slot.index] ?? 0n) + amountMinor;
    present[slot.index] = 1;
  }

  /** Salary by itself, or the reason why it cannot be known. */
  function basePayOf(input: Facts, period: PreparedPeriod, warnings: Warning[]): Held | null {
    const { employee } = input;
    const days = daysEmployed(period, employee);
    if (days <= 0) return notEmployed(input);
    if (employee.payType === 'hourly') return null;
    if (salarySlot === undefined) return null;
    if (employee.annualSalaryMinor === null) return missingSalary();
    add(
      salarySlot,
      salaryOfPeriod(employee.annualSalaryMinor, { period, days, rounding: salarySlot.rounding }),
    );
    if (days < period.days) warnings.push(prorated(days, period));
    return null;
  }

  /** Earnings and reimbursements; deductions wait until the gross is known. */
  function earn(input: Facts, period: PreparedPeriod): Held | null {
    let hoursSeen = false;
    for (const item of input.items) {
      const slot = slotById[item.payCodeId];
      if (slot === undefined) return unknownCode(item);
      if (slot.hourFactor !== null && item.quantityMicro !== null) hoursSeen = true;
      if (slot.kind === 'deduction') continue;
      const amount = earned(slot, item, input, period);
      if (typeof amount !== 'bigint') return amount;
      add(slot, amount);
    }
    const hourly = input.employee.payType === 'hourly';
    return hourly && basePay && !hoursSeen ? missingHours() : null;
  }

  function earned(slot: Slot, item: PayItem, input: Facts, period: PreparedPeriod): Minor | Held {
    if (item.amountMinor !== null) return item.amountMinor;
    if (slot.hourFactor === null || item.quantityMicro === null) return incomplete(slot);
    const hourRate = item.rateMicro ?? input.employee.hourlyRateMicro;
    if (hourRate === null) return missingRate(slot);
    if (item.quantityMicro < 0n) return negativeHours(slot);
    if (item.quantityMicro > BigInt(period.days) * 24_000_000n) return tooManyHours(slot, period);
    return divideRounded(
      item.quantityMicro * hourRate * slot.hourFactor.numerator,
      slot.hourFactor.denominator,
      slot.rounding,
    );
  }

  function deduct(input: Facts, grossMinor: Minor): Held | null {
    for (const item of input.items) {
      const slot = slotById[item.payCodeId];
      if (slot === undefined || slot.kind !== 'deduction') continue;
      if (item.amountMinor !== null) {
        add(slot, item.amountMinor);
      } else if (item.percentMicro === null) {
        return incomplete(slot);
      } else {
        let base = grossMinor;
        if (slot.base !== null) {
          base = 0n;
          for (const index of slot.base) base += amounts[index] ?? 0n;
        }
        add(slot, divideRounded(base * item.percentMicro, 100_000_000n, slot.rounding));
      }
    }
    return null;
  }

  function sumByKind(kind: PayCodeKind): Minor {
    let sum = 0n;
    for (const slot of slots) {
      if (slot.kind === kind && present[slot.index] === 1) sum += amounts[slot.index] ?? 0n;
    }
    return sum;
  }

  function wagesBySubject(): boolean {
    wages.regular.fill(0n);
    wages.supplemental.fill(0n);
    wages.pretax.fill(0n);
    for (const slot of slots) {
      if (present[slot.index] !== 1) continue;
      const amount = amounts[slot.index] ?? 0n;
      if (slot.kind === 'earning') {
        const into = slot.supplemental ? wages.supplemental : wages.regular;
        for (let subject = 0; subject < subjects; subject += 1) {
          if (!slot.exempt.includes(subject)) into[subject] = (into[subject] ?? 0n) + amount;
        }
      } else if (slot.kind === 'deduction') {
        for (const subject of slot.exempt) {
          wages.pretax[subject] = (wages.pretax[subject] ?? 0n) + amount;
        }
      }
    }
    for (let subject = 0; subject < subjects; subject += 1) {
      const all = (wages.regular[subject] ?? 0n) + (wages.supplemental[subject] ?? 0n);
      if (all < (wages.pretax[subject] ?? 0n)) return false;
    }
    return true;
  }

  function calculate(input: Facts): PayslipOutcome {
    if (prepared === null || prepared.facts !== input.period)
      prepared = preparePeriod(input.period);
    amounts.fill(0n);
    present.fill(0);
    const warnings: Warning[] = [];
    const trouble =
      (basePay ? basePayOf(input, prepared, warnings) : null) ?? earn(input, prepared);
    if (trouble !== null) return trouble;
    const grossMinor = sumByKind('earning');
    const deductionTrouble = deduct(input, grossMinor);
    if (deductionTrouble !== null) return deductionTrouble;
    if (grossMinor < 0n) return negativeGross(formatAmount(grossMinor, currency));
    if (!wagesBySubject()) return deductionsAbovePay();
    const taxTrouble = year.withhold(input, wages, sheet);
    if (taxTrouble !== null) return taxTrouble;
    const slip = new CalculatedPayslip(input.yearToDate, warnings);
    for (const slot of slots) {
      if (present[slot.index] === 1) {
        slip.lines.push({ payCodeId: slot.code.id, amountMinor: amounts[slot.index] ?? 0n });
      }
    }
    slip.grossMinor = grossMinor;
    slip.reimbursementsMinor = sumByKind('reimbursement');
    slip.deductionsMinor = sumByKind('deduction');
    slip.taxesMinor = sumByKind('tax');
    slip.employerMinor = sumByKind('employer_contribution');
    slip.netMinor = grossMinor + slip.reimbursementsMinor - slip.deductionsMinor - slip.taxesMinor;
    if (slip.netMinor < 0n) return negativeNet(formatAmount(slip.netMinor, currency));
    return { kind: 'payslip', payslip: slip };
  }

  return answer(calculate);
}

/** A payslip whose year-to-date is added up only when somebody reads it. */
class CalculatedPayslip implements Payslip {
  readonly lines: { payCodeId: number; amountMinor: Minor }[] = [];
  grossMinor: Minor = 0n;
  deductionsMinor: Minor = 0n;
  taxesMinor: Minor = 0n;
  reimbursementsMinor: Minor = 0n;
  employerMinor: Minor = 0n;
  netMinor: Minor = 0n;
  readonly warnings: readonly Warning[];
  readonly #before: ReadonlyMap<number, Minor>;

  constructor(before: ReadonlyMap<number, Minor>, warnings: readonly Warning[]) {
    this.#before = before;
    this.warnings = warnings;
  }

  get yearToDateMinor(): ReadonlyMap<number, Minor> {
    const after = new Map(this.#before);
    for (const { payCodeId, amountMinor } of this.lines) {
      after.set(payCodeId, (after.get(payCodeId) ?? 0n) + amountMinor);
    }
    return after;
  }
}

function makeSlot<Facts extends PayslipFacts>(ask: {
  code: PayCode;
  index: number;
  codes: PayCodes;
  taxes: TaxPack<Facts>;
  currency: Currency;
}): Slot {
  const { code, codes, taxes } = ask;
  const rule = code.amount;
  const minorPerUnit = 10n ** BigInt(ask.currency.decimals);
  let hourFactor: Rate | null = null;
  if (rule.by === 'hours') {
    const multiplier = rate(rule.multiplier);
    hourFactor = ratio(
      multiplier.numerator * minorPerUnit,
      multiplier.denominator * 1_000_000_000_000n,
    );
  }
  const exempt = (code.exemptFrom ?? []).map((name) => {
    const position = taxes.subjects.indexOf(name);
    assert(position >= 0, `${code.code} is exempt from ${name}, which no tax is called`);
    return position;
  });
  return {
    index: ask.index,
    code,
    kind: code.kind,
    rounding: code.rounding ?? 'half_up',
    supplemental: code.wages === 'supplemental',
    hourFactor,
    base: rule.by === 'percent' ? baseSlots(rule.of, codes) : null,
    exempt,
  };
}

function baseSlots(names: readonly string[], codes: PayCodes): readonly number[] | null {
  if (names.includes('gross')) return null;
  return names.map((name) => codes.all.findIndex((code) => code.code === name));
}

function missingCode(title: string, code: string): Answer<never> {
  return refuse({
    family: 'invalid',
    code: 'pay_code_missing',
    message: `${title} writes the pay code ${code}, which the company does not have`,
    hint: `add ${code} to the company's pay codes`,
  });
}

function prorated(days: number, period: PreparedPeriod): Warning {
  return {
    code: 'prorated',
    message: `salary for ${days} of ${period.days} calendar days of the period`,
  };
}

function notEmployed(input: PayslipFacts): Held {
  return held('not_employed', 'the employee was not employed on any day of the period', {
    hint: `take the employee out of the run, or correct the dates (hired ${input.employee.hiredOn.toString()})`,
  });
}

function missingSalary(): Held {
  return held('missing_salary', 'the employee is salaried and has no annual salary', {
    hint: 'enter the annual salary, or make the employee hourly',
  });
}

function missingRate({ code }: Slot): Held {
  return held('missing_rate', `${code.code} has hours but no hourly rate`, {
    hint: "enter the employee's hourly rate, or a rate with the hours",
  });
}

function missingHours(): Held {
  return held('missing_hours', 'the employee is hourly and no hours were entered for the period', {
    hint: 'enter the hours, or 0 hours if none were worked',
  });
}

function negativeHours({ code }: Slot): Held {
  return held('negative_hours', `${code.code} has negative hours`, {
    hint: 'enter hours of zero or more; correct an earlier period with a negative amount',
  });
}

function tooManyHours({ code }: Slot, period: PreparedPeriod): Held {
  return held(
    'hours_above_period',
    `${code.code} has more hours than the ${period.days} days of the period`,
    { hint: 'correct the hours; perhaps they are for several periods' },
  );
}

function incomplete({ code }: Slot): Held {
  return held('item_incomplete', `${code.code} has neither an amount nor what its rule needs`, {
    hint: `enter an amount${code.amount.by === 'percent' ? ' or a percentage' : code.amount.by === 'hours' ? ' or hours' : ''}`,
  });
}

function unknownCode(item: PayItem): Held {
  return held('unknown_pay_code', `there is no pay code with id ${item.payCodeId}`, {
    hint: "add it to the company's pay codes, or take the item away",
  });
}

function negativeGross(gross: string): Held {
  return held('negative_gross', `gross pay would be ${gross}`, {
    hint: 'correct the earnings; money owed back is a deduction or a reversal',
  });
}

function deductionsAbovePay(): Held {
  return held('deductions_above_pay', 'deductions before tax are more than the pay they come off', {
    hint: 'lower the deductions for this period, or skip them',
  });
}

function negativeNet(net: string): Held {
  return held('negative_net', `net pay would be ${net}`, {
    hint: 'lower the deductions for this period, or skip them; what is left can be taken later',
  });
}
