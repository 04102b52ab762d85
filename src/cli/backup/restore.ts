/** `paybeat restore FILE`, into a new data folder or an empty database, and `paybeat restore accept`. */
import type { Command } from 'commander';
import { acceptedRestoreShape, restoredBackupShape } from '#answers/backups.ts';
import { someText } from '#cli/arguments.ts';
import type { CliContext, VerbAnswer } from '#cli/context.ts';
import { group, withExamples } from '#cli/group.ts';
import { person } from '#cli/person.ts';
import { keyPlaceOf } from '#cli/proof/keys.ts';
import { localTime } from '#cli/views/times.ts';
import { answer } from '#errors.ts';
import { acceptRestore } from '#operations/backup/accept-restore.ts';
import { type RestoredBackup, restoreBackup } from '#operations/backup/restore-backup.ts';
import { counted } from '#text/counted.ts';
import { followBytes } from './follow-bytes.ts';
import { olderInWords, showContents } from './show-backup.ts';

const noun = 'a database from a backup';

export function registerRestore(program: Command, cli: CliContext): void {
  const restore = () => group(program, 'restore', noun);
  const command = restore()
    .command('load', { isDefault: true })
    .description(
      'restore a backup into a new data folder or an empty database (the word load may be left out)',
    )
    .argument('<file>', 'file that `backup` wrote')
    .option('--dry-run', 'check the file and the place, and restore nothing')
    .action(cli.verb((file: string, options: Options) => loaded(cli, file, options)));
  withExamples(command, [
    'paybeat restore payroll-2026-11-27.backup --dry-run',
    'paybeat --data /srv/paybeat restore payroll-2026-11-27.backup',
    'DATABASE_URL=postgres://paybeat@db/empty paybeat restore payroll.backup',
  ]);
  const accept = restore()
    .command('accept')
    .description(
      'let runs go on in a restored database, after you have seen what may have happened since the backup',
    )
    .requiredOption('--why <text>', 'what you have looked at; recorded in the audit log', someText)
    .action(cli.verb((options: { readonly why: string }) => accepted(cli, options)));
  withExamples(accept, [
    'paybeat restore accept --why "No pay date since the backup; bank statement checked"',
  ]);
}

async function accepted(cli: CliContext, ask: { readonly why: string }): Promise<VerbAnswer> {
  return cli.withWorld(async (world): Promise<VerbAnswer> => {
    const done = await acceptRestore(world, ask);
    if (!done.ok) return done;
    return answer({
      json: acceptedRestoreShape(done.value),
      text: (page) =>
        page.sentence(
          `Accepted. Runs go on, and the audit log of ${counted(done.value.companies, 'company')} says why.`,
        ),
    });
  });
}

interface Options {
  readonly dryRun?: boolean;
}

async function loaded(cli: CliContext, name: string, options: Options): Promise<VerbAnswer> {
  const keys = keyPlaceOf(cli);
  if (!keys.ok) return keys;
  const config = cli.config();
  if (!config.ok) return config;
  const { databaseUrl, dataFolder } = config.value;
  const checking = followBytes(cli, `${name}: checking, MB`);
  const storing = followBytes(cli, `${name}: restoring, MB`);
  const end = (): void => {
    checking.end();
    storing.end();
  };
  const restored = await restoreBackup({
    ...{ path: cli.resolve(name), name, databaseUrl, dataFolder, keys: keys.value },
    ...{ by: person(), dryRun: options.dryRun === true },
    say: (line) => cli.out.remark(line),
    onProgress: checking.reached,
    onStored: (at) => {
      checking.end();
      storing.reached(at);
    },
  }).finally(end);
  if (!restored.ok) return restored;
  const place = databaseUrl === null ? dataFolder : 'the database of DATABASE_URL';
  return answer({
    json: restoredBackupShape(restored.value),
    text: (page) => {
      const { isRestored, header, missingKeys } = restored.value;
      const taken = localTime(Temporal.Instant.from(header.takenAt), 'UTC');
      page.sentence(
        isRestored
          ? `Restored ${name} into ${place}. The database is as it was at ${taken}.`
          : `${name} can be restored into ${place}. Nothing was restored.`,
      );
      if (!isRestored) showContents(page, restored.value);
      const older = olderInWords(restored.value, isRestored);
      if (older !== null) page.sentence(older);
      for (const line of keysSaid(missingKeys)) page.sentence(line);
      if (isRestored) page.sentence(nothingGoesOn);
    },
  });
}

const nothingGoesOn =
  'It knows nothing of what happened later, so no run is committed until you accept it. First see what may have happened: paybeat doctor. Then: paybeat restore accept --why REASON';

function keysSaid(missing: RestoredBackup['missingKeys']): readonly string[] {
  if (missing.length === 0) return [];
  return [
    `The keys ${missing.join(', ')} are not here, so certificates cannot be signed with them. Bring them back: paybeat keys import FILE`,
  ];
}
