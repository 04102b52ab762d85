/**
 * A person lifts the limits that hold people of a run, for exactly the numbers seen.
 *
 * What the limits see is planted here, so that each state of a run can be tried.
 */
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { liftLimits } from '#operations/judgement/lift-limits.ts';
import { recalculateRun, voidRun } from '#operations/runs/control-run.ts';
import { sql } from '#store/sql.ts';
import { rowsOf } from '#store/store.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';
import { period, run } from '../support/paid-periods.ts';
import { as, must, type SmallCompany, smallCompany } from '../support/small-company.ts';

const roster = `employee_id,name,pay_type,annual_salary,hourly_rate,filing_status,hire_date
T1,Ida Fenn,hourly,,25.00,single,2025-01-06
T2,Raj Patel,hourly,,24.00,mfj,2025-01-06
T3,Sue Long,salary,62400.00,,mfj,2025-01-06
`;

let database: TestDatabase;
let small: SmallCompany;
let owner: pg.Client;
let runId: number;

/** A run in review: T1 and T2 are held because they have no hours. */
beforeEach(async () => {
  database = await freshDatabase();
  small = await smallCompany({ url: database.url, now: '2026-11-02T12:00:00Z', roster });
  owner = new pg.Client({ connectionString: database.url });
  await owner.connect();
  await owner.query('set search_path = paybeat, public');
  const week = { type: 'weekly', from: '2026-11-02', to: '2026-11-08', payOn: '2026-11-13' };
  runId = (await run(small, await period(small, week))).runId;
});
afterEach(async () => {
  await owner.end();
  await small.close();
  await database.drop();
});

/** As if a limit held this person of the run. */
async function plant(number: string, seen: string): Promise<void> {
  await owner.query(
    `set session_replication_role = replica;
     update run_exception x set code = 'rate_far_from_last', facts = '{}', detail = 'rate ${seen}',
       seen = sha256('${seen}') from employee e
     where e.employee_id = x.employee_id and e.number = '${number}' and x.run_id = ${runId};
     set session_replication_role = origin`,
  );
}

interface How {
  readonly numbers?: readonly string[];
  readonly cause?: string;
  readonly seen?: string;
  readonly dryRun?: boolean;
}

const lift = (who: string, { numbers = [], cause, seen, dryRun = false }: How) =>
  liftLimits(as(small.world, who), {
    ...{ runId, numbers, cause: cause ?? null, seen: seen ?? null, why: 'a new role', dryRun },
  });

async function refused(asked: ReturnType<typeof lift>) {
  const answered = await asked;
  if (answered.ok) return 'not refused';
  const { code, issues = [] } = answered.refusal;
  return [code, ...issues.map((one) => `${one.pointer} ${one.code}`)].join(' ');
}

function lifted(): Promise<readonly { readonly number: string; readonly by: string }[]> {
  return small.world.store.read({ companyId: small.companyId }, (at) =>
    rowsOf(
      at,
      sql`select e.number, l.lifted_by as by from lifted_limit l join employee e using (employee_id)
          order by e.number`,
    ),
  );
}

describe('lifting the limits of people of a run', () => {
  it('recalculates a run that waits, and writes who, why and for which numbers', async () => {
    await plant('T1', '2500');
    const dry = must(await lift('person:bob', { numbers: ['T1'], dryRun: true }));
    expect(dry).toMatchObject({ written: false, isRecalculated: true, lifted: [{ number: 'T1' }] });
    expect(dry.run).toMatchObject({ state: 'review', epoch: 1 });
    expect(await lifted()).toEqual([]);
    const done = must(await lift('person:bob', { numbers: ['T1'], seen: dry.seen.slice(0, 12) }));
    expect(done.run).toMatchObject({ state: 'calculating', epoch: 2 });
    expect(await lifted()).toEqual([{ number: 'T1', by: 'person:bob' }]);
    const acts = await owner.query(
      "select actor, action, facts from audit_event where action in ('limit.lift', 'run.recalculate') order by seq",
    );
    expect(acts.rows).toMatchObject([
      { action: 'run.recalculate', actor: 'person:bob' },
      {
        action: 'limit.lift',
        facts: { run: runId, code: 'rate_far_from_last', why: 'a new role' },
      },
    ]);
  });

  it('lifts everybody whom one limit holds', async () => {
    await plant('T1', '2500');
    await plant('T2', '2400');
    const done = must(await lift('person:bob', { cause: 'rate_far_from_last' }));
    expect(done.lifted.map(({ number }) => number)).toEqual(['T1', 'T2']);
  });

  it('refuses everybody else, each with the reason, and lifts nothing', async () => {
    await plant('T1', '2500');
    expect(await refused(lift('person:bob', { numbers: ['T1', 'T2', 'T3'] }))).toBe(
      'not_a_limit /employees/T2 not_a_limit /employees/T3 not_held',
    );
    expect(await refused(lift('person:bob', { numbers: ['T8'] }))).toBe(
      'employee_unknown /employees/T8 employee_unknown',
    );
    expect(await refused(lift('person:bob', { cause: 'hours_missing' }))).toMatch(/^not_/);
    expect(await refused(lift('person:bob', { cause: 'many_new' }))).toBe('not_held');
    expect(await refused(lift('person:bob', {}))).toBe('nobody_named');
    expect(await lifted()).toEqual([]);
  });

  it('is refused for other numbers than those that were shown', async () => {
    await plant('T1', '2500');
    const { seen } = must(await lift('person:bob', { numbers: ['T1'], dryRun: true }));
    await plant('T1', '250');
    expect(await refused(lift('person:bob', { numbers: ['T1'], seen }))).toBe(
      'numbers_changed /employees/T1 numbers_changed',
    );
    expect(await lifted()).toEqual([]);
  });

  it('is not done by the person who entered the pay', async () => {
    await plant('T1', '2500');
    expect(await lift('person:test', { numbers: ['T1'] })).toMatchObject({
      refusal: { code: 'own_entry', facts: { deed: 'confirm' } },
    });
  });

  it('is refused while the run is calculated, and once it is voided', async () => {
    await plant('T1', '2500');
    must(await recalculateRun(small.world, { runId, why: 'x' }));
    expect(await refused(lift('person:bob', { numbers: ['T1'] }))).toBe('run_state');
    must(await voidRun(small.world, { runId, why: 'x' }));
    expect(await refused(lift('person:bob', { numbers: ['T1'] }))).toBe('run_state');
  });
});

describe('lifting the limits of a committed run', () => {
  it('leaves the run as it is, and is no error a second time', async () => {
    await owner.query(
      `set session_replication_role = replica;
       update pay_run set state = 'committed', approved_at = now(), committed_at = now(),
         committed_revision = 9, approved_by = 'person:x' where run_id = ${runId};
       set session_replication_role = origin`,
    );
    await plant('T1', '2500');
    const done = must(await lift('person:bob', { numbers: ['T1'] }));
    expect(done).toMatchObject({
      written: true,
      isRecalculated: false,
      run: { state: 'committed' },
    });
    const again = must(await lift('person:cy', { numbers: ['T1'] }));
    expect(again).toMatchObject({
      written: false,
      lifted: [],
      before: [{ liftedBy: 'person:bob' }],
    });
    expect(await lifted()).toEqual([{ number: 'T1', by: 'person:bob' }]);
  });
});
