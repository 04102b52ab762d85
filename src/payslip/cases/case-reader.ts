/**
 * Converts the JSON of a case to the frozen input of a calculation. Text becomes amounts, and codes
 * become ids. Each problem becomes an issue with a pointer.
 */

import type { Answer, Issue } from '#errors.ts';
import { type Currency, type Minor, parseAmount } from '#money/minor.ts';
import { parseRate } from '#money/rate.ts';
import { AmountsByCode } from '#payslip/amounts-by-code.ts';
import { wrongBirth } from '#payslip/birth-dates.ts';
import type { PayCodes } from '#payslip/codes/pay-code.ts';
import { limitProblem } from '#payslip/limit-of-item.ts';
import type {
  EmployeeFacts,
  PayItem,
  PayslipInput,
  PayTerms,
  PeriodFacts,
  TaxForm,
} from '#payslip/payslip-input.ts';
import type { CountryPack } from '#payslip/taxes/tax-packs.ts';
import type { Frequency } from '#schedule/frequency.ts';
import { didYouMean } from '#text/closest-word.ts';
import { ownKey } from '#text/read-json.ts';
import type { CaseJson } from './case-shape.ts';

/**
 * For each frequency: the pay periods a year, and the length of a period when the case gives no
 * dates.
 */
const lengths: Readonly<Record<Frequency, readonly [number, { days?: number; months?: number }]>> =
  {
    daily: [260, { days: 1 }],
    weekly: [52, { days: 7 }],
    biweekly: [26, { days: 14 }],
    fourweekly: [13, { days: 28 }],
    semimonthly: [24, { days: 15 }],
    monthly: [12, { months: 1 }],
    quarterly: [4, { months: 3 }],
    semiannually: [2, { months: 6 }],
    annually: [1, { months: 12 }],
  };

type ItemJson = NonNullable<CaseJson['items']>[number];
type TermsJson = NonNullable<CaseJson['employee']['terms']>[number];

interface CaseContext {
  readonly codes: PayCodes;
  readonly currency: Currency;
  readonly pack: CountryPack;
}

export class CaseReader {
  readonly #json: CaseJson;
  readonly #at: CaseContext;
  readonly #issues: Issue[];

  constructor(json: CaseJson, at: CaseContext, issues: Issue[]) {
    this.#json = json;
    this.#at = at;
    this.#issues = issues;
  }

  /** Returns the input. Use it only if no issue was added. */
  input(): PayslipInput {
    const { items, worked_before, year_to_date, month_to_date, year_before } = this.#json;
    const period = this.#period();
    return {
      period,
      employee: this.#employee(period),
      taxForm: this.#at.pack.form.inForce(this.#form(), period),
      items: [
        ...(items ?? []).map((item, index) => this.#item(item, `/items/${index}`)),
        ...this.#orders(),
      ],
      ...(worked_before === undefined
        ? {}
        : {
            worked: {
              items: worked_before.map((item, index) =>
                this.#item(item, `/worked_before/${index}`),
              ),
              settledBefore: period.startOn,
              until: period.endOn,
            },
          }),
      yearToDate: this.#byCode(year_to_date, '/year_to_date'),
      ...(month_to_date === undefined
        ? {}
        : { monthToDate: this.#byCode(month_to_date, '/month_to_date') }),
      ...(year_before === undefined
        ? {}
        : { yearBefore: this.#byCode(year_before, '/year_before') }),
      ...this.#lastRegularPay(),
    };
  }

  #period(): PeriodFacts {
    const { pay_date: payOn, frequency, period } = this.#json;
    const [periodsPerYear, length] = lengths[frequency];
    if (period === undefined) {
      const startOn = payOn.subtract(length).add({ days: 1 });
      return { startOn, endOn: payOn, payOn, periodsPerYear };
    }
    const { start: startOn, end: endOn } = period;
    if (Temporal.PlainDate.compare(startOn, endOn) > 0) {
      this.#issue('/period/end', 'ends_before_start', 'The period ends before it starts.');
    }
    return { startOn, endOn, payOn, periodsPerYear };
  }

  #employee(period: PeriodFacts): EmployeeFacts {
    const { employee } = this.#json;
    const hiredOn = employee.hired ?? period.startOn;
    const endedOn = employee.ended ?? null;
    if (endedOn !== null && Temporal.PlainDate.compare(hiredOn, endedOn) > 0) {
      this.#issue('/employee/ended', 'ends_before_start', 'The employment ends before it starts.');
    }
    return {
      hiredOn,
      endedOn,
      payType: employee.pay_type,
      annualSalaryMinor: this.#positive(employee.annual_salary, '/employee/annual_salary'),
      hourlyRateMicro: this.#micro(employee.hourly_rate, '/employee/hourly_rate'),
      overtime: employee.overtime ?? null,
      workState: employee.work_state ?? null,
      birthOn: this.#birthOn(),
      ...(employee.terms === undefined
        ? {}
        : { terms: employee.terms.map((terms, index) => this.#terms(terms, index)) }),
    };
  }

  #birthOn(): Temporal.PlainDate | null {
    const { employee, pay_date } = this.#json;
    const birthOn = employee.birth_date ?? null;
    const wrong = birthOn === null ? null : wrongBirth(birthOn, pay_date);
    if (wrong !== null) this.#issue('/employee/birth_date', wrong.code, wrong.message);
    return birthOn;
  }

  #terms(terms: TermsJson, index: number): PayTerms {
    const pointer = `/employee/terms/${index}`;
    return {
      job: terms.job ?? null,
      fromOn: terms.from,
      untilOn: terms.until ?? null,
      payType: terms.pay_type,
      annualSalaryMinor: this.#positive(terms.annual_salary, `${pointer}/annual_salary`),
      hourlyRateMicro: this.#micro(terms.hourly_rate, `${pointer}/hourly_rate`),
    };
  }

  #form(): TaxForm {
    const { form } = this.#at.pack;
    return form.fromJson(ownKey(this.#json, form.key), {
      amount: (text, pointer) => this.#positive(text, pointer),
    });
  }

  #item(item: ItemJson, pointer: string): PayItem {
    const { hours, pieces } = item;
    if (hours !== undefined && pieces !== undefined) {
      this.#issue(`${pointer}/pieces`, 'two_quantities', 'An item has hours or pieces, not both.');
    }
    return {
      payCodeId: this.#idOf(item.code, `${pointer}/code`),
      quantityMicro: this.#micro(
        hours ?? pieces,
        `${pointer}/${hours === undefined ? 'pieces' : 'hours'}`,
      ),
      rateMicro: this.#micro(item.rate, `${pointer}/rate`),
      amountMinor: this.#amount(item.amount, `${pointer}/amount`),
      percentMicro: this.#micro(item.percent, `${pointer}/percent`),
      job: item.job ?? null,
      workedOn: item.worked_on ?? null,
      balanceMinor: this.#positive(item.balance, `${pointer}/balance`),
      ...this.#limitOf(item, pointer),
    };
  }

  #limitOf({ code, limit, limit_for }: ItemJson, pointer: string): Partial<PayItem> {
    if (limit === undefined && limit_for === undefined) return {};
    const problem = limitProblem(
      { limit, limitFor: limit_for },
      { code: this.#at.codes.byCode.get(code), limits: this.#at.pack.limits },
    );
    if (problem !== null) {
      this.#issue(`${pointer}/${problem.of}`, problem.code, problem.message);
    }
    return {
      ...(limit === undefined ? {} : { limitMinor: this.#positive(limit, `${pointer}/limit`) }),
      ...(limit_for === undefined ? {} : { limitFor: limit_for }),
    };
  }

  #orders(): readonly PayItem[] {
    const { orders } = this.#at.pack;
    const json = ownKey(this.#json, 'orders');
    if (orders === undefined || !Array.isArray(json)) return [];
    return json.map((one: unknown, index) => {
      const pointer = `/orders/${index}`;
      const order = orders.fromJson(one, {
        amount: (text, key) => this.#positive(text, `${pointer}/${key}`),
        percent: (text, key) => this.#micro(text, `${pointer}/${key}`),
        report: (key, { code, message }) => this.#issue(`${pointer}/${key}`, code, message),
      });
      const { payCode, amountMinor, percentMicro, balanceMinor, facts } = order;
      const payCodeId = this.#idOf(payCode, `${pointer}/kind`);
      const values = { quantityMicro: null, rateMicro: null, amountMinor, percentMicro };
      return { payCodeId, ...values, balanceMinor, order: facts };
    });
  }

  #byCode(amounts: Readonly<Record<string, string>> | undefined, pointer: string) {
    const found = new Map<number, Minor>();
    for (const [code, text] of Object.entries(amounts ?? {})) {
      const id = this.#idOf(code, `${pointer}/${code}`);
      found.set(id, this.#amount(text, `${pointer}/${code}`) ?? 0n);
    }
    return AmountsByCode.from(found);
  }

  #lastRegularPay(): Pick<PayslipInput, 'lastRegularPay'> {
    const last = this.#json.last_regular_pay;
    if (last === undefined) return {};
    return {
      lastRegularPay: {
        wagesMinor: this.#positive(last.wages, '/last_regular_pay/wages') ?? 0n,
        withheldMinor: this.#positive(last.withheld, '/last_regular_pay/withheld') ?? 0n,
      },
    };
  }

  #idOf(code: string, pointer: string): number {
    const { byCode } = this.#at.codes;
    const found = byCode.get(code);
    if (found !== undefined) return found.id;
    const hint = didYouMean(code, [...byCode.keys()]);
    this.#issue(pointer, 'unknown_pay_code', `There is no pay code "${code}".${hint}`);
    return 0;
  }

  #amount(text: string | undefined, pointer: string): Minor | null {
    if (text === undefined) return null;
    return this.#read(parseAmount(text, this.#at.currency), pointer);
  }

  #positive(text: string | undefined, pointer: string): Minor | null {
    const amount = this.#amount(text, pointer);
    if (amount !== null && amount < 0n) {
      this.#issue(pointer, 'negative_amount', `${text} is below zero.`);
    }
    return amount;
  }

  /** Parses hours, rates and percentages of up to six decimals, in millionths. */
  #micro(text: string | undefined, pointer: string): bigint | null {
    if (text === undefined) return null;
    const rate = this.#read(parseRate(text), pointer);
    if (rate === null) return null;
    const scaled = rate.numerator * 1_000_000n;
    if (scaled % rate.denominator !== 0n) {
      this.#issue(pointer, 'too_many_decimals', `${text} has more than six decimals.`);
    } else if (scaled < 0n) {
      this.#issue(pointer, 'negative_number', `${text} is below zero.`);
    }
    return scaled / rate.denominator;
  }

  #read<T>(parsed: Answer<T>, pointer: string): T | null {
    if (parsed.ok) return parsed.value;
    this.#issue(pointer, parsed.refusal.code, parsed.refusal.message);
    return null;
  }

  #issue(pointer: string, code: string, message: string): void {
    this.#issues.push({ pointer, code, message });
  }
}
