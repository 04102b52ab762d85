/** Shows a journal as a table: the postings, their totals, and what the default accounts took. */
import type { Page } from '#cli/output.ts';
import type { Column } from '#cli/table.ts';
import { amountInWords } from '#cli/views/amounts.ts';
import type { Journal } from '#operations/registers/open-journal.ts';
import { counted } from '#text/counted.ts';

/** Postings in a table; more of them are for a file. */
const tableMax = 1_000;

export function showJournal(page: Page, journal: Journal): void {
  const { run, postings, isPreview, hasAccountsOfNow, isByJob, byDefault } = journal;
  const amount = (minor: bigint) => amountInWords(minor, run.currency);
  const { debitMinor, creditMinor } = journal.totals;
  const shown = postings.slice(0, tableMax);
  const right: Partial<Column> = { align: 'right' };
  page.sentence(openingOf(journal));
  if (isPreview) page.sentence('PREVIEW: the run is not committed, and nothing is posted.');
  if (hasAccountsOfNow) {
    page.sentence('The accounts are those of now, and not those of the commit.');
  }
  page.blank();
  page.table({
    columns: [
      { title: 'account', isLong: true, isKept: true },
      { title: 'cost centre', isLong: true },
      { title: 'department', isLong: true },
      ...(isByJob ? [{ title: 'job', isLong: true }] : []),
      { title: 'debit', ...right, isKept: true },
      { title: 'credit', ...right, isKept: true },
      { title: 'pay codes', isLong: true, isSpare: true },
    ],
    rows: [
      ...shown.map(({ account, costCentre, department, job, amountMinor, codes }) => [
        ...[account, costCentre ?? '', department ?? '', ...(isByJob ? [job ?? ''] : [])],
        ...(amountMinor > 0n ? [amount(amountMinor), ''] : ['', amount(-amountMinor)]),
        codes.join(', '),
      ]),
      ['total', '', '', ...(isByJob ? [''] : []), amount(debitMinor), amount(creditMinor), ''],
    ],
    whenEmpty: '',
  });
  if (shown.length < postings.length) {
    page.sentence(
      `${counted(postings.length, 'posting')} are too many for a table: add --output FILE.`,
    );
  }
  if (byDefault.length === 0) return;
  page.blank();
  page.sentence('Default accounts took the pay codes that have no account of their own:');
  for (const { account, codes } of byDefault) page.sentence(`  ${account}: ${codes.join(', ')}`);
  page.sentence(`To name accounts: paybeat accounts list --company ${run.companyCode}`);
}

function openingOf({ run, postings }: Journal): string {
  const { runId, companyCode, startOn, endOn, payOn, state, reverses } = run;
  const what = reverses === null ? '' : `, which reverses run ${reverses}`;
  const days = `${startOn} to ${endOn}, paid ${payOn}, ${state}`;
  return `Journal of run ${runId} (${companyCode})${what}, ${days}: ${counted(postings.length, 'posting')}.`;
}
