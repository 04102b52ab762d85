/**
 * Shows the progress of a long import: rows read, sent to the database, and written.
 *
 * A short file shows nothing. progress.ts draws the bar and the lines.
 */

import type { ImportStep, PaybeatEvent } from '#telemetry.ts';
import type { CliContext } from './context.ts';
import { type Progress, progressOf } from './progress.ts';

const words: Readonly<Record<ImportStep, { readonly what: string; readonly per: number }>> = {
  read: { what: 'checking the file, MB', per: 1_000_000 },
  sent: { what: 'sending rows', per: 1 },
  written: { what: 'writing', per: 1 },
};

interface ImportFollowed {
  listen(event: PaybeatEvent): void;
  /** Removes the bar. Call this before anything else is printed. */
  end(): void;
}

export function followImport(cli: Pick<CliContext, 'stderr' | 'out' | 'env'>): ImportFollowed {
  let shown: {
    readonly step: ImportStep;
    readonly of: number;
    readonly progress: Progress;
  } | null = null;
  const end = (): void => {
    shown?.progress.end();
    shown = null;
  };
  return {
    listen: (event) => {
      if (event.kind !== 'import_progressed') return;
      const { what, per } = words[event.step];
      if (shown?.step !== event.step) {
        shown?.progress.reached(shown.of);
        end();
        const of = Math.ceil(event.of / per);
        const progress = progressOf(cli, { what: `${event.file}: ${what}`, total: of });
        shown = { step: event.step, of, progress };
      }
      shown.progress.reached(Math.floor(event.done / per));
    },
    end,
  };
}
