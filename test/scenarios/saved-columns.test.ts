/** A column map is saved once for each kind of file, and imports of foreign exports use it. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openPaybeat, type Paybeat, valueOf } from '#index.ts';
import { prepare, type TwoDoors } from '../doors/two-doors.ts';
import { command } from '../support/command.ts';
import { testDatabase } from '../support/database.ts';
import { sql } from '../support/reviewed-company.ts';

const database = await testDatabase();
const paybeat = command({ DATABASE_URL: database.url });
const read = (name: string) => readFileSync(`examples/exports/${name}`, 'utf8');

const map = JSON.parse(read('gusto-hours.columns.json'));
const gusto = read('gusto-hours.csv').replace('5G9934', 'E1').replace('7KX102', 'E2');
const notesOf = (one: Record<string, unknown>) =>
  (one['notes'] as readonly { code: string; facts?: { saved?: object } }[]).filter(
    ({ code }) => code === 'columns_mapped',
  );

async function refusalOf(args: readonly string[]): Promise<unknown> {
  const { out } = await paybeat.run([...args, '--json']);
  return JSON.parse(out).error;
}

let library: Paybeat;
let periods: TwoDoors['periods'];
beforeAll(async () => {
  await paybeat.json(['migrate']);
  library = valueOf(await openPaybeat({ env: {}, settings: { databaseUrl: database.url } }));
  ({ periods } = await prepare({ paybeat, library }));
  const zone = ['--zone', 'America/New_York'];
  await paybeat.json(['company', 'add', 'bakery', '--name', 'Bakery', ...zone]);
}, 120_000);
beforeEach(async () => {
  await library.columns.remove({ company: 'acme', kind: 'hours' });
});
afterAll(() => library.close());

describe('a saved column map', () => {
  it('reads a foreign export, and says so in the dry run too; own headers and none are left alone', async () => {
    const april = String(periods[3]);
    const file = paybeat.file('gusto.csv', gusto);
    const saving = ['--kind', 'hours', '--company', 'acme'];
    const importing = ['hours', 'import', file, '--period-id', april, '--replace'];
    const refused = await paybeat.run([...importing, '--dry-run', '--json']);
    expect(JSON.parse(refused.out).error).toMatchObject({ code: 'file_refused' });

    const wrong = paybeat.file('wrong.json', '{"columns":{"employee":"gusto_employee_id"}}');
    const bad = JSON.parse(
      (await paybeat.run(['columns', 'save', wrong, ...saving, '--json'])).out,
    );
    expect(bad.error).toMatchObject({
      code: 'column_map_refused',
      issues: [{ pointer: '/columns/employee', code: 'unknown_column' }],
    });

    const mapFile = paybeat.file('map.json', JSON.stringify(map));
    expect(await paybeat.json(['columns', 'save', mapFile, ...saving])).toMatchObject({
      ...{ company: 'acme', kind: 'hours', map, changes: [] },
    });
    for (const how of [['--dry-run'], [], []]) {
      const [note] = notesOf(await paybeat.json([...importing, ...how]));
      expect(note?.facts?.saved).toMatchObject({ by: expect.stringContaining('person:') });
    }
    expect((await paybeat.run([...importing, '--columns', 'none'])).code).not.toBe(0);
    const given = notesOf(await paybeat.json([...importing, '--columns', mapFile]));
    expect(given.map(({ facts }) => facts?.saved)).toEqual([undefined]);
    const own = paybeat.file('own.csv', 'employee_id,regular_hours\nE1,80\n');
    const plain = await paybeat.json(['hours', 'import', own, ...importing.slice(3), '--dry-run']);
    expect(notesOf(plain)).toEqual([]);

    const other = { ...map, columns: { ...map.columns, double_time_hours: 'owners_draw' } };
    const otherFile = paybeat.file('other.json', JSON.stringify(other));
    expect(await paybeat.json(['columns', 'save', otherFile, ...saving])).toMatchObject({
      changes: [
        {
          part: 'columns.double_time_hours',
          before: 'double_overtime_hours',
          after: 'owners_draw',
        },
      ],
    });
    // The file that was recognized is read anew: the map is another one.
    expect((await paybeat.run([...importing, '--json'])).code).not.toBe(0);

    await paybeat.json(['columns', 'remove', 'hours', '--company', 'acme']);
    expect((await paybeat.run([...importing, '--json'])).code).not.toBe(0);
    const gone = JSON.parse(
      (await paybeat.run(['columns', 'show', 'hours', '--company', 'acme', '--json'])).out,
    );
    expect(gone.error.code).toBe('no_saved_columns');
  }, 120_000);

  it('is of one company; another has none, and its file changes nothing', async () => {
    const mapFile = paybeat.file('map.json', JSON.stringify(map));
    await paybeat.json(['columns', 'save', mapFile, '--kind', 'hours', '--company', 'bakery']);
    const lists = await Promise.all(
      ['acme', 'bakery'].map((code) => paybeat.json(['columns', 'list', '--company', code])),
    );
    expect(lists.map(({ maps }) => (maps as object[]).length)).toEqual([0, 1]);
    const file = paybeat.file('gusto.csv', gusto);
    const april = ['--period-id', String(periods[3]), '--replace'];
    expect(await refusalOf(['hours', 'import', file, ...april])).toMatchObject({
      code: 'file_refused',
      facts: expect.not.objectContaining({ saved_columns: expect.anything() }),
    });
    // Which company is meant is not guessed.
    const saving = ['columns', 'save', mapFile, '--kind', 'hours'];
    expect(await refusalOf(saving)).toMatchObject({ code: 'company_unclear' });
  }, 120_000);

  it('that does not fit the file is told and changes nothing', async () => {
    const mapFile = paybeat.file('map.json', JSON.stringify(map));
    await paybeat.json(['columns', 'save', mapFile, '--kind', 'hours', '--company', 'acme']);
    const april = ['--period-id', String(periods[3]), '--replace'];
    const before = await paybeat.json(['hours', 'list', String(periods[3])]);
    const files = {
      another: read('adp-paydata.csv').replaceAll('001042', 'E1').replaceAll('001043', 'E2'),
      renamed: gusto.replace('overtime_hours,', 'ot_hours,'),
      wrongCell: gusto.replace('76.25', 'many'),
    };
    for (const [name, content] of Object.entries(files)) {
      const refused = await refusalOf(['hours', 'import', paybeat.file(name, content), ...april]);
      expect(refused).toMatchObject({
        code: 'file_refused',
        facts: { saved_columns: { by: expect.stringContaining('person:') } },
        actions: expect.arrayContaining([{ action: 'ask_again', with: 'no_columns' }]),
      });
    }
    expect(await paybeat.json(['hours', 'list', String(periods[3])])).toEqual(before);
  }, 120_000);

  it('reads names that differ in case and blanks, behind a byte order mark', async () => {
    const mapFile = paybeat.file('map.json', `\uFEFF${JSON.stringify(map)}`);
    await paybeat.json(['columns', 'save', mapFile, '--kind', 'hours', '--company', 'acme']);
    const [header = '', ...rows] = gusto.split('\n');
    const changed = header.toUpperCase().replaceAll('_', ' ').replaceAll(',', ' , ');
    const file = paybeat.file('upper.csv', `\uFEFF${[changed, ...rows].join('\r\n')}`);
    const april = ['--period-id', String(periods[3]), '--replace', '--dry-run'];
    expect(notesOf(await paybeat.json(['hours', 'import', file, ...april]))).toHaveLength(1);
  }, 120_000);

  it('is in the audit chain with who changed it, and what it was', async () => {
    const ofHours = { company: 'acme', kind: 'hours' } as const;
    const second = { ...map, dates: 'mdy' };
    valueOf(await library.columns.save({ ...ofHours, map }));
    valueOf(await library.columns.save({ ...ofHours, map }));
    valueOf(await library.columns.save({ ...ofHours, map: second }));
    valueOf(await library.columns.remove(ofHours));
    const told = await sql(
      database.url,
      "select actor, action, facts from audit_event where action like 'columns.%' order by seq desc limit 3",
    );
    const by = expect.stringContaining('person:');
    expect([...told].reverse()).toEqual([
      { actor: by, action: 'columns.save', facts: { kind: 'hours', map } },
      { actor: by, action: 'columns.save', facts: { kind: 'hours', map: second, before: map } },
      { actor: by, action: 'columns.remove', facts: { kind: 'hours', before: second } },
    ]);
  }, 120_000);
});
