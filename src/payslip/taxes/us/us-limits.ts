/**
 * Yearly limits of United States law for a person, in dollars: elective deferrals with their catch-up contributions,
 * health savings accounts, and flexible spending accounts for health and for dependent care.
 *
 * Pay codes count by their built-in name, by their W-2 code, or because they state a limit. Sources of the amounts:
 *   - 2026: IRS Notice 2025-67 (24,500; 8,000; 11,250; 150,000). General Instructions for Forms W-2 and W-3 (2026) state
 *     24,500 and the 3,400 of a health account. 26 USC 129(a)(2) states 7,500 and 3,750 from 2026 on.
 *   - 2023 to 2025, and health savings accounts: two or more lists of plan sponsors and payroll providers that agree. The
 *     3,300 of health accounts in 2025 rests on one list.
 */
import { assert } from '#errors.ts';
import { type Minor, parseAmount, USD } from '#money/minor.ts';
import type { LimitedCode, PersonLimits, YearLimit } from '#payslip/taxes/person-limits.ts';
import {
  planLimitByStatementCode,
  planLimitsOf,
  planLimitTitles,
  type UsPlanYear,
} from './us-plan-limits.ts';

/** All amounts are dollars. */
export interface UsLimitsYear {
  /** 26 USC 402(g)(1). */
  readonly deferrals: string;
  /** 26 USC 414(v)(2)(B)(i): from 50 on. */
  readonly catchUp: string;
  /** 26 USC 414(v)(2)(E): in the years in which a person reaches 60 to 63. Null: not yet law. */
  readonly catchUpFrom60: string | null;
  /** 26 USC 414(v)(7): Social Security wages of the year before. Null: not yet law. */
  readonly rothOnlyAbove: string | null;
  readonly hsa: { readonly self: string; readonly family: string };
  readonly healthFsa: string;
  readonly dependentCare: { readonly separate: string; readonly usual: string };
}

export const usLimitYears: ReadonlyMap<number, UsLimitsYear> = new Map([
  [
    2023,
    {
      ...{ deferrals: '22500', catchUp: '7500', catchUpFrom60: null, rothOnlyAbove: null },
      ...{ hsa: { self: '3850', family: '7750' }, healthFsa: '3050' },
      dependentCare: { separate: '2500', usual: '5000' },
    },
  ],
  [
    2024,
    {
      ...{ deferrals: '23000', catchUp: '7500', catchUpFrom60: null, rothOnlyAbove: null },
      ...{ hsa: { self: '4150', family: '8300' }, healthFsa: '3200' },
      dependentCare: { separate: '2500', usual: '5000' },
    },
  ],
  [
    2025,
    {
      ...{ deferrals: '23500', catchUp: '7500', catchUpFrom60: '11250', rothOnlyAbove: null },
      ...{ hsa: { self: '4300', family: '8550' }, healthFsa: '3300' },
      dependentCare: { separate: '2500', usual: '5000' },
    },
  ],
  [
    2026,
    {
      ...{ deferrals: '24500', catchUp: '8000', catchUpFrom60: '11250', rothOnlyAbove: '150000' },
      ...{ hsa: { self: '4400', family: '8750' }, healthFsa: '3400' },
      dependentCare: { separate: '3750', usual: '7500' },
    },
  ],
]);

const firstTitles: ReadonlyMap<string, string> = new Map([
  ['elective_deferrals', 'elective deferrals'],
  ['hsa', 'contributions to a health savings account'],
  ['health_fsa', 'health flexible spending'],
  ['dependent_care', 'dependent care assistance'],
]);

const choices: ReadonlyMap<string, readonly string[]> = new Map([
  ['hsa', ['self', 'family']],
  ['dependent_care', ['usual', 'separate']],
]);

const byCode: ReadonlyMap<string, string> = new Map([
  ['401K', 'elective_deferrals'],
  ['ROTH_401K', 'elective_deferrals'],
  ['HSA', 'hsa'],
]);

/**
 * By the code of box 12 of Form W-2: 401(k) and 403(b), before tax and Roth; and health savings accounts. What an
 * employer adds to a plan is no elective deferral (26 USC 402(g)(3)), but counts for a health savings account
 * (26 USC 223(b)(4)(B)).
 */
const byStatementCode: ReadonlyMap<string, string> = new Map([
  ['D', 'elective_deferrals'],
  ['E', 'elective_deferrals'],
  ['AA', 'elective_deferrals'],
  ['BB', 'elective_deferrals'],
  ['W', 'hsa'],
]);

const allTitles: ReadonlyMap<string, string> = new Map([...firstTitles, ...planLimitTitles]);

/** The limits of 401(k), 403(b) and accounts, which count in every edition. */
function firstNameOf({ code, kind, statementCode, limit }: LimitedCode): string | null {
  if (limit !== undefined) return firstTitles.has(limit) ? limit : null;
  if (kind !== 'deduction' && kind !== 'employer_contribution') return null;
  const stated = statementCode === undefined ? null : byStatementCode.get(statementCode);
  return stated ?? byCode.get(code) ?? null;
}

function allNamesOf(code: LimitedCode): string | null {
  const { limit, kind, statementCode } = code;
  if (limit !== undefined && planLimitTitles.has(limit)) return limit;
  const first = firstNameOf(code);
  if (first !== null || limit !== undefined || kind !== 'deduction') return first;
  return statementCode === undefined ? null : (planLimitByStatementCode.get(statementCode) ?? null);
}

export function usLimits(ask: {
  /** After the last year its amounts go on, as the tax tables of a rehearsal do. */
  readonly carries: boolean;
  readonly years: {
    readonly limits: ReadonlyMap<number, UsLimitsYear>;
    readonly plans: ReadonlyMap<number, UsPlanYear>;
  };
  /** Whether those of 457(b) and SIMPLE plans and of all additions apply, as since edition 5. */
  readonly hasPlans: boolean;
}): PersonLimits {
  const { carries, hasPlans, years } = ask;
  return {
    titles: hasPlans ? allTitles : firstTitles,
    choicesOf: (name) => choices.get(name) ?? [],
    nameOf: hasPlans ? allNamesOf : firstNameOf,
    inYear(year) {
      const own = yearIn(years.limits, { year, carries });
      const ofPlans = hasPlans ? yearIn(years.plans, { year, carries }) : undefined;
      if (own === undefined && ofPlans === undefined) return null;
      return new Map([
        ...(own === undefined ? [] : limitsOf(own)),
        ...(ofPlans === undefined ? [] : planLimitsOf(ofPlans)),
      ]);
    },
  };
}

function yearIn<Of>(
  years: ReadonlyMap<number, Of>,
  { year, carries }: { readonly year: number; readonly carries: boolean },
): Of | undefined {
  const newest = Math.max(...years.keys());
  return years.get(carries && year > newest ? newest : year);
}

function limitsOf(of: UsLimitsYear): ReadonlyMap<string, YearLimit> {
  const none = { addedByAge: [], addedAfterTax: null };
  return new Map([
    ['elective_deferrals', deferralsOf(of)],
    [
      'hsa',
      {
        law: '26 USC 223(b)',
        choices: [choice('self', of.hsa.self), choice('family', of.hsa.family)],
        addedByAge: [
          {
            ...{ fromAge: 55, untilAge: null, amountMinor: dollars('1000') },
            law: '26 USC 223(b)(3)',
          },
        ],
        addedAfterTax: null,
      },
    ],
    ['health_fsa', { ...none, law: '26 USC 125(i)', choices: [choice('', of.healthFsa)] }],
    [
      'dependent_care',
      {
        ...none,
        law: '26 USC 129(a)(2)',
        choices: [
          choice('usual', of.dependentCare.usual),
          choice('separate', of.dependentCare.separate),
        ],
      },
    ],
  ]);
}

function deferralsOf({
  deferrals,
  catchUp,
  catchUpFrom60,
  rothOnlyAbove,
}: UsLimitsYear): YearLimit {
  const usual = { amountMinor: dollars(catchUp), law: '26 USC 414(v)(2)(B)(i)' };
  const addedByAge =
    catchUpFrom60 === null
      ? [{ ...usual, fromAge: 50, untilAge: null }]
      : [
          { ...usual, fromAge: 50, untilAge: 59 },
          {
            ...{ fromAge: 60, untilAge: 63, amountMinor: dollars(catchUpFrom60) },
            law: '26 USC 414(v)(2)(E)',
          },
          { ...usual, fromAge: 64, untilAge: null },
        ];
  return {
    law: '26 USC 402(g)(1)',
    choices: [choice('', deferrals)],
    addedByAge,
    addedAfterTax:
      rothOnlyAbove === null
        ? null
        : { wages: 'SS_WAGES', aboveMinor: dollars(rothOnlyAbove), law: '26 USC 414(v)(7)' },
  };
}

function choice(name: string, amount: string): YearLimit['choices'][number] {
  return { name, amountMinor: dollars(amount) };
}

function dollars(text: string): Minor {
  const parsed = parseAmount(text, USD);
  assert(parsed.ok, `not an amount in the limits: ${text}`);
  return parsed.value;
}
