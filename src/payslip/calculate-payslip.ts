/**
 * Calculates one employee's payslip from frozen inputs. This is the hot path of every run.
 *
 * Most payslips are calculated in whole numbers (integers/). This file calculates with `bigint`
 * whatever that does not cover. Both give the same payslip.
 *
 * A run makes one calculator, which compiles the pay codes and opens the tax tables. It then calls
 * it for each employee. The calculator is pure: equal inputs give equal payslips, in any order. It
 * knows no country, because the caller passes the taxes.
 *
 * Promises
 *   - net = gross + reimbursements − deductions − taxes. A negative net holds the employee;
 *   - missing or impossible data of one employee holds that employee with a hint. It is never guessed;
 *   - a pay date without a tax table is refused when the calculator is made.
 *
 * Elsewhere: pay (earn.ts, salary.ts), deductions and contributions (deduct.ts), taxes (taxes/),
 * and the same calculation step by step (explanation/explain-payslip.ts).
 */

import { type Answer, answer, assert } from '#errors.ts';
import type { Currency, Minor } from '#money/minor.ts';
import type { DayName } from '#time/day-names.ts';
import { type Allowances, addDirect, allowancesFor } from './allowances.ts';
import { CalculatedPayslip } from './calculated-payslip.ts';
import { preparePayCodes } from './codes/compile-pay-codes.ts';
import { ownIdsFrom, type PayCodes } from './codes/pay-code.ts';
import type { ReadyPayCode } from './codes/ready-pay-code.ts';
import { addTaken } from './deduct.ts';
import { addPay, incomplete } from './earn.ts';
import { calendarDays, employedSpan, type PreparedPeriod, preparePeriod } from './employment.ts';
import type { Recorder } from './explanation/explanation.ts';
import * as hold from './holds.ts';
import { type IntegerCalculation, integerCalculation } from './integers/integer-calculation.ts';
import { MinimumWageCheck } from './minimum-wage.ts';
import { missingPayCode } from './missing-pay-code.ts';
import { type OvertimeChoices, WeeklyOvertime } from './overtime/weekly-overtime.ts';
import { isHourlyIn, isSalariedIn } from './pay-terms.ts';
import type { Held, PayslipOutcome } from './payslip.ts';
import type { PayItem, PayslipFacts, PayslipInput } from './payslip-input.ts';
import {
  closerRulesSinceEdition,
  minimumWageSinceEdition,
  newestEdition,
  regularRateSinceEdition,
} from './rules-editions.ts';
import { addSalary } from './salary.ts';
import { addOrders } from './take-orders.ts';
import { WagesBySubject } from './taxable-wages.ts';
import type { TaxPack, TaxYear, WeeklyOvertimeRule } from './taxes/tax-pack.ts';
import { type CalculationSettings, type ProrationBasis, Worksheet } from './worksheet.ts';

export interface CalculatorAsk<Facts extends PayslipFacts> {
  readonly codes: PayCodes;
  readonly currency: Currency;
  readonly payOn: Temporal.PlainDate;
  readonly taxes: TaxPack<Facts>;
  /** `none` for an off-cycle run: it pays no automatic salary and does not require hours. */
  readonly basePay?: 'included' | 'none';
  /** How a part of a period is measured. Default: calendar days. */
  readonly proration?: ProrationBasis;
  /** The hours that an annual salary covers. Default: 2,080. */
  readonly hoursPerYear?: number;
  /** Whether hours with dates are checked for the country's weekly overtime. Default: weekly. */
  readonly overtime?: 'weekly' | 'none';
  /** The first day of the workweek. Default: Sunday. */
  readonly workweekStart?: DayName;
  /** Jobs whose own rate is the overtime rate of their hours, by agreement with the people. Default: none. */
  readonly agreedJobs?: 'all' | readonly string[];
  /** Whether the daily overtime of states is calculated. Default: by_state. */
  readonly dailyOvertime?: 'by_state' | 'none';
  /** Default: the newest. */
  readonly rulesEdition?: number;
  /** Whether the yearly limits of the country's law apply. Default: law. */
  readonly limits?: 'law' | 'none';
}

export type CalculatePayslip<Facts extends PayslipFacts> = (input: Facts) => PayslipOutcome;

/**
 * Makes a calculator. Refusals: `tax_table_missing`, `currency_not_covered`, `pay_code_missing`,
 * `invalid_pay_codes`.
 */
export function payslipCalculator<Facts extends PayslipFacts = PayslipInput>(
  ask: CalculatorAsk<Facts>,
): Answer<CalculatePayslip<Facts>> {
  const opened = openCalculation(ask, null);
  if (!opened.ok) return opened;
  const calculation = opened.value;
  const integers = calculation.inIntegers();
  if (integers === null) return answer((input) => calculation.payslip(input));
  return answer((input) => {
    const payslip = integers.payslip(input, calculation.periodOf(input));
    return payslip === null ? calculation.payslip(input) : { kind: 'payslip', payslip };
  });
}

/**
 * Like `payslipCalculator`, but calculates with `bigint` only, and the recorder receives every
 * step. Use it for explanations, not for runs.
 */
export function openCalculation<Facts extends PayslipFacts>(
  ask: CalculatorAsk<Facts>,
  recorder: Recorder | null,
): Answer<Calculation<Facts>> {
  const { codes, currency, taxes } = ask;
  const prepared = preparePayCodes({
    codes,
    payOn: ask.payOn,
    currency,
    subjects: taxes.subjects,
    limits: ask.limits === 'none' ? null : taxes.limits,
  });
  if (!prepared.ok) return prepared;
  const byCode = new Map(prepared.value.codes.map((code) => [code.code.code, code]));
  // A company may have taken a name before it was built in. Its pay code is not the one that the law's rules mean.
  const builtIn = new Map([...byCode].filter(([, { id }]) => id < ownIdsFrom));
  const { overtime } = taxes;
  const written = taxes.payCodes.map(({ code }) => code);
  for (const code of overtime === null || ask.overtime === 'none'
    ? written
    : [...written, overtime.codes.premium]) {
    if (!byCode.has(code)) return missingPayCode(taxes.title, code);
  }
  const opened = taxes.open({
    payOn: ask.payOn,
    currency,
    line(code) {
      const found = byCode.get(code);
      assert(found !== undefined, `${taxes.id} asks for ${code}, which it does not list`);
      return { slot: found.slot, id: found.id };
    },
    generalLine: (code) => builtIn.get(code) ?? null,
  });
  if (!opened.ok) return opened;
  const settings: CalculationSettings = {
    currency,
    basePay: ask.basePay !== 'none',
    proration: ask.proration ?? 'calendar_days',
    hoursPerYear: BigInt(ask.hoursPerYear ?? 2_080),
  };
  return answer(
    new Calculation<Facts>({
      sheet: new Worksheet(prepared.value.codes, settings, recorder),
      order: prepared.value.order,
      taxes,
      year: opened.value,
      payOn: ask.payOn,
      allowances: allowancesFor(builtIn, { ...ask, rule: taxes.allowances }),
      overtime,
      workweekStart: ask.workweekStart ?? 'sunday',
      choices: choicesOf(ask),
      rulesEdition: ask.rulesEdition ?? newestEdition,
    }),
  );
}

function choicesOf(ask: Omit<CalculatorAsk<PayslipFacts>, 'taxes'>): OvertimeChoices {
  return {
    isOnRegularRate: (ask.rulesEdition ?? newestEdition) >= regularRateSinceEdition,
    agreedJobs: ask.agreedJobs ?? [],
    hasDaily: ask.dailyOvertime !== 'none',
    isCloser: (ask.rulesEdition ?? newestEdition) >= closerRulesSinceEdition,
    isOff: ask.overtime === 'none',
  };
}

interface CalculationParts<Facts extends PayslipFacts> {
  readonly sheet: Worksheet;
  readonly order: readonly ReadyPayCode[];
  readonly taxes: TaxPack<Facts>;
  readonly year: TaxYear<Facts>;
  readonly payOn: Temporal.PlainDate;
  readonly allowances: Allowances | null;
  readonly overtime: WeeklyOvertimeRule | null;
  readonly workweekStart: DayName;
  readonly choices: OvertimeChoices;
  readonly rulesEdition: number;
}

/**
 * The largest amount of one line, in minor units. A larger amount is an error in one employee's
 * data, so it holds that employee. Otherwise a sum too large for its column would stop the whole
 * run.
 */
const amountMax: Minor = 10n ** 15n;

const nothing: readonly PayItem[] = Object.freeze([]);

/** An item without values: the pay code supplies all of them. */
function nothingFor({ id }: ReadyPayCode): PayItem {
  const none = { quantityMicro: null, rateMicro: null, amountMinor: null, percentMicro: null };
  return { payCodeId: id, ...none };
}

/** The worksheet of a run, and the order in which its lines are calculated. */
class Calculation<Facts extends PayslipFacts> {
  readonly sheet: Worksheet;
  readonly #parts: CalculationParts<Facts>;
  readonly #wages: WagesBySubject;
  readonly #byId: (ReadyPayCode | undefined)[] = [];
  readonly #overtime: WeeklyOvertime | null;
  readonly #minimumWage: MinimumWageCheck | null;
  readonly #salary: ReadyPayCode | undefined;
  readonly #payForAll: readonly ReadyPayCode[];
  /**
   * Calculated in order after the direct pay: these before the country's taxes, those below after
   * them.
   */
  readonly #beforeTaxes: readonly ReadyPayCode[];
  readonly #companyTaxes: readonly ReadyPayCode[];
  readonly #afterTaxes: readonly ReadyPayCode[];
  /** By slot: 1 if this employee has an item for the pay code. */
  readonly #asked: Uint8Array;
  #period: PreparedPeriod | null = null;
  #hasOrders = false;

  constructor(parts: CalculationParts<Facts>) {
    const { sheet, order, taxes } = parts;
    this.sheet = sheet;
    this.#parts = parts;
    this.#wages = new WagesBySubject(taxes.subjects.length);
    for (const code of sheet.codes) this.#byId[code.id] = code;
    const { overtime: rule, workweekStart: first, choices } = parts;
    const codes = this.#byId;
    const isSilent = choices.isOff && !choices.isCloser;
    this.#overtime =
      rule === null || isSilent ? null : new WeeklyOvertime({ rule, first, codes, choices });
    const { minimumWage, overtime } = taxes;
    this.#minimumWage =
      minimumWage === null || parts.rulesEdition < minimumWageSinceEdition
        ? null
        : new MinimumWageCheck({
            ...{ rule: minimumWage, overtime, codes },
            checksLeave: parts.rulesEdition < closerRulesSinceEdition,
          });
    this.#salary = sheet.codes.find(({ rule }) => rule.by === 'salary');
    this.#payForAll = order.filter(({ stage, appliesToAll }) => appliesToAll && stage === 'pay');
    this.#beforeTaxes = order.filter(({ stage }) => stage === 'pay_on_pay' || stage === 'pretax');
    this.#companyTaxes = order.filter(({ stage }) => stage === 'tax');
    this.#afterTaxes = order.filter(({ stage }) => stage === 'posttax' || stage === 'employer');
    this.#asked = new Uint8Array(sheet.codes.length);
  }

  /** The same calculation in whole numbers. Null if the tax pack has none. */
  inIntegers(): IntegerCalculation<Facts> | null {
    const { order, year, taxes: pack, allowances } = this.#parts;
    const taxes = year.integers;
    if (taxes === null) return null;
    const [worksheet, overtime, minimumWage] = [this.sheet, this.#overtime, this.#minimumWage];
    const subjects = pack.subjects.length;
    const parts = { worksheet, order, subjects, taxes, overtime, minimumWage, allowances };
    return integerCalculation(parts);
  }

  periodOf({ period }: Facts): PreparedPeriod {
    if (this.#period === null || this.#period.facts !== period) {
      assert(period.payOn.equals(this.#parts.payOn), 'one calculator is for one pay date');
      this.#period = preparePeriod(period);
    }
    return this.#period;
  }

  payslip(input: Facts): PayslipOutcome {
    const { sheet } = this;
    sheet.begin(input, this.periodOf(input));
    const trouble = this.#fill(input);
    if (trouble !== null) return trouble;
    if (sheet.netMinor < 0n) return hold.negativeNet(sheet);
    if (!sheet.isBelow(amountMax)) return hold.outOfRange();
    return { kind: 'payslip', payslip: new CalculatedPayslip(sheet) };
  }

  #fill(input: Facts): Held | null {
    const { sheet } = this;
    const { year } = this.#parts;
    const pay = this.#addDirectPay(input);
    if (pay !== null) return pay;
    const before = this.#addPlanned(this.#beforeTaxes);
    if (before !== null) return before;
    if (sheet.grossMinor < 0n) return hold.negativeGross(sheet);
    const imputed = year.beforeTaxes?.(input, sheet) ?? null;
    if (imputed !== null && 'kind' in imputed) return imputed;
    sheet.tell(imputed);
    if (this.#wages.read(sheet) >= 0) return hold.deductionsAbovePay();
    const taxed = year.withhold(input, this.#wages, sheet);
    if (taxed !== null) return taxed;
    if (sheet.recorder !== null) sheet.tell(year.explain(input, this.#wages, sheet));
    const own = this.#addPlanned(this.#companyTaxes);
    if (own !== null) return own;
    sheet.tell(year.afterTaxes?.(input, this.#wages, sheet));
    if (this.#hasOrders) {
      const { rulesEdition, taxes } = this.#parts;
      const ordered = addOrders(sheet, { orders: taxes.orders, codes: this.#byId, rulesEdition });
      if (ordered !== null) return ordered;
    }
    const after = this.#addPlanned(this.#afterTaxes);
    if (after !== null) return after;
    sheet.tell(year.afterAll?.(input, sheet));
    return null;
  }

  /**
   * Adds the salary and the items that depend on no other line. Records which other pay codes have
   * items.
   */
  #addDirectPay(input: Facts): Held | null {
    const { sheet } = this;
    const asked = this.#asked.fill(0);
    this.#hasOrders = false;
    const { allowances } = this.#parts;
    const { orders } = this.#parts.taxes;
    let hoursEntered = false;
    let hoursMicro = 0n;
    let salaryHoursMicro: bigint | null = null;
    const items = this.#overtime === null ? input.items : this.#overtime.itemsOf(sheet);
    for (const item of items) {
      const code = this.#byId[item.payCodeId];
      if (code === undefined) return hold.unknownCode(item);
      if (item.order !== undefined) {
        this.#hasOrders = true;
        continue;
      }
      if (orders?.needFacts.has(code.code.code) === true) return hold.orderWithoutFacts(code);
      const { rule } = code;
      if (rule.by === 'hours' && !rule.premium) {
        hoursEntered = true;
        if (item.quantityMicro !== null) hoursMicro += item.quantityMicro;
      }
      if (rule.by === 'tax_pack') return hold.writtenByTaxes(code);
      if (rule.by === 'salary' && item.amountMinor === null) {
        if (item.quantityMicro === null) return incomplete(code);
        if (item.quantityMicro < 0n || item.quantityMicro > sheet.period.hoursMaxMicro) {
          return hold.impossibleHours(code);
        }
        salaryHoursMicro = (salaryHoursMicro ?? 0n) + item.quantityMicro;
        continue;
      }
      asked[code.slot] = 1;
      if (code.stage !== 'pay') continue;
      const trouble = addDirect(sheet, { code, item, allowances });
      if (trouble !== null) return trouble;
    }
    if (hoursMicro > sheet.period.hoursMaxMicro) return hold.tooManyHours(sheet);
    const tooLow = this.#minimumWage?.troubleIn(sheet) ?? null;
    if (tooLow !== null) return tooLow;
    if (!sheet.settings.basePay) return null;
    for (const code of this.#payForAll) {
      const trouble = asked[code.slot] === 1 ? null : addPay(sheet, code, nothingFor(code));
      if (trouble !== null) return trouble;
    }
    return this.#addBasePay({ hoursEntered, salaryHoursMicro });
  }

  /**
   * Adds the salary, which a regular run pays without an item. Holds an hourly employee without
   * hours.
   */
  #addBasePay(seen: { hoursEntered: boolean; salaryHoursMicro: bigint | null }): Held | null {
    const { sheet } = this;
    const { input, period } = sheet;
    const { employee } = input;
    if (calendarDays(employedSpan(employee, period)) === 0) return hold.notEmployed(input);
    if (isHourlyIn(employee, period) && !seen.hoursEntered) return hold.missingHours();
    if (!isSalariedIn(employee, period)) return null;
    const code = this.#salary;
    if (code === undefined) return hold.noSalaryCode();
    // An amount entered for the salary replaces the automatic salary.
    if (this.#asked[code.slot] === 1) return null;
    return addSalary(sheet, { code, hoursMicro: seen.salaryHoursMicro });
  }

  #addPlanned(codes: readonly ReadyPayCode[]): Held | null {
    const { sheet } = this;
    for (const code of codes) {
      const asked = this.#asked[code.slot] === 1;
      if (!asked && !code.appliesToAll) continue;
      const items = asked ? this.#itemsOf(code) : nothing;
      if (code.stage === 'pay_on_pay') {
        if (!asked && !sheet.settings.basePay) continue;
        for (const item of asked ? items : [nothingFor(code)]) {
          const trouble = addPay(sheet, code, item);
          if (trouble !== null) return trouble;
        }
      } else {
        const trouble = addTaken(sheet, code, items);
        if (trouble !== null) return trouble;
      }
    }
    return null;
  }

  #itemsOf(code: ReadyPayCode): readonly PayItem[] {
    return this.sheet.input.items.filter(
      ({ payCodeId, order }) => payCodeId === code.id && order === undefined,
    );
  }
}
