/**
 * The sums of what an import of one period replaces, removes or adds to, by pay code: `REGULAR: 40 → 38 hours`.
 *
 * A sum covers all entries of the people and the pay code in the period, so it also shows when several days
 * become one total.
 */
import { formatAmount } from '#money/minor.ts';
import { microText } from '#payslip/text.ts';
import type { ChangedSumRow } from '#store/writes/add-to-stored.ts';
import { counted } from '#text/counted.ts';
import type { Words } from './input-changes.ts';

export interface ChangedSum {
  readonly code: string;
  readonly of: 'hours' | 'pieces' | 'amount';
  /** Entries that were replaced or removed, and the people who had them. */
  readonly entries: number;
  readonly people: number;
  readonly before: string;
  readonly after: string;
}

export function sumsInWords(rows: readonly ChangedSumRow[], words: Words): readonly ChangedSum[] {
  return rows.flatMap((row) => {
    const code = words.payCode(row.payCodeId);
    const { entries, people } = row;
    const about = { code: code?.code ?? String(row.payCodeId), entries, people };
    const unit = code?.amount.by === 'pieces' ? ('pieces' as const) : ('hours' as const);
    const quantities = [row.quantityBefore, row.quantityAfter] as const;
    const amounts = [row.amountBefore, row.amountAfter] as const;
    const amountText = (minor: bigint | null) => formatAmount(minor ?? 0n, words.currency);
    const micro = (value: bigint | null) => microText(value ?? 0n);
    return [
      ...(isSaid(quantities)
        ? [{ ...about, of: unit, before: micro(quantities[0]), after: micro(quantities[1]) }]
        : []),
      ...(isSaid(amounts)
        ? [
            {
              ...{ ...about, of: 'amount' as const },
              ...{ before: amountText(amounts[0]), after: amountText(amounts[1]) },
            },
          ]
        : []),
    ];
  });
}

function isSaid([before, after]: readonly [bigint | null, bigint | null]): boolean {
  return before !== null || after !== null;
}

/** `REGULAR of 2 people: 80 → 76 hours` */
export function sumInWords({ code, of, people, before, after }: ChangedSum): string {
  const unit = of === 'amount' ? '' : ` ${of}`;
  return `${code} of ${counted(people, 'person')}: ${before} → ${after}${unit}`;
}
