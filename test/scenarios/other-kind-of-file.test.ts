/** A file that another command imports is refused once, with that command, and not for each of its columns. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openPaybeat, type Paybeat, valueOf } from '#index.ts';
import { bonus, hours, items, prepare, roster, type TwoDoors, terms } from '../doors/two-doors.ts';
import { command } from '../support/command.ts';
import { testDatabase } from '../support/database.ts';

const database = await testDatabase();
const paybeat = command({ DATABASE_URL: database.url });
const read = (name: string) => readFileSync(`examples/exports/${name}`, 'utf8');
const gusto = read('gusto-hours.csv').replace('5G9934', 'E1').replace('7KX102', 'E2');
const map = JSON.parse(read('gusto-hours.columns.json'));

let library: Paybeat;
let periods: TwoDoors['periods'];
beforeAll(async () => {
  await paybeat.json(['migrate']);
  library = valueOf(await openPaybeat({ env: {}, settings: { databaseUrl: database.url } }));
  ({ periods } = await prepare({ paybeat, library }));
  const zone = ['--zone', 'America/New_York'];
  await paybeat.json(['company', 'add', 'bakery', '--name', 'Bakery', ...zone]);
}, 120_000);
afterAll(() => library.close());

async function refusalOf(args: readonly string[]): Promise<unknown> {
  const { out } = await paybeat.run([...args, '--json']);
  return JSON.parse(out).error;
}

const acme = ['--company', 'acme'];
const ofPeriod = (verb: string) => (): readonly string[] => [
  ...[verb, 'import', '--period-id', String(periods[3])],
];
const ofCompany = (verb: string) => (): readonly string[] => [verb, 'import', ...acme];
const commands = {
  roster: ofCompany('roster'),
  hours: ofPeriod('hours'),
  inputs: ofPeriod('inputs'),
  terms: ofCompany('terms'),
  items: ofCompany('items'),
  balances: ofCompany('balances'),
  pay_codes: ofCompany('paycodes'),
};
const payCodes =
  'id,code,kind,title,by,amount,journal_account\n1901,GYM,deduction,Gym,amount,5,gym\n';
const year = 'employee_id,year,tax,taxable_wages,withheld\nE1,2026,SS,1000,62\n';
const files = { roster, hours, inputs: bonus, terms, items, balances: year, pay_codes: payCodes };

describe('a file of another kind', () => {
  it.each(
    Object.entries(files).flatMap(([kind, content]) =>
      Object.entries(commands).flatMap(([command, args]) =>
        command === kind ? [] : [[kind, command, content, args] as const],
      ),
    ),
  )('of %s is refused by the import of %s, with the command that fits', async (...one) => {
    const [kind, , content, args] = one;
    const refused = await refusalOf([...args(), paybeat.file(`${kind}.csv`, content)]);
    expect(refused).toMatchObject({
      ...{ code: 'other_kind_of_file', facts: { fits: [{ kind, saved: null }] } },
      actions: [{ action: 'import_file', kind, company: 'acme' }],
    });
  });

  it('is named by the saved column map that fits it', async () => {
    const file = paybeat.file('gusto.csv', gusto);
    expect(await refusalOf(['roster', 'import', file, ...acme])).toMatchObject({
      code: 'file_refused',
    });
    valueOf(await library.columns.save({ company: 'acme', kind: 'hours', map }));
    expect(await refusalOf(['roster', 'import', file, ...acme])).toMatchObject({
      code: 'other_kind_of_file',
      facts: { fits: [{ kind: 'hours', saved: { by: expect.stringContaining('person:') } }] },
      actions: [{ action: 'import_file', kind: 'hours' }],
    });
    const inputs = await refusalOf([...commands.inputs(), file]);
    expect(inputs).toMatchObject({
      actions: [{ action: 'import_file', kind: 'hours', period: periods[3] }],
    });
    // The map of another company and `none` name nothing.
    for (const how of [
      ['--company', 'bakery'],
      [...acme, '--columns', 'none'],
    ]) {
      expect(await refusalOf(['roster', 'import', file, ...how])).toMatchObject({
        code: 'file_refused',
      });
    }
    valueOf(await library.columns.remove({ company: 'acme', kind: 'hours' }));
  });

  it('is named by the column map that comes with it', async () => {
    const file = paybeat.file('gusto.csv', gusto);
    const columns = paybeat.file('map.json', JSON.stringify(map));
    const refused = await refusalOf(['roster', 'import', file, ...acme, '--columns', columns]);
    expect(refused).toMatchObject({
      code: 'other_kind_of_file',
      actions: [{ action: 'import_file', kind: 'hours' }],
    });
  });

  it('with a mistyped column is still refused for that column', async () => {
    const mistyped = roster.replace('hire_date', 'hired');
    const file = paybeat.file('mistyped.csv', mistyped);
    expect(await refusalOf(['roster', 'import', file, ...acme])).toMatchObject({
      code: 'file_refused',
      issues: expect.arrayContaining([expect.objectContaining({ code: 'unknown_column' })]),
    });
  });
});
