/**
 * What every job engine must do, whichever broker it uses.
 *
 * A test calls `engineContract` with a function that creates an engine with empty queues of its
 * own. No case sleeps: each waits for a result through `drive`.
 */
import { describe, it } from 'vitest';
import { Bench, type Cases, type MakeEngine, retryPauses } from './engine-bench.ts';
import { delivery } from './engine-cases/delivery.ts';
import { inspection } from './engine-cases/inspection.ts';
import { retries } from './engine-cases/retries.ts';
import { stopping } from './engine-cases/stopping.ts';
import { timing } from './engine-cases/timing.ts';

const chapters: Readonly<Record<string, Cases>> = {
  delivery,
  timing,
  retries,
  stopping,
  inspection,
};

export function engineContract(name: string, makeEngine: MakeEngine): void {
  describe(name, () => {
    for (const [chapter, cases] of Object.entries(chapters)) {
      describe(chapter, () => {
        for (const [title, check] of Object.entries(cases)) {
          it(title, async () => {
            const bench = new Bench(await makeEngine({ retryPauses }));
            try {
              await check(bench);
            } finally {
              await bench.engine.close({ graceful: false });
            }
          });
        }
      });
    }
  });
}
