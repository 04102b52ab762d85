/** Each revision of a company's inputs leads to the person who entered it, by the audit chain. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { importBalances } from '#operations/people/import-balances.ts';
import { enteredBy } from '#store/reads/entered-by.ts';
import { sql } from '#store/sql.ts';
import { rowsOf } from '#store/store.ts';
import { freshDatabase } from '../support/database.ts';
import {
  companyRow,
  hours,
  inputs,
  items,
  payCodes,
  period,
  run,
  settings,
  terms,
} from '../support/paid-periods.ts';
import { as, must, type SmallCompany, smallCompany, takeRoster } from '../support/small-company.ts';

const roster = `employee_id,name,pay_type,annual_salary,hourly_rate,filing_status,hire_date
ada,Ada Lovelace,salary,91000.00,,single,2019-03-01
ben,Ben Carter,hourly,,24.50,mfj,2021-06-14
`;

let small: SmallCompany;

beforeAll(async () => {
  const database = await freshDatabase();
  small = await smallCompany({ url: database.url, now: '2026-01-02T12:00:00Z', roster });
});

afterAll(() => small.close());

/** The revision after an action of this person. */
async function after(who: string, act: (company: SmallCompany) => Promise<unknown>) {
  await act({ ...small, world: as(small.world, who) });
  const { world, companyId } = small;
  const [row] = await world.store.read({ companyId }, (at) =>
    rowsOf<{ revision: number }>(
      at,
      sql`select input_revision as revision from company where company_id = ${companyId}`,
    ),
  );
  return row?.revision ?? 0;
}

function entries(revisions: readonly number[]) {
  const { world, companyId } = small;
  return world.store.read({ companyId }, (at) => enteredBy(at, { companyId, revisions }));
}

const savings = {
  ...{ id: 1000, code: 'SAVINGS', title: 'Savings', kind: 'deduction' },
  ...{ amount: { by: 'amount' }, journal_account: 'deductions_payable' },
};

describe('a revision of the inputs', () => {
  it('leads to who entered it, how and when, for every kind of input', async () => {
    const id = await period(small, { from: '2026-01-05' });
    const acts: readonly (readonly [string, (company: SmallCompany) => Promise<unknown>])[] = [
      ['paycodes.import', (company) => payCodes(company, [savings])],
      ['company.settings', (company) => settings(company, { heldPercentMax: 50 })],
      [
        'terms.import',
        (company) =>
          terms(company, 'employee_id,from,pay_type,annual_salary\nada,2026-01-12,salary,99000\n'),
      ],
      [
        'items.import',
        (company) => items(company, 'employee_id,code,amount,from\nada,SAVINGS,20,2026-01-05\n'),
      ],
      ['hours.import', (company) => hours(company, id, 'employee_id,regular_hours\nben,80\n')],
      [
        'inputs.import',
        (company) => inputs(company, id, 'employee_id,code,amount\nada,BONUS,50\n'),
      ],
      [
        'balances.import',
        async (company) =>
          must(
            await importBalances(company.world, {
              company: await companyRow(company),
              bytes: Buffer.from('employee_id,year,code,amount\nada,2026,GROSS,10\n'),
              dryRun: false,
            }),
          ),
      ],
      [
        'roster.import',
        (company) =>
          takeRoster(company.world, {
            companyId: company.companyId,
            text: `${roster}cleo,Cleo,salary,70000,,single,2020-01-06\n`,
          }),
      ],
    ];
    const made = [];
    for (const [nth, [action, act]] of acts.entries()) {
      await small.clock.advance({ seconds: 60 });
      made.push({ action, actor: `person:p${nth}`, revision: await after(`person:p${nth}`, act) });
    }
    // A run names the revision that it reads, and raises one of its own when it commits.
    await run(small, id);
    const found = await entries(made.map(({ revision }) => revision));
    expect(made.map(({ revision }) => found.get(revision))).toMatchObject(made);
    const at = [...found.values()].map((one) => one.at.epochMilliseconds);
    expect(at).toEqual(at.toSorted((a, b) => a - b));
    expect(new Set(at).size).toBe(acts.length);
  });

  it('is there for every version of every input, also of runs that were committed', async () => {
    const last = await after('person:nobody', async () => undefined);
    const all = Array.from({ length: last }, (_, nth) => nth + 1);
    const found = await entries(all);
    expect([...found.keys()]).toEqual(all);
  });

  it('that nobody has made has no entry', async () => {
    expect([...(await entries([0, 9_999])).keys()]).toEqual([]);
    expect([...(await entries([])).keys()]).toEqual([]);
  });
});
