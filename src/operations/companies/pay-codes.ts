/**
 * What a run calculates with: pay codes, currency and tax pack.
 *
 * A company's pay codes are the built-in ones and its own, as known at a revision. They change rarely and
 * every chunk reads them, so the compiled list is cached.
 */
import { type Answer, assert } from '#errors.ts';
import { neededBalances } from '#files/balances-file.ts';
import { type Currency, parseCurrency } from '#money/minor.ts';
import {
  type CalculatePayslip,
  type CalculatorAsk,
  payslipCalculator,
} from '#payslip/calculate-payslip.ts';
import { builtInBeside, everyBuiltInPayCode } from '#payslip/codes/built-in-pay-codes.ts';
import { compilePayCodes } from '#payslip/codes/compile-pay-codes.ts';
import { generalPayCodes } from '#payslip/codes/general-pay-codes.ts';
import type { PayCodeDefinition, PayCodes } from '#payslip/codes/pay-code.ts';
import { type PayCodeJson, payCodeFrom } from '#payslip/codes/pay-code-file.ts';
import type { PayslipInput } from '#payslip/payslip-input.ts';
import { newestEdition, personLimitsSinceEdition } from '#payslip/rules-editions.ts';
import { type CountryPack, packFor } from '#payslip/taxes/tax-packs.ts';
import { type PayCodeRow, payCodesKnownToEach } from '#store/reads/pay-codes.ts';
import type { RunFrame } from '#store/reads/run-work.ts';
import { type BalanceCodes, totalIds } from '#store/reads/year-to-date.ts';
import type { Reading } from '#store/store.ts';

/** Cached lists: several companies, and runs that read an older list. */
const keptMax = 64;
const kept = new Map<string, Answer<PayCodes>>();

interface CompanyPayCodes {
  readonly companyId: number;
  readonly currency: string;
  /** The revision of the company's inputs. */
  readonly revision: number;
}

/**
 * Refuses with `invalid_pay_codes`. Saved lists have been checked, but a newer Paybeat may write a pay code of the same
 * name by itself. Other built-in pay codes give way to the company's.
 */
export async function payCodesAt(at: Reading, ask: CompanyPayCodes): Promise<Answer<PayCodes>> {
  const [codes] = await payCodesAtEach(at, [ask]);
  assert(codes, 'one list for each company');
  return codes;
}

/** The pay codes of several companies, in the same order. Each list may be refused by itself. */
export async function payCodesAtEach(
  at: Reading,
  asked: readonly CompanyPayCodes[],
): Promise<readonly Answer<PayCodes>[]> {
  const own = await payCodesKnownToEach(at, asked);
  return asked.map(({ currency }, place) => compiled(own[place] ?? [], currencyOf(currency)));
}

type OpenedWith = Pick<RunFrame, 'companyId' | 'currency' | 'snapshotRevision'>;

/** The pay codes that a run was opened with. */
export async function payCodesOfRun(at: Reading, frame: OpenedWith): Promise<PayCodes> {
  const [codes] = await payCodesOfRuns(at, [frame]);
  assert(codes, 'one list for each run');
  return codes;
}

/** The pay codes that several runs were opened with, in the order of the runs. */
export async function payCodesOfRuns(
  at: Reading,
  frames: readonly OpenedWith[],
): Promise<readonly PayCodes[]> {
  const asked = frames.map((frame) => ({ ...frame, revision: frame.snapshotRevision }));
  return (await payCodesAtEach(at, asked)).map((codes, place) => {
    assert(
      codes.ok,
      `the pay codes of company ${frames[place]?.companyId} are those that a run opened with`,
    );
    return codes.value;
  });
}

function compiled(own: readonly PayCodeRow[], currency: Currency): Answer<PayCodes> {
  const key = `${currency.code} ${JSON.stringify(own.map(({ definition }) => definition))}`;
  const found = kept.get(key);
  if (found) return found;
  const definitions = ownDefinitions(own);
  const pack = packFor(currency.code);
  const list = [...builtInBeside(pack, definitions), ...definitions];
  const answered = compilePayCodes(list, { currency, taxes: pack });
  const [oldest] = kept.keys();
  if (kept.size >= keptMax && oldest !== undefined) kept.delete(oldest);
  kept.set(key, answered);
  return answered;
}

/** The id of a built-in pay code, either a general one or one of the country. */
export function payCodeIdOf(
  code: string,
  country: Pick<CountryPack, 'brings'> = noCountry,
): number {
  const found = [country.brings, generalPayCodes]
    .map((list) => list.find((one) => one.code === code))
    .find((one) => one !== undefined);
  assert(found, `${code} is a built-in pay code`);
  return found.id;
}

const noCountry: Pick<CountryPack, 'brings'> = { brings: [] };

/** The company's own pay codes. */
export function ownDefinitions(own: readonly PayCodeRow[]): readonly PayCodeDefinition[] {
  return own.map((row) => payCodeFrom(row.definition as PayCodeJson));
}

export type NamedPayCode = Pick<PayCodeDefinition, 'id' | 'code' | 'amount' | 'hoursWorked'>;

/** Names by id, of the built-in pay codes and the company's own. The list is not validated. */
export function namedPayCodes(
  own: readonly PayCodeRow[],
): (payCodeId: number) => NamedPayCode | undefined {
  const all = [...everyBuiltInPayCode, ...ownDefinitions(own)];
  const byId = new Map(all.map((one) => [one.id, one]));
  return (payCodeId) => byId.get(payCodeId);
}

interface BalancePayCodes {
  /** Ids of pay codes and totals, by name. */
  readonly idOf: ReadonlyMap<string, number>;
  readonly codes: BalanceCodes;
  readonly named: (id: number) => NamedPayCode | undefined;
}

/** The pay codes and totals for which opening balances may be imported. */
export function balancePayCodes(own: readonly PayCodeRow[], country: CountryPack): BalancePayCodes {
  const definitions = ownDefinitions(own);
  const all = [...builtInBeside(country, definitions), ...definitions];
  const ids = (kind: PayCodeDefinition['kind']) => [
    ...new Set(all.filter((one) => one.kind === kind).map(({ id }) => id)),
  ];
  const totals = Object.entries(totalIds);
  const named = namedPayCodes(own);
  return {
    idOf: new Map([...all.map(({ code, id }) => [code, id] as const), ...totals]),
    codes: {
      ...{ earnings: ids('earning'), reimbursements: ids('reimbursement') },
      ...{ deductions: ids('deduction'), taxes: ids('tax') },
      needed: [
        ...Object.values(totalIds),
        ...neededBalances(country).map(({ payCode }) => payCodeIdOf(payCode, country)),
      ],
    },
    named: (id) => {
      const total = totals.find(([, totalId]) => totalId === id);
      return total === undefined ? named(id) : { id, code: total[0], amount: { by: 'amount' } };
    },
  };
}

/** Cannot fail: the currency was checked when the company was added. */
export function currencyOf(code: string): Currency {
  const parsed = parseCurrency(code);
  assert(parsed.ok, `the company's currency ${code} is one of ours`);
  return parsed.value;
}

/** What decides how a run calculates, in addition to its pay codes. */
export type CalculationFrame = Pick<RunFrame, 'currency' | 'payOn' | 'hasBasePay' | 'settings'>;

/** The tax pack of the company's country, with the company's settings. */
export function packOfRun(frame: Pick<CalculationFrame, 'currency' | 'settings'>): CountryPack {
  const { supplementalMethod, employerTaxPercent, carriesTables, rulesEdition } = frame.settings;
  const { tables } = frame.settings;
  const pack = packFor(frame.currency);
  return pack.with({
    supplementalMethod,
    ...(tables === undefined ? {} : { given: tables.of(pack.country) }),
    ...(carriesTables === undefined ? {} : { carriesTables }),
    ...(rulesEdition === undefined ? {} : { rulesEdition }),
    ...(employerTaxPercent === null ? {} : { employerTaxPercent }),
  });
}

function agreedJobsOf(text: string): 'all' | readonly string[] {
  if (text === 'all') return text;
  return text === 'none' ? [] : text.split(',');
}

/** Everything that calculates one run. */
export function calculationOf(
  codes: PayCodes,
  frame: CalculationFrame,
): CalculatorAsk<PayslipInput> {
  const { proration, hoursPerYear, overtime, workweekStart } = frame.settings;
  const { jobRateOvertime, dailyOvertime, rulesEdition } = frame.settings;
  return {
    codes,
    currency: currencyOf(frame.currency),
    payOn: frame.payOn,
    taxes: packOfRun(frame),
    basePay: frame.hasBasePay ? 'included' : 'none',
    proration,
    hoursPerYear,
    overtime,
    workweekStart,
    agreedJobs: agreedJobsOf(jobRateOvertime),
    dailyOvertime,
    ...(rulesEdition === undefined ? {} : { rulesEdition }),
    limits: (rulesEdition ?? newestEdition) < personLimitsSinceEdition ? 'none' : 'law',
  };
}

/** Refuses a date that no tax table covers. */
export function calculatorOf(
  codes: PayCodes,
  frame: CalculationFrame,
): Answer<CalculatePayslip<PayslipInput>> {
  const { currency, payOn, hasBasePay, settings } = frame;
  const key = JSON.stringify([currency, payOn, hasBasePay, settings]);
  const ofCodes =
    calculators.get(codes) ?? new Map<string, Answer<CalculatePayslip<PayslipInput>>>();
  calculators.set(codes, ofCodes);
  const found = ofCodes.get(key);
  if (found) return found;
  const calculator = payslipCalculator(calculationOf(codes, frame));
  const [oldest] = ofCodes.keys();
  if (ofCodes.size >= keptMax && oldest !== undefined) ofCodes.delete(oldest);
  ofCodes.set(key, calculator);
  return calculator;
}

/** Kept as long as their list: many small companies calculate alike. */
const calculators = new WeakMap<PayCodes, Map<string, Answer<CalculatePayslip<PayslipInput>>>>();

/** Whether any pay code has a monthly cap. A run then reads the amounts of the month so far. */
export function hasMonthlyCap(codes: PayCodes): boolean {
  return codes.versions.some(({ caps }) => caps?.monthly !== undefined);
}
