/**
 * What Paybeat calculated for the periods of a shadow, as if it had been paid. The year-to-date, monthly caps and goals
 * of a later period in shadow continue from it.
 */
import { AmountsByCode } from '#payslip/amounts-by-code.ts';
import { type KeptRow, keptResults } from '#store/reads/shadows.ts';
import type { Reading } from '#store/store.ts';

interface KeptBefore {
  readonly shadowId: number;
  readonly payOn: Temporal.PlainDate;
  readonly startOn: Temporal.PlainDate;
}

class KeptResults {
  readonly #rows: ReadonlyMap<number, readonly KeptRow[]>;
  readonly #payOn: Temporal.PlainDate;

  constructor(rows: readonly KeptRow[], { payOn }: Pick<KeptBefore, 'payOn'>) {
    this.#rows = Map.groupBy(rows, ({ employeeId }) => employeeId);
    this.#payOn = payOn;
  }

  yearOf(employeeId: number): AmountsByCode {
    return this.#sum(employeeId, ({ payOn }) => payOn.year === this.#payOn.year);
  }

  monthOf(employeeId: number): AmountsByCode {
    const { year, month } = this.#payOn;
    return this.#sum(employeeId, ({ payOn }) => payOn.year === year && payOn.month === month);
  }

  takenBy(
    employeeId: number,
    { payCodeId, fromOn }: { readonly payCodeId: number; readonly fromOn: Temporal.PlainDate },
  ): bigint {
    const isSince = ({ endOn }: KeptRow) => Temporal.PlainDate.compare(endOn, fromOn) >= 0;
    return this.#sum(employeeId, isSince).get(payCodeId) ?? 0n;
  }

  #sum(employeeId: number, isCounted: (row: KeptRow) => boolean): AmountsByCode {
    return sumOfLines((this.#rows.get(employeeId) ?? []).filter(isCounted));
  }
}

export function sumOfLines(
  rows: readonly Pick<KeptRow, 'lineCodes' | 'lineAmounts'>[],
): AmountsByCode {
  const amounts = new Map<number, bigint>();
  for (const { lineCodes, lineAmounts } of rows) {
    for (const [nth, code] of lineCodes.entries()) {
      amounts.set(code, (amounts.get(code) ?? 0n) + (lineAmounts[nth] ?? 0n));
    }
  }
  return AmountsByCode.from(amounts);
}

/** Of these people, in the periods that are paid before one. */
export async function keptBefore(
  at: Reading,
  ask: KeptBefore & { readonly employeeIds: readonly number[] },
): Promise<KeptResults> {
  const { shadowId, employeeIds, ...before } = ask;
  return new KeptResults(await keptResults(at, { shadowId, employeeIds, before }), before);
}
