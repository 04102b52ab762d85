/** `paybeat backup FILE` and `paybeat backup check FILE`. */
import type { Command } from 'commander';
import { checkedBackupShape, madeBackupShape } from '#answers/backups.ts';
import type { CliContext, VerbAnswer } from '#cli/context.ts';
import { group, withExamples } from '#cli/group.ts';
import { streamOutputFile } from '#cli/output-file.ts';
import { keyPlaceOf } from '#cli/proof/keys.ts';
import { answer } from '#errors.ts';
import { checkBackup } from '#operations/backup/check-backup.ts';
import { makeBackup } from '#operations/backup/make-backup.ts';
import { counted } from '#text/counted.ts';
import { followBytes } from './follow-bytes.ts';
import { olderInWords, showContents, sizeInWords } from './show-backup.ts';

const noun = 'copies of the whole database in one file';

export function registerBackup(program: Command, cli: CliContext): void {
  const backup = () => group(program, 'backup', noun);
  const make = backup()
    .command('make', { isDefault: true })
    .description(
      'write the whole database to a file while workers go on (the word make may be left out)',
    )
    .argument('<file>', 'new file')
    .option('--overwrite', 'replace the file if it exists')
    .action(cli.verb((file: string, options: Options) => made(cli, file, options)));
  withExamples(make, [
    'paybeat backup payroll-2026-11-27.backup',
    'paybeat backup nightly.backup --overwrite',
    'DATABASE_URL=postgres://paybeat@db/paybeat paybeat backup payroll.backup',
  ]);
  const check = backup()
    .command('check')
    .description('read a backup from end to end and say what it holds; no database is opened')
    .argument('<file>', 'file that `backup` wrote')
    .action(cli.verb((file: string) => checked(cli, file)));
  withExamples(check, ['paybeat backup check payroll-2026-11-27.backup']);
}

interface Options {
  readonly overwrite?: boolean;
}

async function made(cli: CliContext, name: string, options: Options): Promise<VerbAnswer> {
  const keys = keyPlaceOf(cli);
  if (!keys.ok) return keys;
  const file = { path: cli.resolve(name), name, overwrite: options.overwrite === true };
  const progress = followBytes(cli, `${name}: reading, MB`);
  return cli.withWorld(async (_world, { databaseUrl: url }): Promise<VerbAnswer> => {
    const written = await streamOutputFile({ ...file, isPrivate: true }, (write) =>
      makeBackup({
        ...{ url, write, keys: keys.value, version: cli.version },
        onProgress: progress.reached,
      }),
    ).finally(progress.end);
    if (!written.ok) return written;
    const { bytes, value } = written.value;
    return answer({
      json: madeBackupShape({ ...value, bytes, written: name }),
      text: (page) => {
        const { rows, sha256, header } = value;
        page.sentence(
          `Wrote ${counted(rows, 'row')} of ${counted(header.companies, 'company')} to ${name} (${sizeInWords(bytes)}).`,
        );
        page.sentence(`sha-256: ${sha256}`);
        page.sentence(
          'Keep it on another machine. It holds all pay data, and only you may read it.',
        );
        page.sentence('Signing keys are not in it. Export them apart: paybeat keys export');
      },
    });
  });
}

async function checked(cli: CliContext, name: string): Promise<VerbAnswer> {
  const progress = followBytes(cli, `${name}: checking, MB`);
  const found = await checkBackup({
    ...{ path: cli.resolve(name), name },
    onProgress: progress.reached,
  }).finally(progress.end);
  if (!found.ok) return found;
  return answer({
    json: checkedBackupShape(found.value),
    text: (page) => {
      page.sentence(`${name} is complete: every byte matches its checksum.`);
      showContents(page, found.value);
      const older = olderInWords(found.value, false);
      if (older !== null) page.sentence(older);
    },
  });
}
