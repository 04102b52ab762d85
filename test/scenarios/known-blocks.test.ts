/**
 * Of a roster that differs from the last one here and there, only the blocks that differ are compared. The answer
 * and what is stored are those of a comparison of all rows.
 */
import { readFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { importRoster } from '#operations/people/import-roster.ts';
import type { World } from '#operations/world.ts';
import { sql } from '#store/sql.ts';
import { rowsOf } from '#store/store.ts';
import type { PaybeatEvent } from '#telemetry.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';
import { companyRow } from '../support/paid-periods.ts';
import { must, type SmallCompany, smallCompany } from '../support/small-company.ts';

const example = await readFile('examples/roster-2000.csv', 'utf8');
const lines = example.trimEnd().split(/\r?\n/);
const fileOf = (changed: readonly string[]) => `${changed.join('\n')}\n`;
const file = fileOf(lines);
/** Somebody in the middle of the file moves to another state. */
const place = 1_234;
const moved = (lines[place] ?? '').replace(/..$/, (state) => (state === 'CA' ? 'NV' : 'CA'));

let database: TestDatabase;
let company: SmallCompany;
beforeEach(async () => {
  database = await freshDatabase();
  const settings = { importSliceRows: 50 };
  company = await smallCompany({
    ...{ url: database.url, now: '2026-06-01T12:00:00Z', settings, roster: file },
  });
});
afterEach(async () => {
  await company.close();
  await database.drop();
});

/** The answer, and how many rows were compared. */
async function again(text: string, how: { dryRun?: boolean; world?: World } = {}) {
  let compared = 0;
  const emit = (event: PaybeatEvent) => {
    if (event.kind === 'import_progressed' && event.step === 'sent') compared = event.of;
  };
  const world = { ...company.world, ...how.world, telemetry: { emit } };
  const answered = await importRoster(world, {
    ...{ company: await companyRow(company), bytes: Buffer.from(text) },
    ...{ scheduleCode: null, dryRun: how.dryRun ?? false },
  });
  return { compared, answered };
}

/** The same file, whose rows are all compared. */
async function forgetful(text: string, how: { dryRun?: boolean } = {}) {
  const { world, companyId } = company;
  await world.store.write({ companyId }, (tx) =>
    tx.run(sql`update imported_file set blocks = null where company_id = ${companyId}`),
  );
  return again(text, how);
}

const placesOf = ({ answered }: Awaited<ReturnType<typeof again>>) =>
  answered.ok ? [] : answered.refusal.issues?.map(({ pointer, code }) => `${pointer}: ${code}`);

describe('a roster that differs from the last one', () => {
  it.each([
    ['in one cell', fileOf(lines.with(place, moved)), { changed: 1, unchanged: 1_999 }],
    ['by a row less', fileOf(lines.toSpliced(place, 1)), { rows: 1_999, unchanged: 1_999 }],
    [
      'by a row more',
      fileOf(lines.toSpliced(place, 0, (lines[place] ?? '').replace(/^E(\d+),/, 'N$1,NEW '))),
      { added: 1, unchanged: 2_000 },
    ],
  ])(
    '%s is compared where it differs, with the answer of a whole comparison',
    async (_, text, counts) => {
      const quick = await again(text, { dryRun: true });
      const whole = await forgetful(text, { dryRun: true });
      expect(quick.answered).toEqual(whole.answered);
      expect(must(quick.answered)).toMatchObject(counts);
      expect(quick.compared).toBeGreaterThan(0);
      expect(quick.compared).toBeLessThan(1_500);
      expect(whole.compared).toBe(must(whole.answered).rows);
    },
  );

  it('is the last one then, so that the next change is compared with it', async () => {
    await again(fileOf(lines.with(place, moved)));
    const back = await again(file);
    expect(must(back.answered)).toMatchObject({ changed: 1, unchanged: 1_999, written: true });
    expect(back.compared).toBeLessThan(1_500);
    const { companyId, world } = company;
    const facts = await world.store.read({ companyId }, (at) =>
      rowsOf(
        at,
        sql`select facts - 'revision' as facts from audit_event where action = 'roster.import' order by seq`,
      ),
    );
    expect(facts.slice(1)).toEqual([
      { facts: { rows: 2_000, added: 0, changed: 1, items: 0 } },
      { facts: { rows: 2_000, added: 0, changed: 1, items: 0 } },
    ]);
  });

  it('names the row of an error in it, and of a person who is in two blocks', async () => {
    const wrong = moved.replace(/,(salary|hourly),/, ',daily,');
    expect(placesOf(await again(fileOf(lines.with(place, wrong))))).toEqual([
      `row ${place + 1}, column pay_type: unknown_pay_type`,
    ]);
    const twice = fileOf([...lines, lines[3] ?? '']);
    expect(placesOf(await again(twice))).toEqual(['row 2002, column employee_id: employee_twice']);
  });

  it('is compared in all its rows after another change of the roster', async () => {
    await again(fileOf([lines[0] ?? '', moved]));
    const { compared, answered } = await again(
      fileOf(lines.with(7, lines[7]?.replace(/..$/, 'NV') ?? '')),
    );
    expect(compared).toBe(2_000);
    expect(must(answered).changed).toBeGreaterThan(0);
  });

  it('is compared in all its rows when somebody changes the roster meanwhile', async () => {
    const { store } = company.world;
    let isChanged = false;
    const world: World = {
      ...company.world,
      store: {
        ...store,
        write: async (scope, work) => {
          if (!isChanged) {
            isChanged = true;
            await again(fileOf([lines[0] ?? '', moved]));
          }
          return store.write(scope, work);
        },
      },
    };
    const other = lines.with(
      7,
      lines[7]?.replace(/..$/, (state) => (state === 'NV' ? 'CA' : 'NV')) ?? '',
    );
    const { compared, answered } = await again(fileOf(other), { world });
    expect(compared).toBe(2_000);
    expect(must(answered)).toMatchObject({ changed: 2, unchanged: 1_998 });
  });
});
