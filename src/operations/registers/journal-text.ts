/**
 * A journal as CSV and as text of bookkeeping programs, in parts. The same journal has the same bytes each time.
 *
 * CSV has the same columns in every line. The first column says what a line is: `posting`, and last `total`. A text that
 * was cut off lacks the total. `state` is `preview` or `posted` on each line, because rows are copied without the header.
 */
import type { Posting } from '#ledger/journal.ts';
import { type PlainTextForm, plainText } from '#ledger/plain-text.ts';
import { formatAmount, type Minor } from '#money/minor.ts';
import { currencyOf } from '#operations/companies/pay-codes.ts';
import { csvText, defused } from '#text/csv-line.ts';
import type { Journal } from './open-journal.ts';

const columnsOf = ({ isByJob }: Journal) => [
  ...['row', 'run_id', 'pay_date', 'state', 'account', 'cost_centre', 'department'],
  ...(isByJob ? ['job'] : []),
  ...['debit', 'credit', 'currency', 'pay_codes', 'reverses_run_id', 'totals_hash'],
];

/** Postings that are written at once. */
const postingsAtOnce = 1_000;

export function* journalText(
  journal: Journal,
  form: 'csv' | PlainTextForm,
): Generator<string, void, void> {
  if (form === 'csv') {
    yield* csvOf(journal);
    return;
  }
  const { run, postings } = journal;
  const entry = {
    ...{ ...run, ...journal, company: run.companyCode, currency: currencyOf(run.currency) },
    totalsHash: run.totalsHash ?? '',
  };
  yield* plainText(form, entry, postings);
}

function* csvOf(journal: Journal): Generator<string, void, void> {
  const { run, isPreview, isByJob, postings } = journal;
  const currency = currencyOf(run.currency);
  const amount = (minor: Minor) => formatAmount(minor, currency);
  const state = isPreview ? 'preview' : 'posted';
  const about = (row: string) => [row, String(run.runId), run.payOn.toString(), state];
  const posting = (one: Posting) => {
    const { account, costCentre, department, amountMinor, codes } = one;
    const isDebit = amountMinor > 0n;
    return [
      ...[...about('posting'), defused(account), defused(costCentre ?? '')],
      ...[defused(department ?? ''), ...(isByJob ? [defused(one.job ?? '')] : [])],
      isDebit ? amount(amountMinor) : '',
      ...[isDebit ? '' : amount(-amountMinor), run.currency, codes.join(' ')],
      ...[run.reverses === null ? '' : String(run.reverses), ''],
    ];
  };
  yield csvText([columnsOf(journal)]);
  for (let at = 0; at < postings.length; at += postingsAtOnce) {
    yield csvText(postings.slice(at, at + postingsAtOnce).map(posting));
  }
  const { debitMinor, creditMinor } = journal.totals;
  yield csvText([
    [
      ...[
        ...about('total'),
        '',
        '',
        '',
        ...(isByJob ? [''] : []),
        amount(debitMinor),
        amount(creditMinor),
        run.currency,
        '',
      ],
      ...[run.reverses === null ? '' : String(run.reverses), `sha256:${run.totalsHash ?? ''}`],
    ],
  ]);
}
