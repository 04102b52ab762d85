/** Changes of inputs as CSV, for a spreadsheet. Amounts, rates and hours are plain decimals. */

import { formatAmount } from '#money/minor.ts';
import { currencyOf } from '#operations/companies/pay-codes.ts';
import { microText } from '#payslip/text.ts';
import type { ChangedValue } from '#store/reads/changes.ts';
import { csvText, defused } from '#text/csv-line.ts';
import type { ListedChange } from './list-changes.ts';

const columns: readonly (readonly [string, (one: ListedChange, currency: string) => string])[] = [
  ['employee_id', (one) => one.number],
  ['name', (one) => one.name],
  ['what', (one) => one.what],
  ['code', (one) => one.code ?? ''],
  ['job', (one) => one.job],
  ['period', (one) => String(one.periodId ?? '')],
  ['unit', (one) => (one.after ?? one.before)?.unit ?? ''],
  ['before', (one, currency) => valueText(one.before, currency)],
  ['after', (one, currency) => valueText(one.after, currency)],
  ['factor', (one) => one.factor?.toFixed(2) ?? ''],
  ['from', (one) => one.after?.fromOn?.toString() ?? ''],
  ['until', (one) => one.after?.untilOn?.toString() ?? ''],
  ['revision', (one) => String(one.revision)],
  ['entered_by', (one) => one.entered?.actor ?? ''],
  ['entered_at', (one) => one.entered?.at.toString() ?? ''],
  ['confirmed_by', (one) => one.confirmedBy ?? ''],
  ['confirmed_at', (one) => one.confirmedAt?.toString() ?? ''],
  ['confirmed_why', (one) => one.confirmedWhy ?? ''],
];

export function changesCsv(changes: readonly ListedChange[], currency: string): string {
  const head = columns.map(([title]) => title);
  return csvText([
    head,
    ...changes.map((one) => columns.map(([, cell]) => defused(cell(one, currency)))),
  ]);
}

/** The number of a value; for employment, its first day. */
function valueText(one: ChangedValue | null, currency: string): string {
  if (one === null) return '';
  const { unit, value, fromOn } = one;
  if (value === null) return fromOn?.toString() ?? '';
  return unit === 'salary' || unit === 'amount'
    ? formatAmount(value, currencyOf(currency))
    : microText(value);
}
