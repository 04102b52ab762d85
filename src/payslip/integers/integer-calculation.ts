/**
 * Calculates a plain payslip in whole numbers, several times as fast as with `bigint`.
 *
 * It covers what most payslips are. For everything else it returns null, and calculate-payslip.ts
 * calculates with `bigint`: a hold, a warning, a limit that takes effect, a part of a period, a rule
 * that is not covered, and every amount beyond the bound. So both give the same payslip for every
 * input; test/taxes/integer-payslips.test.ts compares them. Explanations use `bigint` only, so an
 * explained payslip is also a check of this one.
 */

import type { Allowances } from '#payslip/allowances.ts';
import type { ReadyPayCode } from '#payslip/codes/ready-pay-code.ts';
import { employedSpan, type PreparedPeriod } from '#payslip/employment.ts';
import type { MinimumWageCheck } from '#payslip/minimum-wage.ts';
import type { WeeklyOvertime } from '#payslip/overtime/weekly-overtime.ts';
import { onlyTermsIn } from '#payslip/pay-terms.ts';
import type { Warning } from '#payslip/payslip.ts';
import type { PayItem, PayslipFacts } from '#payslip/payslip-input.ts';
import type { IntegerTaxes } from '#payslip/taxes/tax-pack.ts';
import type { Worksheet } from '#payslip/worksheet.ts';
import { type IntegerCode, integerCode } from './integer-code.ts';
import { addIntegerTaken } from './integer-deductions.ts';
import { addIntegerPay, addIntegerSalary } from './integer-pay.ts';
import type { IntegerPayslip } from './integer-payslip.ts';
import { IntegerSheet, slotsMax } from './integer-sheet.ts';
import { IntegerWages } from './integer-wages.ts';
import { addSlot, lowestSlot, wordsFor } from './slot-bits.ts';

interface IntegerParts<Facts extends PayslipFacts> {
  /** Its pay codes and settings, and the worksheet on which overtime is worked out. */
  readonly worksheet: Worksheet;
  /** In the order of calculation. */
  readonly order: readonly ReadyPayCode[];
  readonly subjects: number;
  readonly taxes: IntegerTaxes<Facts>;
  readonly overtime: WeeklyOvertime | null;
  readonly minimumWage: MinimumWageCheck | null;
  readonly allowances: Allowances | null;
}

const noWarnings: readonly Warning[] = Object.freeze([]);
const noItems: readonly PayItem[] = Object.freeze([]);

/** More pay codes than the sheet's sums are proven for: null. */
export function integerCalculation<Facts extends PayslipFacts>(
  parts: IntegerParts<Facts>,
): IntegerCalculation<Facts> | null {
  return parts.worksheet.codes.length > slotsMax ? null : new IntegerCalculation(parts);
}

export class IntegerCalculation<Facts extends PayslipFacts> {
  readonly #parts: IntegerParts<Facts>;
  readonly #sheet: IntegerSheet;
  readonly #wages: IntegerWages;
  readonly #byId: (IntegerCode | undefined)[] = [];
  readonly #salary: IntegerCode | null;
  readonly #payForAll: readonly IntegerCode[];
  readonly #beforeTaxes: Planned;
  readonly #afterTaxes: Planned;
  /** By slot: the number of the last employee with an item for the pay code. */
  readonly #asked: Float64Array;
  /** The number of the employee who is being calculated. */
  #employee = 0;
  readonly #basePay: boolean;
  #hasHours = false;

  constructor(parts: IntegerParts<Facts>) {
    this.#parts = parts;
    const { codes } = parts.worksheet;
    this.#sheet = new IntegerSheet(codes);
    this.#wages = new IntegerWages(parts.subjects, codes);
    const { taxes, allowances } = parts;
    const flat = codes.map((ready) => {
      const isCovered = !taxes.uncovered.includes(ready.code.code) && !allowances?.has(ready);
      return integerCode(ready, isCovered);
    });
    for (const code of flat) this.#byId[code.id] = code;
    this.#salary = flat.find(({ by }) => by === 'salary') ?? null;
    const staged = (stages: readonly string[]) =>
      parts.order.flatMap(({ slot, stage }) =>
        stages.includes(stage) ? flat.slice(slot, slot + 1) : [],
      );
    this.#payForAll = staged(['pay']).filter(({ appliesToAll }) => appliesToAll);
    this.#beforeTaxes = new Planned(staged(['pay_on_pay', 'pretax']), codes.length);
    this.#afterTaxes = new Planned(staged(['tax', 'posttax', 'employer']), codes.length);
    this.#asked = new Float64Array(codes.length);
    this.#basePay = parts.worksheet.settings.basePay;
  }

  /** Null: calculate it with `bigint`. */
  payslip(input: Facts, period: PreparedPeriod): IntegerPayslip | null {
    const { overtime, minimumWage, worksheet, taxes } = this.#parts;
    const { employee } = input;
    if (employedSpan(employee, period) !== period) return null;
    const { terms } = employee;
    const isDated = terms !== undefined && terms.length > 0;
    const pay = isDated ? onlyTermsIn(terms, period) : employee;
    if (pay === null) return null;
    if (minimumWage !== null && !minimumWage.isEnough(input, period)) return null;
    let { items } = input;
    let warnings = noWarnings;
    if (overtime !== null && !overtime.asksForNothing(input, period)) {
      worksheet.begin(input, period);
      items = overtime.itemsOf(worksheet);
      warnings = worksheet.warnings;
    }
    const sheet = this.#sheet;
    sheet.begin(input, { period, pay, isDated });
    if (!this.#addDirectPay(items)) return null;
    if (!this.#addPlanned(this.#beforeTaxes, items)) return null;
    if (sheet.gross < 0 || !this.#wages.read(sheet)) return null;
    if (!taxes.withhold(input, this.#wages, sheet)) return null;
    if (!this.#addPlanned(this.#afterTaxes, items)) return null;
    // The pay itself: reimbursements pay no taxes.
    if (sheet.net < sheet.reimbursed || sheet.integers.isBeyond) return null;
    return sheet.take(warnings);
  }

  #addDirectPay(items: readonly PayItem[]): boolean {
    const sheet = this.#sheet;
    const asked = this.#asked;
    this.#employee += 1;
    const employee = this.#employee;
    this.#hasHours = false;
    this.#beforeTaxes.begin();
    this.#afterTaxes.begin();
    let hoursMicro = 0;
    for (const item of items) {
      const code = this.#byId[item.payCodeId];
      if (code === undefined || !code.isCovered || isOfOnePerson(item)) return false;
      if (code.isHours) {
        this.#hasHours = true;
        if (item.quantityMicro !== null) {
          hoursMicro = sheet.integers.within(hoursMicro + sheet.integers.of(item.quantityMicro));
        }
      }
      if (code.by === 'salary' && item.amountMinor === null) return false;
      asked[code.slot] = employee;
      this.#beforeTaxes.ask(code);
      this.#afterTaxes.ask(code);
      if (code.isPay && !addIntegerPay(sheet, code, item)) return false;
    }
    if (hoursMicro > sheet.period.days * 24_000_000) return false;
    if (!this.#basePay) return true;
    for (const code of this.#payForAll) {
      if (asked[code.slot] !== employee && !addIntegerPay(sheet, code, null)) return false;
    }
    return this.#addBasePay();
  }

  #addBasePay(): boolean {
    const sheet = this.#sheet;
    if (sheet.pay.payType === 'hourly') return this.#hasHours;
    const code = this.#salary;
    if (code === null) return false;
    // An amount entered for the salary replaces the automatic salary.
    if (this.#asked[code.slot] === this.#employee) return true;
    return addIntegerSalary(sheet, code);
  }

  #addPlanned({ codes, asked }: Planned, items: readonly PayItem[]): boolean {
    for (let word = 0; word < asked.length; word += 1) {
      for (let left = asked[word] ?? 0; left !== 0; left &= left - 1) {
        const code = codes[word * 32 + lowestSlot(left)];
        if (code !== undefined && !this.#addOne(code, items)) return false;
      }
    }
    return true;
  }

  #addOne(code: IntegerCode, items: readonly PayItem[]): boolean {
    const sheet = this.#sheet;
    const isAsked = this.#asked[code.slot] === this.#employee;
    if (!code.isPayOnPay) return addIntegerTaken(sheet, code, isAsked ? items : noItems);
    if (!isAsked) return !this.#basePay || addIntegerPay(sheet, code, null);
    for (const item of items) {
      if (item.payCodeId === code.id && !addIntegerPay(sheet, code, item)) return false;
    }
    return true;
  }
}

/** A court order, or a limit of the person. */
function isOfOnePerson({ order, limitMinor, limitFor }: PayItem): boolean {
  return order !== undefined || (limitMinor ?? limitFor ?? null) !== null;
}

/** Pay codes in the order of calculation, and which of them an employee has. */
class Planned {
  readonly codes: readonly IntegerCode[];
  /** The places of the pay codes with an item, and of those that apply to everybody. */
  readonly asked: Int32Array;
  readonly #forAll: Int32Array;
  /** By slot. -1: not among these pay codes. */
  readonly #places: Int16Array;

  constructor(codes: readonly IntegerCode[], slots: number) {
    this.codes = codes;
    this.asked = new Int32Array(wordsFor(codes.length));
    this.#forAll = new Int32Array(wordsFor(codes.length));
    this.#places = new Int16Array(slots).fill(-1);
    for (const [place, { slot, appliesToAll }] of codes.entries()) {
      this.#places[slot] = place;
      if (appliesToAll) addSlot(this.#forAll, place);
    }
  }

  begin(): void {
    for (let word = 0; word < this.asked.length; word += 1) {
      this.asked[word] = this.#forAll[word] ?? 0;
    }
  }

  ask({ slot }: IntegerCode): void {
    const place = this.#places[slot] ?? -1;
    if (place >= 0) addSlot(this.asked, place);
  }
}
