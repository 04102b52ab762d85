/** Pay codes on the command line: imported, exported, and refused with the place of every fault. */
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { nothingWasSaved } from '#cli/nothing-was-saved.ts';
import { command } from '../support/command.ts';
import { testDatabase } from '../support/database.ts';

const database = await testDatabase();
const paybeat = command({ DATABASE_URL: database.url });

beforeAll(async () => {
  const zone = ['--zone', 'America/New_York'];
  await paybeat.json(['company', 'add', 'acme', '--name', 'Acme Ltd', ...zone]);
});

const night = {
  id: 1000,
  code: 'NIGHT',
  kind: 'earning',
  title: 'Night premium',
  amount: { by: 'hours', multiplier: '0.15', premium: true },
  journal_account: 'wages',
};
const fund = {
  id: 1001,
  code: 'FUND',
  kind: 'deduction',
  title: 'Fund',
  amount: { by: 'percent', of: ['gross'], percent: '1' },
  journal_account: 'fund',
};

function file(...payCodes: readonly object[]): string {
  return paybeat.file('codes.json', JSON.stringify({ pay_codes: payCodes }));
}

async function own(): Promise<unknown> {
  return (await paybeat.json(['paycodes', 'export']))['pay_codes'];
}

describe('pay codes', () => {
  it("are built in, and a company's own codes are listed among them", async () => {
    expect(await own()).toEqual([]);
    const dry = await paybeat.run(['paycodes', 'import', file(night, fund), '--dry-run']);
    expect(dry.out).toMatch(/\b2 added, 0 changed, 0 unchanged\b/);
    expect(dry.out).toContain(nothingWasSaved);
    expect(await own()).toEqual([]);
    expect(await paybeat.json(['paycodes', 'import', file(night, fund)])).toMatchObject({
      company: 'acme',
      added: 2,
    });
    const { out } = await paybeat.run(['paycodes', 'list']);
    expect(out).toMatch(/^ *1000 +NIGHT +earning +Night premium +hours × rate × 0.15/m);
    expect(out).toMatch(/^ *100 +401K /m);
  });

  it('are exported as they were imported, as JSON and as CSV', async () => {
    const before = await own();
    expect(before).toEqual([night, fund]);
    const csv = await paybeat.run(['paycodes', 'export', '--csv']);
    const again = paybeat.file('codes.csv', csv.out);
    expect(await paybeat.json(['paycodes', 'import', again])).toMatchObject({ unchanged: 2 });
    expect(await own()).toEqual(before);
    const all = await paybeat.run(['paycodes', 'export', '--csv', '--all']);
    expect(all.out.split('\r\n').length).toBeGreaterThan(40);
  });

  it('change from a date on with a later version', async () => {
    const raised = {
      ...night,
      valid_from: '2026-07-01',
      amount: { ...night.amount, multiplier: '0.2' },
    };
    await paybeat.json(['paycodes', 'import', file(raised)]);
    const shown = await paybeat.json(['paycodes', 'show', 'NIGHT']);
    expect(shown['versions']).toMatchObject([
      {
        ...{ amount: { multiplier: '0.15' }, from: 'company' },
        ...{
          entered_by: expect.stringMatching(/^person:/),
          entered_at: expect.stringMatching(/Z$/),
        },
      },
      { amount: { multiplier: '0.2' }, valid_from: '2026-07-01' },
    ]);
  });

  it('that do not exist are refused differently from misspelled ones', async () => {
    const { code, err } = await paybeat.run(['paycodes', 'show', 'NIGHTS']);
    expect([code, err.split(':')[0]]).toEqual([5, 'error pay_code_not_found']);
    expect(err).toMatch(/\bNIGHT\b/);
  });
});

describe('pay codes are refused, and nothing is saved, for', () => {
  it.each<[string, readonly object[], string, string]>([
    [
      'one that refers to itself',
      [{ ...fund, amount: { by: 'percent', of: ['FUND'] } }],
      '/pay_codes/0/amount/of',
      'circular_base',
    ],
    [
      'two that refer to each other',
      [
        { ...fund, amount: { by: 'percent', of: ['OTHER'] } },
        { ...fund, id: 1002, code: 'OTHER', amount: { by: 'percent', of: ['FUND'] } },
      ],
      '/pay_codes/0/amount/of',
      'circular_base',
    ],
    [
      'a base that nobody has',
      [{ ...fund, amount: { by: 'percent', of: ['GROSS'] } }],
      '/pay_codes/0/amount/of/0',
      'unknown_base',
    ],
    ['an id that is kept', [{ ...night, id: 18, code: 'KEPT' }], '/pay_codes/0/id', 'reserved_id'],
    ['an id that is taken', [{ ...night, id: 10 }], '/pay_codes/0/id', 'duplicate_id'],
    [
      'a tax line of its own',
      [{ ...fund, amount: { by: 'tax_pack' } }],
      '/pay_codes/0/amount/by',
      'not_written_by_taxes',
    ],
    ['a formula for a title', [{ ...fund, title: '=1+1' }], '/pay_codes/0/title', 'formula_cell'],
    ['an unknown key', [{ ...fund, capps: {} }], '/pay_codes/0/capps', 'unknown_key'],
  ])('%s', async (_, payCodes, pointer, code) => {
    const before = await own();
    const ended = await paybeat.run(['paycodes', 'import', file(...payCodes)]);
    expect(ended.err).toMatch(/^error invalid_pay_codes: /);
    expect(ended.err).toContain(`  ${pointer}: `);
    expect(ended.err).toContain(`[${code}]`);
    expect([ended.code, await own()]).toEqual([3, before]);
  });

  it('a fault in a CSV, by row and column', async () => {
    const csv = (await paybeat.run(['paycodes', 'export', '--csv'])).out;
    const wrong = paybeat.file(
      'wrong.csv',
      csv.replace('percent,,,,,,1,gross', 'percent,,,,,,1,gros'),
    );
    const { code, err } = await paybeat.run(['paycodes', 'import', wrong]);
    expect(code).toBe(3);
    expect(err).toMatch(/ {2}row 4, column of: .* \[\w+\]/);
  });
});

describe('how a company calculates', () => {
  it('is shown and changed, and a wrong change is refused with every fault', async () => {
    expect(await paybeat.json(['company', 'settings'])).toMatchObject({
      proration: 'calendar_days',
      supplemental_method: 'flat',
      changed: false,
    });
    const changed = ['--proration', 'working_days', '--supplemental', 'aggregate'];
    const rate = ['--employer-tax', '0.9'];
    const limit = ['--held-limit', '25'];
    expect(
      await paybeat.json(['company', 'settings', ...changed, ...rate, ...limit]),
    ).toMatchObject({
      proration: 'working_days',
      hours_per_year: 2_080,
      employer_tax_percent: '0.9',
      held_percent_max: 25,
      changed: true,
    });
    const wrong = [
      '--proration',
      'days',
      '--supplemental',
      'both',
      '--employer-tax',
      '60',
      '--held-limit',
      '101',
    ];
    const { code, err } = await paybeat.run(['company', 'settings', ...wrong]);
    expect([code, err.match(/\[\w+\]/g)?.length]).toEqual([3, 4]);
  });
});

describe('the JSON Schema', () => {
  it("that is published equals the program's", async () => {
    const published = readFileSync('docs/schemas/pay-codes.schema.json', 'utf8');
    expect(await paybeat.json(['paycodes', 'schema'])).toEqual(JSON.parse(published));
  });
});
