/** Shows how many megabytes of a long piece of work are done. A short piece shows nothing. */
import type { CliContext } from '#cli/context.ts';
import { type Progress, progressOf } from '#cli/progress.ts';

const megabyte = 1_000_000;
/** Less is done before anybody could read a line about it. */
const shownFrom = 20 * megabyte;

interface FollowedBytes {
  reached(ask: { readonly done: number; readonly of: number }): void;
  /** Removes the bar. Call this before anything else is printed. */
  end(): void;
}

export function followBytes(
  cli: Pick<CliContext, 'stderr' | 'out' | 'env'>,
  what: string,
): FollowedBytes {
  let shown: Progress | null = null;
  return {
    reached: ({ done, of }) => {
      if (of < shownFrom) return;
      shown ??= progressOf(cli, { what, total: Math.ceil(of / megabyte) });
      shown.reached(Math.floor(done / megabyte));
    },
    end: () => shown?.end(),
  };
}
