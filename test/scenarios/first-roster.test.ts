/**
 * The first roster of a company is written as it is read. It leaves what a comparison with nothing would
 * leave, however its cells are written, or nothing at all.
 */
import { readFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { addCompany } from '#operations/companies/add-company.ts';
import { importRoster } from '#operations/people/import-roster.ts';
import { sql } from '#store/sql.ts';
import { rowsOf } from '#store/store.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';
import { companyRow } from '../support/paid-periods.ts';
import { must, type SmallCompany, smallCompany, takeRoster } from '../support/small-company.ts';

const header = 'employee_id,name,pay_type,annual_salary,filing_status,hire_date,k401_pct\n';
const row = (number: string, salary = 52_000, k401 = 0) =>
  `${number},Nobody In Particular,salary,${salary},single,2020-01-01,${k401}\n`;
const quoted = (text: string) => text.replaceAll(/[^,\r\n]+/g, (cell) => `"${cell}"`);

const other = {
  ...{ code: 'other', name: 'Other', currency: 'USD', timeZone: 'America/New_York' },
  ...{ calendar: 'fed', stateTax: 'none_calculated' },
} as const;

let database: TestDatabase;
beforeEach(async () => {
  database = await freshDatabase();
});
afterEach(() => database.drop());

async function withCompany<T>(
  roster: string,
  work: (company: SmallCompany) => Promise<T>,
): Promise<T> {
  const now = '2026-06-01T12:00:00Z';
  const settings = { importSliceRows: 300 };
  const company = await smallCompany({ url: database.url, now, settings, roster });
  try {
    return await work(company);
  } finally {
    await company.close();
  }
}

/** What is stored of everybody in the company, without ids and moments. */
async function everybody({ world, companyId }: SmallCompany): Promise<unknown> {
  return world.store.read({ companyId }, (at) =>
    rowsOf(
      at,
      sql`select e.number, to_jsonb(v) - array['company_id', 'employee_id', 'recorded_at'] as version,
            (select jsonb_agg(to_jsonb(i) - array['company_id', 'employee_id'] order by pay_code_id)
             from employee_item i where i.employee_id = e.employee_id) as items
          from employee e left join employee_version v using (employee_id) order by employee_id`,
    ),
  );
}

async function auditOf({ world, companyId }: SmallCompany): Promise<unknown> {
  return world.store.read({ companyId }, (at) =>
    rowsOf(at, sql`select facts from audit_event where action = 'roster.import' order by seq`),
  );
}

describe('the first roster of a company', () => {
  it('is stored the same, whether its cells have quotation marks or not', async () => {
    const text = await readFile('examples/roster-2000.csv', 'utf8');
    const plain = await withCompany(text, async (one) => [
      await everybody(one),
      await auditOf(one),
    ]);
    await database.drop();
    database = await freshDatabase();
    const careful = await withCompany(quoted(text), async (one) => [
      await everybody(one),
      await auditOf(one),
    ]);
    expect(plain).toEqual(careful);
    expect((plain[0] as readonly unknown[]).length).toBe(2_000);
  });

  it('is what the same roster would be after one of a single person', async () => {
    const text = header + ['a', 'b', 'c'].map((number, at) => row(number, 52_000, at)).join('');
    const once = await withCompany(text, everybody);
    await database.drop();
    database = await freshDatabase();
    const twice = await withCompany(header + row('a'), async (company) => {
      await takeRoster(company.world, { companyId: company.companyId, text });
      return everybody(company);
    });
    const withoutRevisions = (found: unknown) =>
      JSON.parse(JSON.stringify(found, (key, value) => (key === 'from_revision' ? 0 : value)));
    expect(withoutRevisions(twice)).toEqual(withoutRevisions(once));
  });

  it('leaves nothing when two numbers differ only in capital letters', async () => {
    await withCompany(header + row('a'), async ({ world, clock, close }) => {
      const { companyId } = must(await addCompany(world, other));
      const company = { world, clock, close, companyId };
      const ask = {
        ...{ company: await companyRow(company), scheduleCode: null, dryRun: false },
        bytes: Buffer.from(header + row('ab') + row('cd') + row('aB')),
      };
      const refused = await importRoster(world, ask);
      expect(refused).toMatchObject({
        refusal: { issues: [{ pointer: 'row 4, column employee_id', code: 'case_twin' }] },
      });
      expect(await everybody(company)).toEqual([]);
      must(await importRoster(world, { ...ask, allowCaseTwins: true }));
      expect(await everybody(company)).toHaveLength(3);
    });
  });
});
