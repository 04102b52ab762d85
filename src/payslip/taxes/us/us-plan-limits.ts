/**
 * Yearly limits of plans beside 401(k) and 403(b), in dollars: 457(b), SIMPLE, and all additions to a plan of defined
 * contributions (26 USC 415(c)). Since edition 5 of the rules.
 *
 * Sources: lists of plan administrators that agree, read in 2026: asc-net.com (2024 to 2026), ubt.com (2025 and 2026),
 * and those of us-limits.ts. All name IRS Notice 2025-67 for 2026. 2023 is not known.
 *
 * A 457(b) plan has catch-up contributions only if the employer is a government (26 USC 414(v)(6)), so a pay code says
 * it. Small employers have higher limits of SIMPLE plans (26 USC 408(p)(2)(E)), which are not here.
 */

import { assert } from '#errors.ts';
import { type Minor, parseAmount, USD } from '#money/minor.ts';
import type { YearLimit } from '#payslip/taxes/person-limits.ts';

/** All amounts are dollars. */
export interface UsPlanYear {
  readonly deferrals457b: string;
  readonly catchUp457b: string;
  readonly simple: string;
  readonly simpleCatchUp: string;
  /** In the years in which a person reaches 60 to 63. Null: not yet law. */
  readonly from60: { readonly deferrals457b: string; readonly simple: string } | null;
  readonly additions: string;
}

export const usPlanYears: ReadonlyMap<number, UsPlanYear> = new Map([
  [
    2024,
    {
      ...{ deferrals457b: '23000', catchUp457b: '7500', simple: '16000', simpleCatchUp: '3500' },
      ...{ from60: null, additions: '69000' },
    },
  ],
  [
    2025,
    {
      ...{ deferrals457b: '23500', catchUp457b: '7500', simple: '16500', simpleCatchUp: '3500' },
      ...{ from60: { deferrals457b: '11250', simple: '5250' }, additions: '70000' },
    },
  ],
  [
    2026,
    {
      ...{ deferrals457b: '24500', catchUp457b: '8000', simple: '17000', simpleCatchUp: '4000' },
      ...{ from60: { deferrals457b: '11250', simple: '5250' }, additions: '72000' },
    },
  ],
]);

export const planLimitTitles: ReadonlyMap<string, string> = new Map([
  ['deferrals_457b', 'deferrals to a 457(b) plan'],
  ['deferrals_457b_governmental', 'deferrals to a 457(b) plan of a government'],
  ['simple', 'deferrals to a SIMPLE plan'],
  ['annual_additions', 'all additions to a plan'],
]);

/** By the code of box 12 of Form W-2. */
export const planLimitByStatementCode: ReadonlyMap<string, string> = new Map([
  ['G', 'deferrals_457b'],
  ['EE', 'deferrals_457b'],
  ['S', 'simple'],
]);

export function planLimitsOf(of: UsPlanYear): readonly (readonly [string, YearLimit])[] {
  const { deferrals457b, catchUp457b, simple, simpleCatchUp, from60, additions } = of;
  const none = { addedByAge: [], addedAfterTax: null };
  const of457b = { law: '26 USC 457(e)(15)', choices: [choice(deferrals457b)] };
  return [
    ['deferrals_457b', { ...none, ...of457b }],
    [
      'deferrals_457b_governmental',
      {
        ...of457b,
        addedByAge: byAge(catchUp457b, from60?.deferrals457b ?? null),
        addedAfterTax: null,
      },
    ],
    [
      'simple',
      {
        law: '26 USC 408(p)(2)(A)',
        choices: [choice(simple)],
        addedByAge: byAge(simpleCatchUp, from60?.simple ?? null),
        addedAfterTax: null,
      },
    ],
    [
      'annual_additions',
      // Catch-up contributions are outside: 26 USC 414(v)(3)(A).
      {
        ...none,
        law: '26 USC 415(c)(1)(A)',
        choices: [choice(additions)],
        alsoCounts: 'elective_deferrals',
      },
    ],
  ];
}

function byAge(usual: string, from60: string | null): YearLimit['addedByAge'] {
  const from50 = { amountMinor: dollars(usual), law: '26 USC 414(v)(2)(B)' };
  if (from60 === null) return [{ ...from50, fromAge: 50, untilAge: null }];
  return [
    { ...from50, fromAge: 50, untilAge: 59 },
    { fromAge: 60, untilAge: 63, amountMinor: dollars(from60), law: '26 USC 414(v)(2)(E)' },
    { ...from50, fromAge: 64, untilAge: null },
  ];
}

function choice(amount: string): YearLimit['choices'][number] {
  return { name: '', amountMinor: dollars(amount) };
}

function dollars(text: string): Minor {
  const parsed = parseAmount(text, USD);
  assert(parsed.ok, `not an amount in the limits: ${text}`);
  return parsed.value;
}
