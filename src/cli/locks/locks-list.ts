/** `paybeat locks list`: which worker works on which pay period. */

import type { Command } from 'commander';
import { lockShape } from '#answers/locks.ts';
import type { CliContext } from '#cli/context.ts';
import { group, withExamples } from '#cli/group.ts';
import { lockCells, lockColumns } from '#cli/views/lock-view.ts';
import { answer } from '#errors.ts';
import { listLocks } from '#operations/locks/list-locks.ts';

export const locksDescription = 'locks on pay periods: see who holds one, or release it';

export function registerLocksList(program: Command, cli: CliContext): void {
  const command = group(program, 'locks', locksDescription)
    .command('list')
    .description('list current locks, oldest first')
    .action(
      cli.verb(async () =>
        cli.withWorld(async (world) => {
          const locks = await listLocks(world);
          return answer({
            json: { locks: locks.map(lockShape) },
            text: (page) =>
              page.table({
                columns: lockColumns,
                rows: locks.map(lockCells),
                whenEmpty: 'There are no locks: no pay period is being run.',
              }),
          });
        }),
      ),
    );
  withExamples(command, ['paybeat locks list', 'paybeat locks list --json']);
}
