/**
 * `paybeat locks release NAME`: releases the lock of a dead worker. With --force, it releases any
 * lock.
 */

import type { Command } from 'commander';
import { InvalidArgumentError } from 'commander';
import { lockShape } from '#answers/locks.ts';
import { rowNumber, someText } from '#cli/arguments.ts';
import type { CliContext } from '#cli/context.ts';
import { group, withExamples } from '#cli/group.ts';
import { answer, refuse } from '#errors.ts';
import { releaseLock } from '#operations/locks/release-lock.ts';
import { locksDescription } from './locks-list.ts';

interface Options {
  readonly periodId?: number;
  readonly force?: boolean;
}

export function registerLocksRelease(program: Command, cli: CliContext): void {
  const command = group(program, 'locks', locksDescription)
    .command('release')
    .description('release a lock whose holder is dead')
    .argument('[name]', 'name of the lock, from `locks list`', lockName)
    .option('--period-id <number>', 'the lock of this pay period', rowNumber)
    .option(
      '--force',
      'even if its holder is running; the holder works on, and nobody is paid twice',
    )
    .action(
      cli.verb(async (name: string | undefined, { periodId, force }: Options) => {
        const wanted = periodId === undefined ? name : `payroll_processing_${periodId}`;
        if (wanted === undefined || (name !== undefined && name !== wanted)) {
          return refuse({
            family: 'usage',
            code: 'which_lock',
            message: 'give the name of a lock, or --period-id',
            hint: 'list the locks: paybeat locks list',
          });
        }
        return cli.withWorld(async (world) => {
          const released = await releaseLock(world, { name: wanted, isForced: force === true });
          if (!released.ok) return released;
          const { holder } = released.value;
          const whose = holder === null ? 'another program' : `${holder.owner} on ${holder.host}`;
          return answer({
            json: { released: lockShape(released.value) },
            text: (page) => page.sentence(`${wanted} is free; ${whose} held it.`),
          });
        });
      }),
    );
  withExamples(command, [
    'paybeat locks release payroll_processing_7',
    'paybeat locks release --period-id 7 --force',
  ]);
}

/** The name of a lock. The key that Redis shows is accepted, too. */
function lockName(text: string): string {
  const name = someText(text).replace(/^payroll_cache:/, '');
  if (/^[a-z][a-z0-9_.-]{0,119}$/.test(name)) return name;
  throw new InvalidArgumentError('A lock is named like payroll_processing_7.');
}
