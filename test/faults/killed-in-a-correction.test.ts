/**
 * A real process is killed with SIGKILL while it corrects a run. The same request again ends with one correction of
 * everybody, to the cent, and nothing is owed.
 */
import { describe, expect, it } from 'vitest';
import { listOwed } from '#operations/judgement/list-owed.ts';
import { importTerms } from '#operations/people/import-terms.ts';
import { momentsOfKills, runsAfterKills } from '../support/killed-after-a-run.ts';
import { must } from '../support/small-company.ts';

/** 2 % more for everybody with a salary, from the first day of the period on. */
function raise(): string {
  const from = Temporal.Now.plainDateISO('UTC').subtract({ days: 13 });
  const rows = Array.from({ length: 60 }, (_, nth) => nth).flatMap((nth) =>
    nth % 7 === 6 ? [] : [`p${nth},${from},salary,${Math.round((40_000 + nth * 1_337) * 1.02)}.00`],
  );
  return ['employee_id,from,pay_type,annual_salary', ...rows, ''].join('\n');
}

function runsAfter(kills: readonly number[]) {
  return runsAfterKills({
    program: './run-correction.ts',
    kills,
    before: async (world, company) => {
      must(await importTerms(world, { company, bytes: Buffer.from(raise()), dryRun: false }));
    },
    after: async (world, company) => {
      const { rows } = must(await listOwed(world, { company, number: null }));
      // The eight who were held are still unpaid.
      expect(rows.filter(({ why }) => why !== 'held')).toEqual([]);
    },
  });
}

describe('a process that is killed while it corrects a run', async () => {
  const undisturbed = await runsAfter([]);

  it('has known totals without a kill', () => {
    const [more, paid] = undisturbed;
    expect(undisturbed).toHaveLength(2);
    expect(more).toMatchObject({ kind: 'correction', state: 'committed', paidCount: 52 });
    expect(Number(more?.grossMinor) / Number(paid?.grossMinor)).toBeCloseTo(0.02, 4);
  });

  it.each(momentsOfKills)(
    'leaves, after event %s, what the next one finishes',
    async (_name, kills) => {
      expect(await runsAfter(kills)).toEqual(undisturbed);
    },
  );
});
