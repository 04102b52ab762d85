/**
 * A real process is killed with SIGKILL while it reverses a run. The same request again ends with one reversal of
 * everybody, to the cent.
 */
import { describe, expect, it } from 'vitest';
import { momentsOfKills, runsAfterKills } from '../support/killed-after-a-run.ts';

const runsAfter = (kills: readonly number[]) =>
  runsAfterKills({ program: './run-reversal.ts', kills });

describe('a process that is killed while it reverses a run', async () => {
  const undisturbed = await runsAfter([]);

  it('has known totals without a kill', () => {
    const [undo, paid] = undisturbed;
    expect(undo).toMatchObject({ kind: 'reversal', state: 'committed', paidCount: 52 });
    expect([undo?.grossMinor, undo?.netMinor]).toEqual([
      -(paid?.grossMinor ?? 0n),
      -(paid?.netMinor ?? 0n),
    ]);
  });

  it.each(momentsOfKills)(
    'leaves, after event %s, what the next one finishes',
    async (_name, kills) => {
      expect(await runsAfter(kills)).toEqual(undisturbed);
    },
  );
});
