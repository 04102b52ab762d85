/**
 * Divides the difference between two payslips of one person by cause.
 *
 * It begins with the inputs of the earlier payslip and exchanges one thing after another for that of the later
 * one: the period, then the pay codes, and so on. After each exchange it calculates again. What changed is
 * that cause's part. So the parts add up to the difference by construction.
 *
 *   - An exchange after which the pay cannot be calculated stays open. An example is an hourly rate before its
 *     hours. The next payslip then tells the part of the first open cause.
 *   - What the calculation does not reach is `unexplained`: an earlier payslip that today's calculation no longer
 *     gives, or a later one.
 *
 * Pure: the caller passes the calculation.
 */
import type { Minor } from '#money/minor.ts';
import type { Payslip, PayslipLine, PayslipOutcome } from '#payslip/payslip.ts';
import type { PayItem, PayslipInput, PeriodFacts } from '#payslip/payslip-input.ts';
import { type DifferenceCause, type DifferenceLine, differenceCauses } from './difference.ts';
import { isSameValue } from './same-value.ts';
import { DateShift } from './shift-dates.ts';

type Which = 'before' | 'now';

/** Which run a calculation takes its pay codes, its settings and its tax table from. */
export interface MixedBasis {
  readonly codes: Which;
  readonly settings: Which;
  readonly taxTable: Which;
  /** Only what is owed and what was entered is paid, without a salary: the person is not employed any more. */
  readonly isAlone: boolean;
}

interface AttributedPay {
  readonly input: PayslipInput;
  readonly isAlone: boolean;
  /** What the run pays, or paid. */
  readonly paid: PaidAmountsByLine;
}

export type PaidAmountsByLine = Pick<Payslip, 'grossMinor' | 'netMinor'> & {
  readonly lines: readonly PayslipLine[];
};

export interface AttributedPart {
  readonly cause: DifferenceCause;
  readonly grossMinor: Minor;
  readonly netMinor: Minor;
  readonly lines: readonly DifferenceLine[];
}

interface AttributionAsk {
  /** The periods of both runs. The inputs of all their people have these. */
  readonly before: PeriodFacts;
  readonly now: PeriodFacts;
  /** What a step need not look at, because both runs have the same. */
  readonly isSame: { readonly codes: boolean; readonly settings: boolean };
  /** `moved_schedule` for people whose earlier payslip is another schedule's. */
  readonly periodCause: 'period_length' | 'moved_schedule';
  readonly calculate: (input: PayslipInput, basis: MixedBasis) => PayslipOutcome;
}

type Attribute = (before: AttributedPay, now: AttributedPay) => readonly AttributedPart[];

/** Inputs in the parts that are exchanged. */
interface Parts {
  readonly period: PeriodFacts;
  readonly employee: PayslipInput['employee'];
  readonly recurring: readonly PayItem[];
  readonly orders: readonly PayItem[];
  readonly hours: readonly PayItem[];
  readonly oneOff: readonly PayItem[];
  readonly retro: readonly PayItem[];
  readonly worked: PayslipInput['worked'];
  readonly taxForm: PayslipInput['taxForm'];
  readonly yearToDate: PayslipInput['yearToDate'];
  readonly monthToDate: PayslipInput['monthToDate'];
  readonly lastRegularPay: PayslipInput['lastRegularPay'];
  readonly regularTax: PayslipInput['regularTax'];
  readonly yearBefore: PayslipInput['yearBefore'];
  readonly basis: MixedBasis;
}

interface Step {
  readonly cause: DifferenceCause;
  readonly exchange: (from: Parts, to: Parts) => Partial<Parts>;
}

/** For all people who are in the same two runs. */
export function attribution(ask: AttributionAsk): Attribute {
  const shift = new DateShift(ask.before, ask.now);
  // One object for everybody: the calculation prepares the dates of a period only once.
  const mixedPeriod = { ...ask.now, payOn: ask.before.payOn };
  const keepsPeriod = shift.keepsWeeks && ask.before.periodsPerYear === ask.now.periodsPerYear;
  const steps = stepsOf(ask);
  return (before, now) => {
    const walk = new Walk(before.paid, ask.calculate);
    const to = partsOf(now, 'now');
    let from = partsOf(before, 'before');
    walk.calculate('unexplained', from);
    from = shifted(from, { shift, period: mixedPeriod });
    if (!keepsPeriod) walk.calculate(ask.periodCause, from);
    for (const { cause, exchange } of steps) {
      const changed = exchange(from, to);
      const next = { ...from, ...changed };
      const isFelt = Object.keys(changed).some(
        (name) => !isSameValue(from[name as keyof Parts], next[name as keyof Parts]),
      );
      from = next;
      if (isFelt) walk.calculate(cause, from);
    }
    return walk.partsUpTo(now.paid);
  };
}

function stepsOf({ isSame }: AttributionAsk): readonly Step[] {
  const codes: Step = {
    cause: 'pay_code',
    exchange: ({ basis }) => ({ basis: { ...basis, codes: 'now' } }),
  };
  const settings: Step = {
    cause: 'setting',
    exchange: ({ basis }) => ({ basis: { ...basis, settings: 'now' } }),
  };
  return [...(isSame.codes ? [] : [codes]), ...(isSame.settings ? [] : [settings]), ...exchanges];
}

const exchanges: readonly Step[] = [
  {
    cause: 'proration',
    exchange: ({ employee, basis }, { employee: { hiredOn, endedOn }, basis: { isAlone } }) => ({
      employee: { ...employee, hiredOn, endedOn },
      basis: { ...basis, isAlone },
    }),
  },
  {
    cause: 'raise',
    exchange: ({ employee }, { employee: to, hours, worked }) => {
      const { workState, birthOn } = employee;
      const paid = {
        employee: {
          ...to,
          ...(workState === undefined ? {} : { workState }),
          ...(birthOn === undefined ? {} : { birthOn }),
        },
      };
      // The hours of one kind of pay say nothing about the other kind.
      return to.payType === employee.payType ? paid : { ...paid, hours, worked };
    },
  },
  { cause: 'hours', exchange: (_, { hours, worked }) => ({ hours, worked }) },
  { cause: 'one_off', exchange: (_, { oneOff }) => ({ oneOff }) },
  { cause: 'recurring_item', exchange: (_, { recurring }) => ({ recurring }) },
  { cause: 'court_order', exchange: (_, { orders }) => ({ orders }) },
  { cause: 'retro', exchange: (_, { retro }) => ({ retro }) },
  { cause: 'tax_form', exchange: (_, { taxForm, employee }) => ({ taxForm, employee }) },
  {
    cause: 'tax_table',
    exchange: (_, { period, basis }) => ({ period, basis }),
  },
  {
    cause: 'year_to_date',
    exchange: (_, { yearToDate, monthToDate, lastRegularPay, regularTax, yearBefore }) => ({
      ...{ yearToDate, monthToDate, lastRegularPay, regularTax, yearBefore },
    }),
  },
];

function partsOf({ input, isAlone }: AttributedPay, which: Which): Parts {
  const items = Map.groupBy(input.items, itemKind);
  const of = (kind: ItemKind) => items.get(kind) ?? [];
  return {
    ...{ period: input.period, employee: input.employee, worked: input.worked },
    ...{ recurring: of('recurring_item'), orders: of('court_order'), hours: of('hours') },
    ...{ oneOff: of('one_off'), retro: of('retro') },
    ...{ taxForm: input.taxForm, yearToDate: input.yearToDate, monthToDate: input.monthToDate },
    ...{ lastRegularPay: input.lastRegularPay, regularTax: input.regularTax },
    yearBefore: input.yearBefore,
    basis: { codes: which, settings: which, taxTable: which, isAlone },
  };
}

type ItemKind = Extract<
  DifferenceCause,
  'hours' | 'one_off' | 'recurring_item' | 'court_order' | 'retro'
>;

/** Where an item comes from: the cause of what it changes. */
export function itemKind(item: PayItem): ItemKind {
  if (item.order !== undefined) return 'court_order';
  if (item.isRecurring === true) return 'recurring_item';
  // What is taken back in instalments has a goal, and back pay tells what it is for.
  if (item.told !== undefined || (item.balanceMinor ?? null) !== null) return 'retro';
  return item.quantityMicro !== null && item.amountMinor === null ? 'hours' : 'one_off';
}

function shifted(
  from: Parts,
  to: { readonly shift: DateShift; readonly period: PeriodFacts },
): Parts {
  const { shift, period } = to;
  const { worked } = from;
  return {
    ...{ ...from, period, employee: shift.employment(from.employee) },
    ...{ hours: shift.items(from.hours), oneOff: shift.items(from.oneOff) },
    worked: worked && {
      items: shift.items(worked.items),
      settledBefore: shift.day(worked.settledBefore),
      until: worked.until === null ? null : shift.day(worked.until),
    },
  };
}

/** The inputs of parts. The items of the period are in the order in which a run reads them. */
function inputOf(parts: Parts): PayslipInput {
  const { period, employee, taxForm, yearToDate, worked, monthToDate, lastRegularPay } = parts;
  const { hours, oneOff, regularTax, yearBefore } = parts;
  const ofPeriod =
    hours.length === 0 || oneOff.length === 0
      ? [...hours, ...oneOff]
      : [...hours, ...oneOff].sort((one, other) => one.payCodeId - other.payCodeId);
  return {
    ...{ period, employee, taxForm, yearToDate },
    items: [...parts.recurring, ...parts.orders, ...ofPeriod, ...parts.retro],
    ...(worked === undefined ? {} : { worked }),
    ...(monthToDate === undefined ? {} : { monthToDate }),
    ...(lastRegularPay === undefined ? {} : { lastRegularPay }),
    ...(regularTax === undefined ? {} : { regularTax }),
    ...(yearBefore === undefined ? {} : { yearBefore }),
  };
}

/** The way from one payslip to another, with the part of each cause. */
class Walk {
  readonly #parts = new Map<DifferenceCause, Sum>();
  readonly #calculate: AttributionAsk['calculate'];
  #at: PaidAmountsByLine;
  /** The first cause since the last payslip after which the pay could not be calculated. */
  #open: DifferenceCause | null = null;

  constructor(from: PaidAmountsByLine, calculate: AttributionAsk['calculate']) {
    this.#at = from;
    this.#calculate = calculate;
  }

  calculate(cause: DifferenceCause, parts: Parts): void {
    const outcome = this.#calculate(inputOf(parts), parts.basis);
    if (outcome.kind === 'held') this.#open ??= cause;
    else this.#goTo(outcome.payslip, this.#open ?? cause);
  }

  partsUpTo(end: PaidAmountsByLine): readonly AttributedPart[] {
    this.#goTo(end, this.#open ?? 'unexplained');
    return differenceCauses.flatMap((cause) => this.#parts.get(cause)?.part(cause) ?? []);
  }

  #goTo(to: PaidAmountsByLine, cause: DifferenceCause): void {
    let sum = this.#parts.get(cause);
    if (sum === undefined) {
      sum = new Sum();
      this.#parts.set(cause, sum);
    }
    sum.add(to, 1n);
    sum.add(this.#at, -1n);
    this.#at = to;
    this.#open = null;
  }
}

class Sum {
  #grossMinor = 0n;
  #netMinor = 0n;
  readonly #lines = new Map<number, Minor>();

  add({ grossMinor, netMinor, lines }: PaidAmountsByLine, sign: 1n | -1n): void {
    this.#grossMinor += sign * grossMinor;
    this.#netMinor += sign * netMinor;
    for (const { payCodeId, amountMinor } of lines) {
      this.#lines.set(payCodeId, (this.#lines.get(payCodeId) ?? 0n) + sign * amountMinor);
    }
  }

  /** None when it changes nothing. */
  part(cause: DifferenceCause): readonly AttributedPart[] {
    const lines = [...this.#lines]
      .filter(([, amountMinor]) => amountMinor !== 0n)
      .map(([payCodeId, amountMinor]) => ({ payCodeId, amountMinor }))
      .sort((one, other) => one.payCodeId - other.payCodeId);
    const [grossMinor, netMinor] = [this.#grossMinor, this.#netMinor];
    if (grossMinor === 0n && netMinor === 0n && lines.length === 0) return [];
    return [{ cause, grossMinor, netMinor, lines }];
  }
}

/** Parts of one cause become one part. Causes are in their order. */
export function joinParts(parts: readonly AttributedPart[]): readonly AttributedPart[] {
  const sums = new Map<DifferenceCause, Sum>();
  for (const part of parts) {
    const sum = sums.get(part.cause) ?? new Sum();
    sums.set(part.cause, sum);
    sum.add(part, 1n);
  }
  return differenceCauses.flatMap((cause) => sums.get(cause)?.part(cause) ?? []);
}

/** All of a payslip as the part of one cause: of a hire, or, with the sign −1, of a leaver. */
export function wholePart(
  cause: DifferenceCause,
  paid: PaidAmountsByLine,
  sign: 1n | -1n,
): readonly AttributedPart[] {
  const sum = new Sum();
  sum.add(paid, sign);
  return sum.part(cause);
}
