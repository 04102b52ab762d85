/**
 * The plans that connections keep for sets and plain runs never read a whole table, however small the tables
 * were when the plan was made (decision 0084).
 */
import pg from 'pg';
import { beforeAll, expect, it } from 'vitest';
import { autoRunPayroll, runPayrollForPeriods } from '#operations/runs/auto-run-payroll.ts';
import { sql } from '#store/sql.ts';
import { createStore, rowsOf } from '#store/store.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';
import { everyKind, layCompanies } from '../support/set-of-companies.ts';
import { drivenBy } from '../support/small-company.ts';

interface Kept {
  readonly statement: string;
  readonly generic: number;
  readonly custom: number;
}

interface Node {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly 'Index Cond'?: string;
  readonly 'Recheck Cond'?: string;
  readonly Plans?: readonly Node[];
}

/** What a store with a single connection keeps after it has paid every kind of company. */
async function keptBy(
  database: TestDatabase,
  how: 'in a set' | 'one by one',
): Promise<readonly Kept[]> {
  const laid = await layCompanies(database.url, { of: everyKind });
  const store = createStore({ url: database.url, connections: 1 });
  const world = { ...laid.world, store };
  const drive = drivenBy(laid.clock);
  const periodIds = [...laid.periods.values()];
  if (how === 'in a set') await autoRunPayroll(world, drive);
  else await runPayrollForPeriods(world, { periodIds }, drive);
  const kept = await store.read('every company', (at) =>
    rowsOf<Kept>(
      at,
      sql`select statement, generic_plans::int as generic, custom_plans::int as custom
          from pg_prepared_statements`,
    ),
  );
  await store.close();
  await laid.close();
  return kept;
}

let kept: { readonly set: readonly Kept[]; readonly single: readonly Kept[] };

beforeAll(async () => {
  await using one = await freshDatabase();
  await using other = await freshDatabase();
  kept = { set: await keptBy(one, 'in a set'), single: await keptBy(other, 'one by one') };
});

it('a plain run plans each statement once for a connection', () => {
  expect(kept.single.length).toBeGreaterThan(20);
  expect(kept.single.filter(({ custom }) => custom > 0)).toEqual([]);
  expect(Math.max(...kept.single.map(({ generic }) => generic))).toBeGreaterThan(1);
});

/** They have a few rows for the whole installation. */
const small: ReadonlySet<string> = new Set(['tax_table']);

it('no kept plan reads a whole table', async () => {
  await using database = await freshDatabase();
  const options = '-c search_path=paybeat -c enable_seqscan=off';
  const client = new pg.Client({ connectionString: database.url, options });
  await client.connect();
  const found: { readonly reads: string; readonly statement: string }[] = [];
  for (const { statement } of [...kept.set, ...kept.single]) {
    const { rows } = await client.query(`explain (generic_plan, format json) ${statement}`);
    const [{ 'QUERY PLAN': plans }] = rows as [{ 'QUERY PLAN': readonly { Plan: Node }[] }];
    for (const { Plan } of plans) {
      for (const node of nodesOf(Plan)) {
        const reads = `${node['Relation Name']}`;
        if (readsAll(node) && !small.has(reads)) found.push({ reads, statement });
      }
    }
  }
  await client.end();
  expect(found).toEqual([]);
});

function* nodesOf(node: Node): Generator<Node> {
  yield node;
  for (const one of node.Plans ?? []) yield* nodesOf(one);
}

function readsAll(node: Node): boolean {
  if (node['Node Type'] === 'Seq Scan') return true;
  return /^Index (Only )?Scan$/.test(node['Node Type']) && node['Index Cond'] === undefined;
}
