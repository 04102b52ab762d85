/**
 * Handles Ctrl-C and SIGTERM as Celery does.
 *
 * The first signal is a warm stop: current work is finished. The second is a cold stop: current
 * work is abandoned, and another worker takes it over. The third ends the process.
 */

import type { CliContext } from './context.ts';

export interface StopSignals {
  readonly warm: AbortSignal;
  readonly cold: AbortSignal;
  /** Restores the default effect of signals. */
  forget(): void;
}

export function stopSignals(
  cli: CliContext,
  how: { readonly isQuiet: boolean } = { isQuiet: false },
): StopSignals {
  const [warm, cold] = [new AbortController(), new AbortController()];
  const names = ['SIGINT', 'SIGTERM'] as const;
  const forget = (): void => {
    for (const name of names) process.off(name, stop);
  };
  const stop = (): void => {
    if (warm.signal.aborted) {
      forget();
      cli.out.remark(
        'Stopping now. Another worker takes over unfinished work; if none is running, the work waits for the next start.',
      );
      cold.abort();
      return;
    }
    if (!how.isQuiet) {
      cli.out.remark('Stopping after the current work; press Ctrl-C again to stop now.');
    }
    warm.abort();
  };
  for (const name of names) process.on(name, stop);
  return { warm: warm.signal, cold: cold.signal, forget };
}
