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

function wageFaults({ minimum_wages: wages, year }: UsTableFile): readonly Issue[] {
  return Object.entries(wages?.states ?? {}).flatMap(([state, rows]) =>
    rows.flatMap(({ from, before }, index) => {
      const pointer = `/minimum_wages/states/${state}/${index}`;
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

function endedWages({ minimum_wages: wages, year }: UsTableFile): readonly Issue[] {
  return Object.entries(wages?.states ?? {}).flatMap(([state, rows]) => {
    const first = `${year}-01-01`;
    if (rows.some(({ before }) => before === null || before > first)) return [];
    const message = `No minimum wage of ${state} holds in ${year}, so payslips warn of lower rates.`;
    return [fault(`/minimum_wages/states/${state}`, 'wage_ended', message)];
  });
}

export function usMissing(file: UsTableFile): readonly MissingFigures[] {
  const { yearly_limits: limits, levy_exempt: levy, minimum_wages: wages } = file;
  return [
    ...(limits === undefined
      ? [
          {
            pointer: '/yearly_limits',
            effect: 'contributions are not compared with a limit, and payslips say so',
          },
        ]
      : []),
    ...(levy === undefined
      ? [
          {
            pointer: '/levy_exempt',
            effect: 'tax levies received in the year need an exempt amount with each levy',
          },
        ]
      : []),
    ...(levy?.dependent === null
      ? [
          {
            pointer: '/levy_exempt/dependent',
            effect: 'tax levies with dependents need an exempt amount with each levy',
          },
        ]
      : []),
    ...(wages === undefined
      ? [
          {
            pointer: '/minimum_wages',
            effect:
              'minimum wages of states are those of the year before, and payslips warn of lower rates',
          },
        ]
      : []),
  ];
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
