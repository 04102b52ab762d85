/**
 * Finds likely causes of a difference: calculates a person again with one change, and looks whether the pay is then
 * exactly that of the other payroll.
 *
 * Only a result that agrees to the cent counts. The first one of each kind is kept, the smallest change first.
 */
import type { LikelyCause } from '#judgement/beside.ts';
import type { Currency } from '#money/minor.ts';
import { AmountsByCode } from '#payslip/amounts-by-code.ts';
import type { CalculatePayslip } from '#payslip/calculate-payslip.ts';
import type { PayCodes } from '#payslip/codes/pay-code.ts';
import type { Payslip } from '#payslip/payslip.ts';
import type { PayItem, PayslipInput } from '#payslip/payslip-input.ts';
import type { CountryPack } from '#payslip/taxes/tax-packs.ts';

/** The pay of the other payroll, without what Paybeat does not calculate. */
export interface WantedPay {
  readonly netMinor: bigint;
  readonly grossMinor: bigint | undefined;
  readonly deductionsMinor: bigint | undefined;
  readonly reimbursementsMinor: bigint | undefined;
  readonly taxesMinor: bigint | undefined;
}

interface Trying {
  readonly input: PayslipInput;
  readonly wanted: WantedPay;
  readonly calculate: CalculatePayslip<PayslipInput>;
  readonly codes: PayCodes;
  readonly currency: Currency;
  readonly country: Pick<CountryPack, 'otherPayrolls'>;
}

interface WhatIf extends LikelyCause {
  readonly input: PayslipInput;
}

const likelyMax = 3;

export function likelyCauses(trying: Trying): readonly LikelyCause[] {
  const { calculate, wanted } = trying;
  const found = new Map<string, LikelyCause>();
  for (const { input, code, facts } of whatIfs(trying)) {
    if (found.has(code)) continue;
    const outcome = calculate(input);
    if (outcome.kind === 'payslip' && agrees(outcome.payslip, wanted))
      found.set(code, { code, facts });
    if (found.size === likelyMax) break;
  }
  return [...found.values()];
}

function agrees(payslip: Payslip, wanted: WantedPay): boolean {
  const { netMinor, grossMinor, taxesMinor } = wanted;
  return (
    payslip.netMinor === netMinor &&
    (grossMinor === undefined || payslip.grossMinor === grossMinor) &&
    (taxesMinor === undefined || payslip.taxesMinor === taxesMinor)
  );
}

function* whatIfs(trying: Trying): Generator<WhatIf> {
  yield* withoutItems(trying);
  yield* withMoreItems(trying);
  yield* otherSalaries(trying);
  yield* otherHours(trying);
  for (const { what, form } of trying.country.otherPayrolls?.otherForms(trying.input.taxForm) ??
    []) {
    yield { code: 'tax_form', facts: { there: what }, input: { ...trying.input, taxForm: form } };
  }
  const yearToDate = AmountsByCode.none;
  if (trying.input.yearToDate.size > 0) {
    yield { code: 'no_year_to_date', facts: {}, input: { ...trying.input, yearToDate } };
  }
}

function codeOf({ codes }: Trying, payCodeId: number): string {
  return codes.versions.find(({ id }) => id === payCodeId)?.code ?? String(payCodeId);
}

/** Without the items of one pay code, with all that follows for the taxes. */
function* withoutItems(trying: Trying): Generator<WhatIf> {
  const { input } = trying;
  for (const payCodeId of new Set(input.items.map((item) => item.payCodeId))) {
    const items = input.items.filter((item) => item.payCodeId !== payCodeId);
    const facts = { payCode: codeOf(trying, payCodeId) };
    yield { code: 'item_missing_there', facts, input: { ...input, items } };
  }
}

const sums = [
  { kind: 'earning', of: 'grossMinor' },
  { kind: 'deduction', of: 'deductionsMinor' },
  { kind: 'reimbursement', of: 'reimbursementsMinor' },
] as const;

/** With an amount under a pay code that the person does not have here, where their sum is higher. */
function* withMoreItems(trying: Trying): Generator<WhatIf> {
  const { input, wanted, calculate, codes } = trying;
  const now = calculate(input);
  if (now.kind !== 'payslip') return;
  const own = new Set(now.payslip.lineCodes);
  for (const { kind, of } of sums) {
    const amountMinor = (wanted[of] ?? 0n) - now.payslip[of];
    if (amountMinor <= 0n) continue;
    for (const { id, code, kind: ofCode, amount } of codes.all) {
      const isEntered = amount.by === 'amount' || (kind === 'deduction' && amount.by === 'percent');
      if (ofCode !== kind || !isEntered || own.has(id)) continue;
      const none = { quantityMicro: null, rateMicro: null, percentMicro: null };
      const items = [...input.items, { payCodeId: id, ...none, amountMinor }];
      const facts = { payCode: code, amountMinor: String(amountMinor) };
      yield { code: 'item_missing_here', facts, input: { ...input, items } };
    }
  }
}

/** A yearly salary that gives their gross pay. */
function* otherSalaries(trying: Trying): Generator<WhatIf> {
  const { input, wanted, calculate } = trying;
  const { annualSalaryMinor, terms } = input.employee;
  if (wanted.grossMinor === undefined || annualSalaryMinor === null || terms !== undefined) return;
  const now = calculate(input);
  if (now.kind !== 'payslip') return;
  const more = (wanted.grossMinor - now.payslip.grossMinor) * BigInt(input.period.periodsPerYear);
  if (more === 0n) return;
  const salary = annualSalaryMinor + more;
  // A yearly salary is nearly always a round amount.
  const rounds = [10_000n, 1_000n, 100n].map((unit) => ((salary + unit / 2n) / unit) * unit);
  for (const annual of new Set([...rounds, salary])) {
    if (annual <= 0n || annual === annualSalaryMinor) continue;
    const employee = { ...input.employee, annualSalaryMinor: annual };
    const facts = { ownSalaryMinor: String(annualSalaryMinor), salaryMinor: String(annual) };
    yield { code: 'other_salary', facts, input: { ...input, employee } };
  }
}

const quarterHour = 250_000n;
const quartersMax = 64;

/** Hours that are more or fewer there, overtime that is regular there, and another rate. */
function* otherHours(trying: Trying): Generator<WhatIf> {
  const { input, codes } = trying;
  const isHours = ({ payCodeId, quantityMicro }: PayItem) =>
    quantityMicro !== null &&
    codes.versions.some(({ id, amount }) => id === payCodeId && amount.by === 'hours');
  const hours = input.items.filter(isHours);
  const changed = (from: PayItem, to: PayItem): PayslipInput => ({
    ...input,
    items: input.items.map((item) => (item === from ? to : item)),
  });
  const firsts = [...new Map(hours.toReversed().map((item) => [item.payCodeId, item])).values()];
  for (let quarters = 1; quarters <= quartersMax; quarters += 1) {
    for (const item of firsts) {
      const payCode = codeOf(trying, item.payCodeId);
      for (const sign of [1n, -1n]) {
        const more = sign * BigInt(quarters) * quarterHour;
        const quantityMicro = (item.quantityMicro ?? 0n) + more;
        if (quantityMicro < 0n) continue;
        const facts = { payCode, moreHoursMicro: String(more) };
        yield { code: 'other_hours', facts, input: changed(item, { ...item, quantityMicro }) };
      }
    }
  }
  yield* overtimeAsRegular(trying, hours);
  yield* otherRates(trying, hours);
}

function* overtimeAsRegular(trying: Trying, hours: readonly PayItem[]): Generator<WhatIf> {
  const { input, codes } = trying;
  const idOf = (code: string) => codes.byCode.get(code)?.id;
  const [regular, overtime] = [idOf('REGULAR'), idOf('OVERTIME')];
  if (regular === undefined || !hours.some(({ payCodeId }) => payCodeId === overtime)) return;
  const items = input.items.map((item) =>
    item.payCodeId === overtime ? { ...item, payCodeId: regular } : item,
  );
  yield { code: 'overtime_as_regular', facts: {}, input: { ...input, items } };
}

/** An hourly rate that gives their gross pay. */
function* otherRates(trying: Trying, hours: readonly PayItem[]): Generator<WhatIf> {
  const { input, wanted, calculate } = trying;
  const { hourlyRateMicro, terms } = input.employee;
  if (wanted.grossMinor === undefined || hourlyRateMicro === null || terms !== undefined) return;
  const now = calculate(input);
  const total = hours.reduce((sum, { quantityMicro }) => sum + (quantityMicro ?? 0n), 0n);
  if (now.kind !== 'payslip' || total === 0n) return;
  // Hours are millionths, and so is the rate.
  const scale = 10n ** BigInt(12 - trying.currency.decimals);
  const more = ((wanted.grossMinor - now.payslip.grossMinor) * scale) / total;
  const cent = 10_000n;
  for (const rate of [
    hourlyRateMicro + more - cent,
    hourlyRateMicro + more,
    hourlyRateMicro + more + cent,
  ]) {
    const rounded = ((rate + cent / 2n) / cent) * cent;
    if (rounded <= 0n || rounded === hourlyRateMicro) continue;
    const facts = { ownRateMicro: String(hourlyRateMicro), rateMicro: String(rounded) };
    const employee = { ...input.employee, hourlyRateMicro: rounded };
    yield { code: 'other_rate', facts, input: { ...input, employee } };
  }
}
