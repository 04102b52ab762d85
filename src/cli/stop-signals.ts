/**
 * Ctrl-C and SIGTERM, as Celery takes them: the first one stops warm (what is in hand is finished),
 * the second one stops cold (it is given up, and others take it over), a third one ends the process.
 */

import type { CliContext } from './context.ts';

export interface StopSignals {
  readonly warm: AbortSignal;
  readonly cold: AbortSignal;
  /** Signals do again what they always do. */
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
      cli.out.remark('Stopping now; other workers take over unfinished work.');
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
