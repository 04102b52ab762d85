/** Wrong inputs on the command line: each is refused with its code and its place in the file. */
import { beforeAll, describe, expect, it } from 'vitest';
import { spellAction } from '#cli/spell-action.ts';
import { command } from '../support/command.ts';
import { testDatabase } from '../support/database.ts';

const database = await testDatabase();
const paybeat = command({ DATABASE_URL: database.url });

const roster = [
  'employee_id,name,pay_type,annual_salary,hourly_rate,filing_status,hire_date',
  'E1,Ada Byron,salary,52000,,single,2020-01-01',
  'E2,Zoë Hale,hourly,,20.50,mfj,2021-06-01',
  'E3,Ben Adeyemi,hourly,,19,single,2022-03-01',
  '',
].join('\n');
let period = '';

beforeAll(async () => {
  const zone = ['--zone', 'America/New_York'];
  await paybeat.json(['company', 'add', 'acme', '--name', 'Acme Ltd', ...zone]);
  await paybeat.json(['roster', 'import', paybeat.file('roster.csv', roster)]);
  const dates = ['--start', '2026-01-05', '--end', '2026-01-18', '--type', 'biweekly'];
  period = String((await paybeat.json(['periods', 'add', ...dates]))['period_id']);
  await paybeat.json(['periods', 'activate', period]);
});

/** The exit code, then `place code` of every issue. */
async function refused(
  args: readonly string[],
  csv: string,
): Promise<readonly (number | string | null)[]> {
  const { code, err } = await paybeat.run([...args, paybeat.file('wrong.csv', csv)]);
  const issues = [...err.matchAll(/^ {2}(.*?): .* \[(\w+)\]$/gm)].map(
    ([, at, word]) => `${at}: ${word}`,
  );
  return [code, ...issues];
}

describe('inputs of a period are refused for', () => {
  const take = () => ['inputs', 'import', '--period-id', period];
  it.each<[string, string, readonly string[]]>([
    [
      'a person not on the roster',
      'E9,REGULAR,8,,,',
      ['row 2, column employee_id: employee_unknown'],
    ],
    ['the same twice', 'E2,REGULAR,8,,,\nE2,regular,8,,,', ['row 3, column code: input_twice']],
    ['negative hours', 'E2,REGULAR,-8,,,', ['row 2, column hours: negative']],
    [
      'more hours than the period has',
      'E2,REGULAR,200,,,\nE2,OVERTIME,137,,,',
      ['row 3, column hours: hours_beyond_period'],
    ],
    ['a pay code that nobody has', 'E2,REGLAR,8,,,', ['row 2, column code: unknown_pay_code']],
    ['a tax', 'E2,FIT,,10,,', ['row 2, column code: written_by_taxes']],
    ['hours of a bonus', 'E2,BONUS,8,,,', ['row 2, column hours: not_for_pay_code']],
    ['two values at once', 'E2,REGULAR,8,10,,', ['row 2, column hours: two_values']],
    ['no value', 'E2,REGULAR,,,,', ['row 2, column hours: missing_value']],
    ['a job that the person has not', 'E2,REGULAR,8,,guard,', ['row 2, column job: unknown_job']],
    [
      'a day after the period',
      'E2,REGULAR,8,,,2026-01-19',
      ['row 2, column worked_on: after_period'],
    ],
  ])('%s', async (_, rows, issues) => {
    const csv = `employee_id,code,hours,amount,job,worked_on\n${rows}\n`;
    expect(await refused(take(), csv)).toEqual([3, ...issues]);
  });
});

describe('dated inputs are refused for', () => {
  it.each<[string, string, string, readonly string[]]>([
    [
      'terms of nobody',
      'terms',
      'E9,,2026-01-01,,salary,1,',
      ['row 2, column employee_id: employee_unknown'],
    ],
    [
      'terms twice',
      'terms',
      'E1,,2026-01-01,,salary,1,\nE1,,2026-01-01,,salary,2,',
      ['row 3, column from: terms_twice'],
    ],
    [
      'a salary by the hour',
      'terms',
      'E1,,2026-01-01,,salary,,20',
      ['row 2, column annual_salary: missing_value', 'row 2, column hourly_rate: not_for_pay_type'],
    ],
    [
      'an end of the main job',
      'terms',
      'E1,,2026-01-01,2026-02-01,salary,1,',
      ['row 2, column until: until_without_job'],
    ],
    [
      'a day that is none',
      'terms',
      'E1,,2026-02-30,,salary,1,',
      ['row 2, column from: date_impossible'],
    ],
  ])('%s', async (_, noun, rows, issues) => {
    const csv = `employee_id,job,from,until,pay_type,annual_salary,hourly_rate\n${rows}\n`;
    expect(await refused([noun, 'import'], csv)).toEqual([3, ...issues]);
  });

  it.each<[string, string, readonly string[]]>([
    [
      'a balance of what is earned',
      'E1,BONUS,10,2026-01-01,100,',
      ['row 2, column balance: not_for_pay_code'],
    ],
    [
      'two loans under one pay code',
      'E1,LOAN,10,2026-01-01,100,A\nE1,LOAN,10,2026-01-01,200,B',
      ['row 2, column code: goal_shares_code', 'row 3, column code: goal_shares_code'],
    ],
    ['a negative amount', 'E1,LOAN,-10,2026-01-01,,', ['row 2, column amount: negative']],
    [
      'the same twice',
      'E1,LOAN,10,2026-01-01,,\nE1,LOAN,20,2026-01-01,,',
      ['row 3, column code: item_twice'],
    ],
  ])('%s', async (_, rows, issues) => {
    const csv = `employee_id,code,amount,from,balance,reference\n${rows}\n`;
    expect(await refused(['items', 'import'], csv)).toEqual([3, ...issues]);
  });
});

/** E2 earns 1,640.00: support comes first, with its fee, and the creditor gets the rest of 25 % of disposable earnings. */
async function expectOrders(run: string): Promise<void> {
  const slip = await paybeat.json(['payslip', 'show', run, 'E2']);
  const lines = slip['lines'] as readonly { code: string; kind: string; amount: string }[];
  const by = (kind: string) => lines.filter((line) => line.kind === kind);
  const sum = (of: readonly { amount: string }[]) =>
    of.reduce((total, { amount }) => total + Math.round(Number(amount) * 100), 0);
  const disposable = sum(by('earning')) - sum(by('tax'));
  const order = Object.fromEntries(by('deduction').map(({ code, amount }) => [code, amount]));
  expect(order).toMatchObject({ CHILD_SUPPORT: '200.00', ORDER_FEE: '5.00' });
  expect(Number(order['GARNISHMENT'])).toBe(Math.floor(disposable / 4 - 20_500) / 100);
  const told = new Set((slip['warnings'] as string[]).map((one) => one.split(':')[0]));
  expect(told).toContain('orders_of_several_states');
  const why = await paybeat.json(['payslip', 'explain', run, 'E2', 'CHILD_SUPPORT']);
  expect(JSON.stringify(why)).toContain('15 U.S.C. 1673(b)(2)');
  const listed = await paybeat.json(['items', 'list', '--employee', 'E2']);
  expect(listed['items']).toMatchObject([
    { code: 'GARNISHMENT', order: { kind: 'creditor', received: '2025-06-01', state: 'CA' } },
    { code: 'CHILD_SUPPORT', reference: 'NM-1' },
    { code: 'CHILD_SUPPORT', order: { kind: 'support', second_family: false, fee: '5.00' } },
  ]);
}

describe('a limit that is reached', () => {
  it('a cap below the amount taken, and an order above disposable earnings, take the remainder', async () => {
    const codes = [
      {
        id: 1000,
        code: 'CLUB',
        kind: 'deduction',
        title: 'Club',
        amount: { by: 'amount' },
        caps: { annual: '50.00' },
        journal_account: 'club',
      },
    ];
    const file = paybeat.file('codes.json', JSON.stringify({ pay_codes: codes }));
    await paybeat.json(['paycodes', 'import', file]);
    const items = [
      'employee_id,code,amount,from',
      'E1,CLUB,40,2026-01-01',
      'E1,GARNISHMENT,5000,2026-01-01',
      '',
    ].join('\n');
    await paybeat.json(['items', 'import', paybeat.file('items.csv', items)]);
    const orders = [
      'employee_id,code,amount,from,reference,received,state,second_family,fee',
      'E2,GARNISHMENT,5000,2026-01-01,C-9,2025-06-01,CA,,',
      'E2,CHILD_SUPPORT,150,2026-01-01,TX-1,2026-01-02,TX,no,5',
      'E2,CHILD_SUPPORT,50,2026-01-01,NM-1,2026-01-03,NM,no,',
      '',
    ].join('\n');
    await paybeat.json(['items', 'import', paybeat.file('orders.csv', orders)]);
    const same = await paybeat.json(['items', 'import', paybeat.file('orders.csv', orders)]);
    expect(same).toMatchObject({ unchanged: 3, begun: 0 });
    const moved = orders.replace('2026-01-03,NM', '2026-01-04,AZ');
    const dry = ['items', 'import', paybeat.file('moved.csv', moved), '--replace', '--dry-run'];
    expect((await paybeat.json(dry))['changes']).toMatchObject([
      {
        before: { received: '2026-01-03', state: 'NM' },
        after: { received: '2026-01-04', state: 'AZ' },
      },
    ]);
    const listed = await paybeat.json(['items', 'list', '--employee', 'E1']);
    expect(listed['items']).toMatchObject([
      { code: 'GARNISHMENT', amount: '5000.00' },
      { code: 'CLUB' },
    ]);
    await paybeat.json([
      'hours',
      'import',
      paybeat.file('h.csv', 'employee_id,regular_hours\nE2,80\n'),
      '--period-id',
      period,
    ]);
    const done = await paybeat.json(['run', '--period-id', period, '--force']);
    const [{ run }] = done['results'] as [{ run: { run_id: number } }];
    const slip = await paybeat.json(['payslip', 'show', String(run.run_id), 'E1']);
    const told = (slip['warnings'] as string[]).map((one) => one.split(':')[0]);
    expect(told).toEqual(['garnishment_limited']);
    await expectOrders(String(run.run_id));

    // From this day on, the yearly limit of the pay code is lower.
    const less = { ...codes[0], valid_from: '2026-01-20', caps: { annual: '30.00' } };
    await paybeat.json([
      'paycodes',
      'import',
      paybeat.file('less.json', JSON.stringify({ pay_codes: [less] })),
    ]);
    const dates = ['--start', '2026-01-19', '--end', '2026-02-01', '--type', 'biweekly'];
    const next = String((await paybeat.json(['periods', 'add', ...dates]))['period_id']);
    await paybeat.json(['periods', 'activate', next]);
    await paybeat.json([
      'hours',
      'import',
      paybeat.file('h.csv', 'employee_id,regular_hours\nE2,80\nE3,80\n'),
      '--period-id',
      next,
    ]);
    const again = await paybeat.json(['run', '--period-id', next, '--force']);
    const [{ run: second }] = again['results'] as [{ run: { run_id: number } }];
    const after = await paybeat.json(['payslip', 'show', String(second.run_id), 'E1']);
    expect(after['lines']).toContainEqual(
      expect.objectContaining({ code: 'CLUB', amount: '0.00' }),
    );
    expect(after['warnings']).toContainEqual(expect.stringMatching(/^capped: /));
    expect((await paybeat.run(['verify'])).code).toBe(0);
  });
});

describe('a person who was held', () => {
  it('is shown with the command that pays them, and accepts hours until then', async () => {
    const runs = (await paybeat.json(['runs', 'list']))['runs'] as {
      run_id: number;
      held: number;
    }[];
    const first = runs.find((one) => one.held === 1);
    const held = String(first?.run_id);
    const shown = await paybeat.run(['payslip', 'show', held, 'E3']);
    expect([shown.code, shown.err]).toEqual([
      5,
      expect.stringContaining(spellAction({ action: 'pay_held', run: Number(held) })),
    ]);
    const late = paybeat.file('late.csv', 'employee_id,regular_hours\nE3,40\n');
    await paybeat.json(['hours', 'import', late, '--period-id', period]);
    // The remaining pay dates depend on today, so test/scenarios/off-cycle.test.ts tests them.
    const past = await paybeat.run(['runs', 'pay-held', held, '--pay-date', '2020-01-01']);
    expect([past.code, past.err.split(':')[0]]).toEqual([3, 'error pay_date_past']);
    const nobody = await paybeat.run(['runs', 'pay-held', '999']);
    expect([nobody.code, nobody.err.split(':')[0]]).toEqual([5, 'error run_not_found']);
    expect((await paybeat.run(['verify'])).code).toBe(0);
  });

  it('need not be held to get an off-cycle bonus, which is paid once on its own date', async () => {
    const bonus = paybeat.file('bonus.csv', 'employee_id,code,amount\nE1,BONUS,100\nE2,BONUS,50\n');
    const on = (payOn: string, file = bonus) => [
      ...['runs', 'off-cycle', '--pay-date', payOn, '--inputs', file],
    ];
    const past = await paybeat.run([...on('2026-03-06'), '--json']);
    const { error } = JSON.parse(past.out) as {
      error: { code: string; facts: { next_on: string } };
    };
    expect([past.code, error.code]).toEqual([3, 'pay_date_past']);
    const ask = on(error.facts.next_on);
    expect(await paybeat.json([...ask, '--dry-run'])).toMatchObject({ paid: 2, gross: '150.00' });
    const people = [
      { number: 'E1', name: 'Ada Byron', gross: '100.00' },
      { number: 'E2', name: 'Zoë Hale', gross: '50.00' },
    ];
    const first = await paybeat.json(ask);
    expect(first).toMatchObject({ results: [{ was_there: false, people }] });
    const again = await paybeat.run(ask);
    expect([again.code, again.err]).toEqual([0, '']);
    expect(await paybeat.json(ask)).toMatchObject({ results: [{ was_there: true, people }] });
    expect(again.out).toMatch(/^E2 +Zoë Hale +50\.00/m);
    const { results } = first as { results: readonly { run: { run_id: number; key: string } }[] };
    const [done] = results;
    const more = paybeat.file('more.csv', 'employee_id,code,amount\nE1,BONUS,101\n');
    const key = ['--key', String(done?.run.key)];
    const other = await paybeat.run([...on(error.facts.next_on, more), ...key]);
    expect([other.code, other.err.split(':')[0]]).toEqual([4, 'error key_taken']);
    const shown = await paybeat.json(['runs', 'show', String(done?.run.run_id)]);
    expect(shown).toMatchObject({ kind: 'off_cycle', roster: 2, paid: 2, held: 0 });
    expect((await paybeat.run(['verify'])).code).toBe(0);
  });
});
