/** What is owed for paid periods, as rows for a spreadsheet. */

import { formatAmount } from '#money/minor.ts';
import { currencyOf } from '#operations/companies/pay-codes.ts';
import { actorNamed } from '#operations/who-was-first.ts';
import type { Entered } from '#store/reads/entered-by.ts';
import { csvText, defused } from '#text/csv-line.ts';
import type { OwedListed } from './list-owed.ts';

/** Columns: the period of the paid run, the amount, how it comes about, who changed it, what settles it. */
export function owedCsv({ company, rows }: OwedListed): string {
  const amount = (minor: bigint | null) =>
    minor === null ? '' : formatAmount(minor, currencyOf(company.currency));
  const header = [
    ...[
      'employee_id',
      'name',
      'run',
      'period',
      'start',
      'end',
      'pay_date',
      'from',
      'until',
      'amount',
      'currency',
    ],
    ...['why', 'how', 'entered_by', 'settled_by', 'settles'],
  ];
  const cells = rows.map((row) => [
    ...[
      defused(row.number),
      defused(row.name),
      String(row.runId),
      String(row.periodId),
      row.startOn.toString(),
    ],
    ...[
      row.endOn.toString(),
      row.payOn.toString(),
      row.fromOn.toString(),
      row.untilOn.toString(),
      amount(row.amountMinor),
      company.currency,
    ],
    ...[
      row.why,
      defused(row.how.join('; ')),
      defused(row.changes.map((one) => enteredBy(one, one.actor)).join('; ')),
    ],
    ...[row.settledBy.by, defused(row.settledBy.sentence)],
  ]);
  return csvText([header, ...cells]);
}

/** `ada, 2026-11-20 14:03 UTC (terms.import)` */
export function enteredInWords(entered: Entered): string {
  return enteredBy(entered, actorNamed(entered.actor));
}

function enteredBy({ at, action }: Entered, who: string): string {
  const [day = '', time = ''] = at.toString({ smallestUnit: 'minute' }).replace('Z', '').split('T');
  return `${who}, ${day} ${time} UTC (${action})`;
}
