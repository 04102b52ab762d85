/** What `paybeat close` says on a terminal. */
import { monthTotals } from '#answers/closing.ts';
import type { Page } from '#cli/output.ts';
import { amountInWords } from '#cli/views/amounts.ts';
import type { CheckedFolder } from '#operations/closing/check-folder.ts';
import type { ClosedMonth } from '#operations/closing/close-month.ts';
import type { FolderOutcome } from '#operations/closing/place-folder.ts';
import { counted } from '#text/counted.ts';
import { monthInWords } from './close-page.ts';

const results = { agrees: 'ok', differs: 'DIFFERS', absent: 'absent' } as const;

export function showClosed(
  page: Page,
  closed: ClosedMonth,
  of: { readonly name: string; readonly placed: FolderOutcome; readonly files: number },
): void {
  const { company, checks, certified, isFinal, agrees } = closed;
  const sum = monthTotals(closed);
  const amount = (minor: bigint) => amountInWords(minor, company.currency);
  page.sentence(
    `${monthInWords(closed)} of ${company.code}: ${counted(sum.payslips, 'payslip')} in ${counted(sum.runs, 'run')}, gross ${amount(sum.grossMinor)}, net ${amount(sum.netMinor)}.`,
  );
  if (!isFinal) page.sentence('NOT FINAL: the month is still open.');
  page.blank();
  page.table({
    columns: [{ title: 'result' }, { title: 'check', isLong: true }],
    rows: checks.map(({ state, sentence }) => [results[state], sentence]),
    whenEmpty: '',
  });
  for (const { state, findings } of checks) {
    if (state !== 'agrees') for (const one of findings) page.sentence(one);
  }
  if (certified.why === 'no_signing_key') {
    page.sentence('To sign the runs: paybeat keys new. Then close the month again with --replace.');
  }
  page.blank();
  page.sentence(placeInWords(of));
  if (!isFinal) return;
  page.sentence(
    agrees
      ? 'Everything agrees. Open index.html in the folder.'
      : 'Something does not agree. Open index.html in the folder, and find out why before you book.',
  );
}

function placeInWords({
  name,
  placed,
  files,
}: {
  name: string;
  placed: FolderOutcome;
  files: number;
}) {
  if (placed === 'unchanged') return `${name} is as it should be; nothing was written.`;
  return `${placed === 'new' ? 'Wrote' : 'Replaced'} ${name}: ${counted(files, 'file')}.`;
}

const findings = {
  file_changed: 'was changed',
  file_missing: 'is missing',
  file_added: 'was added',
  differs_now: 'is not what the database says now',
} as const;

export function showChecked(
  page: Page,
  checked: CheckedFolder,
  { name, isOffline }: { readonly name: string; readonly isOffline: boolean },
): void {
  for (const { code, path } of checked.findings)
    page.sentence(`FAILED: ${path} ${findings[code]}.`);
  const what = `${checked.month} of ${checked.company}`;
  const same = isOffline
    ? 'has the files of its checksums. Nothing was compared with a database'
    : 'has the files of its checksums, and the database says the same';
  page.sentence(
    checked.findings.length === 0
      ? `${name}, ${what}, ${same}.`
      : `${name}, ${what}, has ${counted(checked.findings.length, 'finding')}.`,
  );
  page.sentence(`Checksum of its list of checksums: ${checked.sha256}`);
}
