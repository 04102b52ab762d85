/**
 * A whole column that became the same multiple: rates in cents, minutes for hours. Each change is marked by itself, but
 * only together do they say what happened.
 */
import { type Answer, answer } from '#errors.ts';
import type { PayLimits } from '#judgement/limits.ts';
import { counted } from '#text/counted.ts';
import type { InputChange } from './input-changes.ts';
import {
  firstUnusual,
  type MayRefuseUnusual,
  type UnusualValue,
  unusualRefused,
} from './unusual-values.ts';

/** With the columns that were multiplied, in order, and whether the caller refuses them. */
export function unusualOrRefused(
  what: string,
  ask: MayRefuseUnusual & {
    readonly values: readonly UnusualValue[];
    readonly changes: readonly InputChange[];
    readonly limits: PayLimits;
  },
): Answer<readonly UnusualValue[]> {
  const { values, changes, limits } = ask;
  const unusual = firstUnusual([...multipliedColumns(changes, limits), ...values]);
  return unusualRefused(what, { ...ask, unusual }) ?? answer(unusual);
}

/** Factors this near are one: each person may have had a raise besides. */
const near = 0.1;

function multipliedColumns(
  changes: readonly InputChange[],
  { rate, least_people: least }: Pick<PayLimits, 'rate' | 'least_people'>,
): readonly UnusualValue[] {
  if (rate === null) return [];
  const columns = Map.groupBy(
    changes.filter((one) => one.factor !== null && one.factor > 0),
    columnOf,
  );
  return [...columns].flatMap(([column, all]): readonly UnusualValue[] => {
    const factors = all.map(({ factor }) => factor ?? 1).toSorted((one, other) => one - other);
    const factor = factors[factors.length >> 1] ?? 1;
    const same = all.filter((one) => Math.abs((one.factor ?? 1) / factor - 1) <= near);
    const [first] = same.toSorted((one, other) => one.row - other.row);
    if (first === undefined || !first.isBeyond) return [];
    if (same.length * 100 < (least ?? 100) || same.length * 2 < all.length) return [];
    const times = factor >= 1 ? factor : 1 / factor;
    const about = `${Math.round(times).toLocaleString('en-US')} times${factor >= 1 ? '' : ' less'}`;
    const message = `${counted(same.length, 'row')} changed by about ${about}; the column may be in another unit`;
    return [
      {
        ...{ code: 'column_multiplied', row: first.row, column, employee: null, message },
        ...{ before: first.before[column] ?? '', after: first.after?.[column] ?? '' },
        ...{ factor: first.factor, limit: 'rate' },
      },
    ];
  });
}

/** The column whose value was multiplied. */
function columnOf({ before, after }: InputChange): string {
  const names = Object.keys(before).filter((name) => (after?.[name] ?? '') !== '');
  const amounts = ['annual_salary', 'hourly_rate', 'rate', 'hours', 'pieces', 'amount', 'percent'];
  return amounts.find((name) => names.includes(name)) ?? names[0] ?? 'employee_id';
}
