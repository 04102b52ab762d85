/** What a backup holds, for people. */
import type { Page } from '#cli/output.ts';
import { localTime } from '#cli/views/times.ts';
import type { CheckedBackup } from '#operations/backup/check-backup.ts';
import { counted } from '#text/counted.ts';

export function showContents(page: Page, { header, tables, bytes, sha256 }: CheckedBackup): void {
  const { companies, companyCodes, keyIds, migrations } = header;
  const more = companies > companyCodes.length ? ' …' : '';
  page.table({
    columns: [{ title: '' }, { title: '', isLong: true }],
    rows: [
      ['taken (UTC)', localTime(Temporal.Instant.from(header.takenAt), 'UTC')],
      ['size', sizeInWords(bytes)],
      ['sha-256', sha256],
      ['companies', `${companies.toLocaleString('en-US')}: ${companyCodes.join(', ')}${more}`],
      ...(['employee', 'pay_run', 'payslip'] as const).map((name) => [
        whatRowsAre[name],
        (tables.find((one) => one.name === name)?.rows ?? 0).toLocaleString('en-US'),
      ]),
      ['database', header.databaseId],
      ['schema', migrations.at(-1)?.name ?? 'none'],
      ['written by', `Paybeat ${header.programVersion}, PostgreSQL ${header.serverVersion}`],
      ['signing keys (not in it)', keyIds.length === 0 ? 'none' : keyIds.join(', ')],
    ],
    whenEmpty: '',
  });
}

const whatRowsAre = { employee: 'employees', pay_run: 'runs', payslip: 'payslips' } as const;

/** Null: it has the schema of this version. */
export function olderInWords(
  { header, toMigrate }: CheckedBackup,
  isRestored: boolean,
): string | null {
  if (toMigrate.length === 0) return null;
  const steps = counted(toMigrate.length, 'migration');
  const older = `Paybeat ${header.programVersion} wrote it with an older schema`;
  return isRestored
    ? `${older}. It was brought up to date by ${steps}.`
    : `${older}. A restore brings it up to date by ${steps}.`;
}

export function sizeInWords(bytes: number): string {
  if (bytes < 1_000_000) return `${Math.ceil(bytes / 1_000).toLocaleString('en-US')} kB`;
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
}
