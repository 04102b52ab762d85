/** Whether pay data is new is answered from what changed since, however many people the company has. */
import { expect, it } from 'vitest';
import { changedSinceRead } from '#store/reads/changed-since-read.ts';
import { sql as query, type Sql } from '#store/sql.ts';
import { type Reading, rowsOf } from '#store/store.ts';
import { openedAt, reviewedCompany, sql } from '../support/reviewed-company.ts';

const people = 20_000;
const changed = 5;

interface Node {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly 'Index Name'?: string;
  readonly 'Actual Rows': number;
  readonly 'Actual Loops': number;
  readonly 'Rows Removed by Filter'?: number;
  readonly Plans?: readonly Node[];
}

const tables = [
  ...['employee_version', 'employee_terms', 'employee_item', 'opening_balance', 'period_item'],
  ...['payslip', 'run_exception', 'employee_move', 'owed_decision'],
];

/** Everybody has a version, terms, an item, an opening balance, hours of an earlier period and a payslip. */
const manyPeople = `
  begin; set session_replication_role = replica;
  insert into employee (company_id, number) select 1, 'n' || i from generate_series(1, ${people}) i;
  create temp table many as select employee_id as id from employee where number like 'n%';
  insert into employee_version (company_id, employee_id, from_revision, schedule_id, name, hired_on, pay_type,
      annual_salary_minor, tax_form)
    select 1, id, 1, 1, 'Somebody', '2020-01-01', 'salary', 5000000, '{}' from many;
  insert into employee_terms (company_id, employee_id, job, from_on, pay_type, annual_salary_minor, from_revision)
    select 1, id, '', '2020-01-01', 'salary', 5000000, 1 from many;
  insert into employee_item (company_id, employee_id, pay_code_id, from_revision, amount_minor)
    select 1, id, 60, 1, 100 from many;
  insert into opening_balance (company_id, employee_id, tax_year, pay_code_id, from_revision, amount_minor)
    select 1, id, 2026, 1, 1, 100 from many;
  insert into period_item (company_id, period_id, employee_id, pay_code_id, from_revision, quantity_micro)
    select 1, 2, id, 1, 1, 1000000 from many;
  insert into payslip (company_id, run_id, employee_id, ordinal, epoch, gross_minor, reimbursements_minor,
      deductions_minor, taxes_minor, employer_minor, net_minor, line_codes, line_amounts, ytd_codes, ytd_amounts,
      warnings)
    select 1, 1, id, 0, 1, 1, 0, 0, 0, 0, 1, '{1}', '{1}', '{}', '{}', '{}' from many;
  -- Some names change after the run has read them.
  update company set input_revision = input_revision + 1;
  update employee_version v set until_revision = (select input_revision from company)
    where employee_id in (select id from many limit ${changed});
  insert into employee_version (company_id, employee_id, from_revision, schedule_id, name, hired_on, pay_type,
      annual_salary_minor, tax_form)
    select 1, id, (select input_revision from company), 1, 'Somebody else', '2020-01-01', 'salary', 5000000, '{}'
    from many limit ${changed};
  commit;
  analyze`;

it('the answer reads what changed, by its index, and nobody else', async () => {
  const small = await reviewedCompany({ policy: 'window', hours: 24 });
  await small.goTo(openedAt);
  const run = await small.run();
  await sql(small.url, manyPeople);
  const { found, nodes } = await small.world.store.read('every company', async (at) => {
    const asked: Sql[] = [];
    const spied: Reading['run'] = (text) => {
      asked.push(text);
      return at.run(text);
    };
    const kinds = await changedSinceRead({ ...at, run: spied }, run);
    const [explained] = await rowsOf<{ 'QUERY PLAN': readonly { readonly Plan: Node }[] }>(
      at,
      query`explain (analyze, format json) ${asked[0]}`,
    );
    return {
      found: kinds,
      nodes: (explained?.['QUERY PLAN'] ?? []).flatMap(({ Plan }) => [...nodesOf(Plan)]),
    };
  });
  expect(found).toEqual([]);
  for (const node of nodes) {
    const name = node['Relation Name'] ?? '';
    if (!tables.includes(name)) continue;
    const read =
      (node['Actual Rows'] + (node['Rows Removed by Filter'] ?? 0)) * node['Actual Loops'];
    expect(read, `${name} by ${node['Index Name']}`).toBeLessThanOrEqual(2 * changed);
  }
  const indexes = nodes.map((node) => node['Index Name']);
  expect(indexes).toContain('employee_version_changed');
  await small.close();
});

function* nodesOf(node: Node): Generator<Node> {
  yield node;
  for (const one of node.Plans ?? []) yield* nodesOf(one);
}
