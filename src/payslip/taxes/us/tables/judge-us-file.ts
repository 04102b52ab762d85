/**
 * Whether a year's figures fit together.
 *
 * Publication 15-T builds its tables from the same brackets, and so each figure can be compared with others:
 *   - the tax of a row is that of the row before and its percentage of the wages between, to the cent;
 *   - a row of the Step 2 tables is half of the standard row and line 1g together: wages to the dollar, tax to the cent;
 *   - line 1g and the first taxed wages of the standard table are the standard deduction, which the nonresident addition
 *     and the exempt amounts of levies have, too.
 * The first two hold by construction and are faults where they fail. The last is a doubt.
 */
import type { Issue } from '#errors.ts';
import { formatAmount, type Minor, parseAmount, USD } from '#money/minor.ts';
import { divideRounded } from '#money/rounding.ts';
import { usStates } from '#payslip/taxes/us/us-states.ts';
import type { MissingFigures } from '#payslip/taxes/year-tables.ts';
import type { UsTableFile, UsTableRow } from './us-table-shape.ts';

const statuses = ['single', 'mfj', 'hoh'] as const;
type Status = (typeof statuses)[number];

export function usFaults(file: UsTableFile): readonly Issue[] {
  const { standard, step_2: step2 } = file.income_tax;
  return [
    ...statuses.flatMap((status) => [
      ...rowFaults(standard[status], { pointer: `/income_tax/standard/${status}`, isExact: true }),
      ...rowFaults(step2[status], { pointer: `/income_tax/step_2/${status}`, isExact: false }),
      ...halfFaults(file, status),
    ]),
    ...wageFaults(file),
    ...reductionFaults(file),
    ...unknownStates('/credit_reductions/states', file.credit_reductions?.states),
    ...unknownStates('/minimum_wages/states', file.minimum_wages?.states),
  ];
}

interface RowsAt {
  readonly pointer: string;
  /** Wages of the Step 2 tables are rounded to a dollar, so their tax follows from the standard table instead. */
  readonly isExact: boolean;
}

function rowFaults(rows: readonly UsTableRow[], { pointer, isExact }: RowsAt): readonly Issue[] {
  const issues: Issue[] = [];
  for (const [index, row] of rows.entries()) {
    const at = `${pointer}/${index}`;
    const before = rows[index - 1];
    if (before === undefined) {
      for (const key of ['at_least', 'tax', 'percent'] as const) {
        if (cents(row[key]) === 0n) continue;
        issues.push(fault(`${at}/${key}`, 'first_row', 'The first row is untaxed: 0, 0 and 0.'));
      }
      continue;
    }
    const [from, to] = [cents(before.at_least), cents(row.at_least)];
    if (to <= from) {
      const message = `The wages ${row.at_least} are not above ${before.at_least} of the row before.`;
      issues.push(fault(`${at}/at_least`, 'not_ascending', message));
      continue;
    }
    if (Number(row.percent) <= Number(before.percent)) {
      const message = `The percentage ${row.percent} is not above ${before.percent} of the row before.`;
      issues.push(fault(`${at}/percent`, 'not_ascending', message));
    }
    if (!isExact) continue;
    const tax =
      cents(before.tax) + divideRounded((to - from) * BigInt(before.percent), 100n, 'half_up');
    if (tax === cents(row.tax)) continue;
    const message = `The tax on ${row.at_least} is ${row.tax}, but the row before makes it ${text(tax)}: ${before.tax} and ${before.percent} % of ${text(to - from)}.`;
    issues.push(fault(`${at}/tax`, 'tax_does_not_follow', message));
  }
  return issues;
}

/** Both tables come from the same brackets, so the Step 2 table follows from the standard one. */
function halfFaults({ income_tax: tax }: UsTableFile, status: Status): readonly Issue[] {
  const [whole, half] = [tax.standard[status], tax.step_2[status]];
  const pointer = `/income_tax/step_2/${status}`;
  if (whole.length !== half.length) {
    const message = `The table has ${half.length} rows, and the standard table of ${status} has ${whole.length}.`;
    return [fault(pointer, 'rows_differ', message)];
  }
  const line1g = cents(tax.line_1g[status]);
  return half.flatMap((row, index) => {
    const of = whole[index];
    if (of === undefined || index === 0) return [];
    const wages = divideRounded(cents(of.at_least) + line1g, 200n, 'half_up') * 100n;
    const due = divideRounded(cents(of.tax), 2n, 'half_up');
    const found: Issue[] = [];
    const compare = (key: 'at_least' | 'tax', expected: Minor, why: string) => {
      if (cents(row[key]) === expected) return;
      const message = `Expected ${text(expected)}, ${why} of the standard table, found ${row[key]}.`;
      found.push(fault(`${pointer}/${index}/${key}`, 'not_half', message));
    };
    compare(
      'at_least',
      wages,
      `half of ${of.at_least} and of line 1g together, by row ${index + 1}`,
    );
    compare('tax', due, `half of ${of.tax}, by row ${index + 1}`);
    if (row.percent !== of.percent) {
      const message = `Expected ${of.percent}, as in the standard table, found ${row.percent}.`;
      found.push(fault(`${pointer}/${index}/percent`, 'not_half', message));
    }
    return found;
  });
}

interface WagesOfPlace {
  readonly place: string;
  readonly pointer: string;
  readonly rows: readonly { readonly from: string; readonly before: string | null }[];
}

function wagesByPlace({ minimum_wages: wages }: UsTableFile): readonly WagesOfPlace[] {
  if (wages === undefined) return [];
  const [national, states] = ['/minimum_wages/national', '/minimum_wages/states'];
  return [
    ...(wages.national === undefined
      ? []
      : [{ place: 'all states', pointer: national, rows: wages.national }]),
    ...Object.entries(wages.states).map(([place, rows]) => ({
      ...{ place, pointer: `${states}/${place}`, rows },
    })),
  ];
}

function wageFaults(file: UsTableFile): readonly Issue[] {
  const { year } = file;
  return wagesByPlace(file).flatMap(({ place: state, pointer: of, rows }) =>
    rows.flatMap(({ from, before }, index) => {
      const pointer = `${of}/${index}`;
      if (before !== null && before <= from) {
        const message = `The wage of ${state} ends on ${before}, before it begins on ${from}.`;
        return [fault(`${pointer}/before`, 'ends_before_it_begins', message)];
      }
      if (from <= `${year}-12-31`) return [];
      const message = `The wage of ${state} begins on ${from}, after ${year}.`;
      return [fault(`${pointer}/from`, 'not_in_year', message)];
    }),
  );
}

/** No state loses more than the whole credit. */
function reductionFaults({ credit_reductions: reductions, futa }: UsTableFile): readonly Issue[] {
  return Object.entries(reductions?.states ?? {}).flatMap(([state, percent]) => {
    if (Number(percent) > 0 && Number(percent) <= Number(futa.credit_percent)) return [];
    const message = `Expected a reduction above 0 and up to the credit of ${futa.credit_percent} %, found "${percent}".`;
    return [fault(`/credit_reductions/states/${state}`, 'out_of_range', message)];
  });
}

function unknownStates(pointer: string, byState: object | undefined): readonly Issue[] {
  return Object.keys(byState ?? {}).flatMap((state) => {
    if (usStates.has(state)) return [];
    const message = `"${state}" is no postal code of a state or territory.`;
    return [fault(`${pointer}/${state}`, 'unknown_state', message)];
  });
}

/** All states become known at once, so none may be left out. */
export function missingStates(
  { minimum_wages: wages }: UsTableFile,
  known: readonly string[],
): readonly Issue[] {
  if (wages === undefined) return [];
  return known.flatMap((state) => {
    if (Object.hasOwn(wages.states, state)) return [];
    const message = `The minimum wage of ${state} is missing.`;
    return [fault(`/minimum_wages/states/${state}`, 'state_missing', message)];
  });
}

/** Relations that have held in every year so far. */
export function usDoubts(file: UsTableFile): readonly Issue[] {
  const deduction = (status: Status): Minor =>
    cents(file.income_tax.standard[status][1]?.at_least ?? '0') +
    cents(file.income_tax.line_1g[status]);
  const single = deduction('single');
  const { nonresident_addition: added, levy_exempt: levy } = file;
  const found: Issue[] = [];
  const compare = (pointer: string, given: string, expected: Minor) => {
    if (cents(given) === expected) return;
    const message = `${given} is not ${text(expected)}, which follows from the standard deduction in the standard table and line 1g.`;
    found.push(fault(pointer, 'not_the_standard_deduction', message));
  };
  compare('/nonresident_addition/from_2020', added.from_2020, single);
  const allowance = cents(file.income_tax.allowance);
  compare('/nonresident_addition/before_2020', added.before_2020, single - allowance);
  if (levy !== undefined) {
    compare('/levy_exempt/single', levy.single, single);
    compare('/levy_exempt/joint', levy.joint, deduction('mfj'));
    compare('/levy_exempt/head_of_household', levy.head_of_household, deduction('hoh'));
  }
  return [...found, ...endedWages(file)];
}

function endedWages(file: UsTableFile): readonly Issue[] {
  const { year } = file;
  return wagesByPlace(file).flatMap(({ place: state, pointer, rows }) => {
    const first = `${year}-01-01`;
    if (rows.some(({ before }) => before === null || before > first)) return [];
    const message = `No minimum wage of ${state} holds in ${year}, so payslips warn of lower rates.`;
    return [fault(pointer, 'wage_ended', message)];
  });
}

/** What happens without a group: payslips and returns say so, and nothing is guessed. */
export function usMissing(file: UsTableFile): readonly MissingFigures[] {
  const { levy_exempt: levy, minimum_wages: wages } = file;
  const missing: MissingFigures[] = [];
  const ask = (given: unknown, pointer: string, effect: string) => {
    if (given === undefined) missing.push({ pointer, effect });
  };
  ask(
    file.credit_reductions,
    '/credit_reductions',
    'Form 940 says that credit reductions are not known. The list is final in November: load a version with it then',
  );
  ask(
    file.yearly_limits,
    '/yearly_limits',
    'contributions are not compared with a limit, and payslips say so',
  );
  ask(
    file.plan_limits,
    '/plan_limits',
    'contributions to 457(b) and SIMPLE plans, and all additions to a plan, are not compared with a limit, and payslips say so',
  );
  ask(
    file.mileage,
    '/mileage',
    'people with mileage allowances are held, unless the pay code states a rate',
  );
  ask(levy, '/levy_exempt', 'tax levies received in the year need an exempt amount with each levy');
  ask(
    levy?.dependent === null ? undefined : true,
    '/levy_exempt/dependent',
    'tax levies with dependents need an exempt amount with each levy',
  );
  ask(
    wages,
    '/minimum_wages',
    'minimum wages of states are those of the year before, and payslips warn of lower rates',
  );
  ask(
    wages === undefined ? true : wages.national,
    '/minimum_wages/national',
    'the federal minimum wage is that of the year before',
  );
  return missing;
}

/** The shape has accepted the text. A percentage counts like an amount here. */
function cents(amount: string): Minor {
  const parsed = parseAmount(amount, USD);
  return parsed.ok ? parsed.value : 0n;
}

function text(amount: Minor): string {
  return formatAmount(amount, USD);
}

function fault(pointer: string, code: string, message: string): Issue {
  return { pointer, code, message };
}
