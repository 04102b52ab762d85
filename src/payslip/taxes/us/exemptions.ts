/**
 * People whose work is no employment for Social Security, Medicare or FUTA, and ministers, whose pay needs no income tax
 * withholding. IRS Publication 15 (2026), sections 3 and 15.
 *
 * The law looks at the work of a pay period as a whole (26 U.S.C. 3121(c), 3306(d) and 3402(e); 26 CFR 31.3121(c)-1): if
 * less than half of the time is taxed, nothing is; otherwise all of it is. The days of employment in the period stand for
 * the time. A period of more than 31 days is outside of that rule, so a change in it exempts nothing.
 *
 * Elsewhere: the rows with dates (w4-life.ts); the words of an explanation (explain-exemption.ts).
 */
import { assert } from '#errors.ts';
import { type Held, held, type Warning } from '#payslip/payslip.ts';
import type { PayslipInput } from '#payslip/payslip-input.ts';
import { closerRulesSinceEdition } from '#payslip/rules-editions.ts';
import { type EpochDay, fromEpochDay, toEpochDay } from '#time/plain-date.ts';
import { w4Of } from './w4.ts';

export const exemptionKinds = [
  ...(['student', 'minister', 'minister_withheld', 'child', 'spouse', 'parent'] as const),
  ...(['f1', 'j1', 'm1', 'q1'] as const),
] as const;

export type ExemptionKind = (typeof exemptionKinds)[number];

/** The days on which a person has an exemption, in ISO 8601, both included. Null: there is no such end. */
export interface ExemptionSpan {
  readonly kind: ExemptionKind;
  readonly from: string | null;
  readonly until: string | null;
}

type ExemptTax = 'incomeTax' | 'fica' | 'futa';
const exemptTaxes: readonly ExemptTax[] = ['incomeTax', 'fica', 'futa'];

interface Exception {
  readonly source: string;
  /** It ends with the day before this birthday. */
  readonly underAge?: number;
}

interface ExemptionRule {
  readonly who: string;
  readonly of: Partial<Readonly<Record<ExemptTax, Exception>>>;
}

const familyFuta: Exception = { source: '26 U.S.C. 3306(c)(5)' };

const visa = (name: string): ExemptionRule => ({
  who: `nonresident alien with a ${name} visa who works for its purpose`,
  of: {
    fica: { source: '26 U.S.C. 3121(b)(19)' },
    futa: { source: '26 U.S.C. 3306(c)(19)' },
  },
});

const minister: ExemptionRule = {
  who: 'minister of a church in the exercise of the ministry',
  of: { fica: { source: '26 U.S.C. 3121(b)(8)(A)' } },
};

/** FUTA of a church is not a matter of the person: a company without FUTA has a rate of 0. */
export const exemptionRules: Readonly<Record<ExemptionKind, ExemptionRule>> = {
  student: {
    who: 'student who is enrolled at the school that employs the student, and attends classes',
    of: {
      fica: { source: '26 U.S.C. 3121(b)(10)' },
      futa: { source: '26 U.S.C. 3306(c)(10)(B)' },
    },
  },
  minister: { ...minister, of: { ...minister.of, incomeTax: { source: '26 U.S.C. 3401(a)(9)' } } },
  // Employer and minister agreed to withholding: 26 U.S.C. 3402(p)(3).
  minister_withheld: minister,
  child: {
    who: 'child of the sole proprietor, or of parents who are the only partners',
    of: {
      fica: { source: '26 U.S.C. 3121(b)(3)(A)', underAge: 18 },
      futa: { ...familyFuta, underAge: 21 },
    },
  },
  spouse: { who: 'spouse of the sole proprietor', of: { futa: familyFuta } },
  parent: { who: 'parent of the sole proprietor', of: { futa: familyFuta } },
  ...{ f1: visa('F-1'), j1: visa('J-1'), m1: visa('M-1'), q1: visa('Q-1') },
};

/** From this birthday on, a child has no exemption. */
const childUnderAge = 21;

/** How a tax is exempt in a pay period. */
export interface ExemptPeriod {
  readonly kind: ExemptionKind;
  readonly source: string;
  readonly days: number;
  readonly exemptDays: number;
}

export interface Exempted extends Readonly<Record<ExemptTax, ExemptPeriod | null>> {
  readonly warnings: readonly Warning[];
  /** For supplemental wages: an exemption began or ended in the year, so they may be for work of another time. */
  readonly hasChangedInYear: boolean;
}

export const notExempted: Exempted = {
  ...{ incomeTax: null, fica: null, futa: null },
  ...{ warnings: [], hasChangedInYear: false },
};

/** Publication 15 (2026), section 8: the longest pay period with work of both kinds. */
const periodDaysMax = 31;

type AskExempted = Pick<PayslipInput, 'employee' | 'period' | 'taxForm'>;

/** What of a payslip is exempt, or why the employee is held. */
export function exemptedIn(input: AskExempted, rulesEdition: number): Exempted | Held {
  const { exemptions, taxExemption: always, nonresidentAlien } = w4Of(input);
  if (rulesEdition < closerRulesSinceEdition) return notExempted;
  const isAlways = always !== undefined && always !== 'none';
  const given = exemptions ?? (isAlways ? [{ kind: always, from: null, until: null }] : []);
  if (given.length === 0) return notExempted;
  const spans = given.map(inDays);
  const worked = workedDays(input);
  const birthOn = input.employee.birthOn ?? null;
  const inPeriod = spans.filter((span) => daysIn(span, worked) > 0);
  if (birthOn === null && inPeriod.some(({ kind }) => kind === 'child')) return birthNotKnown();
  const days = worked.untilOn - worked.fromOn + 1;
  const periodDays = input.period.startOn.until(input.period.endOn).days + 1;
  const warnings: Warning[] = [];
  const found = { incomeTax: null, fica: null, futa: null } as Record<
    ExemptTax,
    ExemptPeriod | null
  >;
  for (const tax of exemptTaxes) {
    const parts = inPeriod.flatMap((span) => partOf(tax, { span, worked, birthOn }));
    const exemptDays = parts.reduce((sum, part) => sum + part.exemptDays, 0);
    const isWhole = exemptDays === days;
    const [first] = parts.toSorted((one, other) => other.exemptDays - one.exemptDays);
    if (first === undefined) continue;
    const isExempt = isWhole || (periodDays <= periodDaysMax && exemptDays * 2 > days);
    if (!isWhole) warnings.push(changedWarning(tax, { days, exemptDays, isExempt, periodDays }));
    if (isExempt) found[tax] = { ...first, days, exemptDays };
  }
  if (inPeriod.some(({ kind }) => isVisa(kind)) && nonresidentAlien !== true) {
    warnings.push(visaWarning);
  }
  if (inPeriod.some(({ kind }) => kind === 'child') && isOfAge(birthOn, worked)) {
    warnings.push(ofAgeWarning);
  }
  const hasChangedInYear = changesInYear(spans, { payOn: input.period.payOn, worked, birthOn });
  return { ...found, warnings, hasChangedInYear };
}

/** The same for somebody who is not held: `incomeTax` asks first. */
export function exemptionOf(input: AskExempted, rulesEdition: number): Exempted {
  const exempted = exemptedIn(input, rulesEdition);
  assert(!('kind' in exempted), 'a person who is held has no taxes');
  return exempted;
}

interface SpanInDays {
  readonly kind: ExemptionKind;
  readonly fromOn: EpochDay | null;
  readonly untilOn: EpochDay | null;
}

function inDays({ kind, from, until }: ExemptionSpan): SpanInDays {
  const dayOf = (text: string | null) =>
    text === null ? null : toEpochDay(Temporal.PlainDate.from(text));
  return { kind, fromOn: dayOf(from), untilOn: dayOf(until) };
}

interface Days {
  readonly fromOn: EpochDay;
  readonly untilOn: EpochDay;
}

/** The days of employment in the period. Somebody who is paid after the last day has those of the period. */
function workedDays({ employee, period }: AskExempted): Days {
  const whole = { fromOn: toEpochDay(period.startOn), untilOn: toEpochDay(period.endOn) };
  const fromOn = Math.max(whole.fromOn, toEpochDay(employee.hiredOn));
  const endedOn = employee.endedOn === null ? whole.untilOn : toEpochDay(employee.endedOn);
  const untilOn = Math.min(whole.untilOn, endedOn);
  return fromOn > untilOn ? whole : { fromOn, untilOn };
}

function daysIn({ fromOn, untilOn }: Omit<SpanInDays, 'kind'>, days: Days): number {
  const first = Math.max(days.fromOn, fromOn ?? days.fromOn);
  const last = Math.min(days.untilOn, untilOn ?? days.untilOn);
  return Math.max(0, last - first + 1);
}

function partOf(
  tax: ExemptTax,
  of: {
    readonly span: SpanInDays;
    readonly worked: Days;
    readonly birthOn: Temporal.PlainDate | null;
  },
): readonly Omit<ExemptPeriod, 'days'>[] {
  const { span, worked, birthOn } = of;
  const { kind } = span;
  const exception = exemptionRules[kind].of[tax];
  if (exception === undefined) return [];
  const { source, underAge } = exception;
  const lastOn = underAge === undefined || birthOn === null ? null : lastUnder(underAge, birthOn);
  const untilOn = earlier(span.untilOn, lastOn);
  const exemptDays = daysIn({ fromOn: span.fromOn, untilOn }, worked);
  return exemptDays === 0 ? [] : [{ kind, source, exemptDays }];
}

/** The day before the birthday. */
function lastUnder(age: number, birthOn: Temporal.PlainDate): EpochDay {
  return toEpochDay(birthOn.add({ years: age })) - 1;
}

function earlier(one: EpochDay | null, other: EpochDay | null): EpochDay | null {
  if (one === null || other === null) return one ?? other;
  return Math.min(one, other);
}

function isVisa(kind: ExemptionKind): boolean {
  return exemptionRules[kind].of.fica?.source === exemptionRules.f1.of.fica?.source;
}

function isOfAge(birthOn: Temporal.PlainDate | null, { untilOn }: Days): boolean {
  return birthOn !== null && lastUnder(childUnderAge, birthOn) < untilOn;
}

/** Whether an exemption began or ended before the end of the period, in the year of the pay date. */
function changesInYear(
  spans: readonly SpanInDays[],
  of: {
    readonly payOn: Temporal.PlainDate;
    readonly worked: Days;
    readonly birthOn: Temporal.PlainDate | null;
  },
): boolean {
  const { payOn, worked, birthOn } = of;
  const yearOn = toEpochDay(new Temporal.PlainDate(payOn.year, 1, 1));
  const isIn = (day: EpochDay | null) => day !== null && day >= yearOn && day <= worked.untilOn;
  return spans.some(({ kind, fromOn, untilOn }) => {
    const ages =
      kind === 'child' && birthOn !== null ? [18, 21].map((age) => lastUnder(age, birthOn)) : [];
    return isIn(fromOn) || isIn(untilOn) || ages.some(isIn);
  });
}

const taxNames: Readonly<Record<ExemptTax, string>> = {
  ...{ incomeTax: 'income tax', fica: 'Social Security and Medicare', futa: 'FUTA' },
};

function changedWarning(
  tax: ExemptTax,
  of: {
    readonly days: number;
    readonly exemptDays: number;
    readonly isExempt: boolean;
    readonly periodDays: number;
  },
): Warning {
  const { days, exemptDays, isExempt, periodDays } = of;
  const part = `${exemptDays} of ${days} days of the period are exempt from ${taxNames[tax]}`;
  if (periodDays > periodDaysMax) {
    const message = `${part}; the law has no rule for a pay period of more than ${periodDaysMax} days, so all of its pay is taxed (26 U.S.C. 3121(c))`;
    return { code: 'exemption_in_long_period', message };
  }
  const message = `${part}, so ${isExempt ? 'none' : 'all'} of its pay is taxed (26 CFR 31.3121(c)-1)`;
  return { code: 'exemption_changes', message };
}

const visaWarning: Warning = {
  code: 'visa_without_nonresident',
  message:
    'the exemption of a visa is for nonresident aliens, and Form W-4 does not say that the employee is one (26 U.S.C. 3121(b)(19))',
};

const ofAgeWarning: Warning = {
  code: 'child_of_age',
  message: `the employee is ${childUnderAge} or older, so the exemption of a child has ended (26 U.S.C. 3306(c)(5))`,
};

export const otherTimeWarning: Warning = {
  code: 'supplemental_after_exemption',
  message:
    'an exemption began or ended this year, and supplemental wages are taxed like the work of this period; check them if they are for other work (26 U.S.C. 3121(c))',
};

function birthNotKnown(): Held {
  return held('birth_date_needed', 'the exemption of a child depends on a birth date', {
    hint: 'enter the birth date of the employee, or end the exemption',
  });
}

/** What is wrong with an exemption that begins on a day. */
export function exemptionProblem(
  kind: ExemptionKind | 'none' | undefined,
  of: { readonly birthOn: Temporal.PlainDate | null; readonly onDay: Temporal.PlainDate },
): { readonly column: string; readonly code: string; readonly message: string } | null {
  if (kind !== 'child') return null;
  const { birthOn, onDay } = of;
  if (birthOn === null) {
    const message = 'The exemption of a child ends on a birthday, so the birth date is needed.';
    return { column: 'tax_exemption', code: 'birth_date_needed', message };
  }
  const last = lastUnder(childUnderAge, birthOn);
  if (last >= toEpochDay(onDay)) return null;
  const message = `The exemption of a child ends at ${childUnderAge}: its last day was ${fromEpochDay(last)}.`;
  return { column: 'tax_exemption', code: 'child_too_old', message };
}
