/** The import from the Django design, disturbed: two at once, a process that is killed, another dump, a lost database. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { afterAll, describe, expect, it } from 'vitest';
import { Outage } from '#errors.ts';
import { oldDatabase } from '#operations/coming/dump-source.ts';
import { addCompany } from '#operations/companies/add-company.ts';
import { foreignTables } from '#store/foreign-tables.ts';
import { sql } from '#store/sql.ts';
import { rowsOf } from '#store/store.ts';
import { blackHole } from '../support/black-hole.ts';
import { changedDump, come, comingCompany, dumps, toldIn } from '../support/coming-company.ts';
import { freshDatabase } from '../support/database.ts';
import { designRows, designTables } from '../support/django-design.ts';
import { must } from '../support/small-company.ts';
import { expectSound } from '../support/sound.ts';
import { until } from '../support/until.ts';

const folder = await mkdtemp(join(tmpdir(), 'paybeat-django-'));
afterAll(() => rm(folder, { recursive: true }));
const changed = (change: (text: string) => string) => changedDump(folder, change);
const how = { apply: true, leaveBehind: true };

type Company = Awaited<ReturnType<typeof comingCompany>>;

/** What an import has left, without ids. */
async function left({ world, companyId }: Company): Promise<unknown> {
  return world.store.read({ companyId }, (at) =>
    rowsOf(
      at,
      sql`select
            (select jsonb_agg(number order by number) from employee where company_id = ${companyId}) as people,
            (select jsonb_agg(array[start_on::text, status, paid_before] order by start_on)
              from pay_period where company_id = ${companyId}) as periods,
            (select jsonb_agg(array[tax_year, pay_code_id, amount_minor] order by pay_code_id, amount_minor)
              from opening_balance where company_id = ${companyId} and until_revision is null) as balances,
            (select count(*)::int from audit_event where company_id = ${companyId}) as audit`,
    ),
  );
}

async function leftByOne(): Promise<unknown> {
  await using one = await comingCompany();
  must(await come(one, how));
  const facts = await left(one);
  return facts;
}

const undisturbed = await leftByOne();

describe('two imports at once', () => {
  it('write once, and the other finds everything there', async () => {
    await using one = await comingCompany();
    const both = await Promise.all([come(one, how), come(one, how)]);
    expect(both.map((answered) => must(answered).written).toSorted()).toEqual([false, true]);
    expect(await left(one)).toEqual(undisturbed);
    await expectSound(one.world);
  });
});

const program = fileURLToPath(new URL('../support/run-coming.ts', import.meta.url));

/** Killed at the first statement that begins like this. */
async function killedAt(url: string, statement: string): Promise<void> {
  const args = ['--conditions=paybeat-source', program, url, join(dumps, 'copy.sql')];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(child, 'exit');
  const lines = createInterface({ input: child.stdout });
  lines.on('line', (line) => {
    if (line.startsWith(statement)) child.kill('SIGKILL');
  });
  const [[, signal]] = await Promise.all([ended, once(lines, 'close')]);
  expect(signal, statement).toBe('SIGKILL');
}

describe('a process that is killed in the middle of an import', () => {
  it.each([
    'set local role paybeat_bulk; copy employee_version',
    'insert into "opening_balance"',
    'select paybeat_audit',
  ])('leaves nothing, and the next one imports everything: %s', async (statement) => {
    await using one = await comingCompany();
    const before = await left(one);
    await killedAt(one.url, statement);
    // The server notices within two seconds that its client is gone.
    await until(async () => JSON.stringify(await left(one)) === JSON.stringify(before), 20_000);
    expect(must(await come(one, how)).written).toBe(true);
    expect(await left(one)).toEqual(undisturbed);
    await expectSound(one.world);
  });
});

describe('another dump', () => {
  it('that is older than the one before is refused', async () => {
    await using one = await comingCompany();
    must(await come(one, how));
    const older = changed((text) =>
      text
        .replace(/^1\t2026-10-01.*\n/m, '')
        .replaceAll(/^.*\t\d\t1\n/gm, (row) => (row.includes('2026-10-28') ? '' : row)),
    );
    const plan = must(await come(one, { dump: older }));
    expect(toldIn(plan)).toContain('stops payroll_payrollperiod 1: dump_older');
    const refused = await come(one, { ...how, dump: older });
    expect(refused.ok ? null : refused.refusal.code).toBe('import_stops');
  });

  it('that differs says which values it replaces', async () => {
    await using one = await comingCompany();
    must(await come(one, how));
    const dump = changed((text) => text.replace('91000.00', '95000.00'));
    const plan = must(await come(one, { dump }));
    expect(plan.companies[0]?.carried).toMatchObject({
      employees: { added: 0, changed: 1, unchanged: 2 },
      changes: [
        {
          employee: '1',
          before: { annual_salary: '91000.00' },
          after: { annual_salary: '95000.00' },
        },
      ],
    });
  });

  it.each(['latin1', 'utf16le'] as const)('in the encoding %s is refused', async (encoding) => {
    await using one = await comingCompany();
    const file = join(folder, encoding);
    writeFileSync(file, Buffer.from(readFileSync(join(dumps, 'copy.sql'), 'utf8'), encoding));
    const refused = await come(one, { dump: file });
    expect(refused.ok ? null : refused.refusal.code).toMatch(/^(?:dump_not_utf8|not_a_dump)$/);
  });
});

describe('an import of two companies', () => {
  it('keeps the one that was imported when the other is refused meanwhile, and says so', async () => {
    await using one = await comingCompany();
    const of = { currency: 'USD', timeZone: 'UTC', calendar: 'fed', stateTax: 'none_calculated' };
    const { companyId } = must(
      await addCompany(one.world, { code: 'other', name: 'Other', ...of }),
    );
    // As soon as the first company is committed, somebody adds a period to the other.
    const client = new pg.Client({ connectionString: one.url });
    await client.connect();
    await client.query(`create function paybeat.meanwhile() returns trigger language plpgsql
        security definer as $$ begin
        insert into paybeat.pay_period (company_id, frequency, start_on, end_on, nominal_pay_on, pay_on, pay_on_reason,
          status, automation_enabled, catch_up_days, by_hand)
        select ${companyId}, 'monthly', '2027-03-10', '2027-03-20', '2027-03-22', '2027-03-22', 'by hand', 'draft', false,
          0, true where not exists (select from paybeat.pay_period where company_id = ${companyId});
        return null; end $$;
      create constraint trigger meanwhile after insert on paybeat.pay_period deferrable initially deferred
        for each row when (new.company_id = ${one.companyId}) execute function paybeat.meanwhile()`);
    await client.end();
    const dump = changed((text) =>
      text
        .replace('1\tSmall & Co\n', '1\tSmall & Co\n2\tOther\n')
        .replace(/^(6\t2027-03-01.*)\t1$/m, '$1\t2'),
    );
    expect(must(await come(one, { dump })).stops).toBe(0);
    expect(await come(one, { ...how, dump })).toMatchObject({
      refusal: {
        ...{ code: 'import_stops', facts: { imported: ['small'] } },
        issues: [{ pointer: 'payroll_payrollperiod 6', code: 'period_overlaps' }],
      },
    });
    expect(await left(one)).toMatchObject([{ people: ['1', '2', '3'] }]);
    await expectSound(one.world);
  });
});

async function oldSystem(more = '') {
  const old = await freshDatabase();
  const client = new pg.Client({ connectionString: old.url });
  await client.connect();
  await client.query(designTables + designRows + more);
  await client.end();
  return old;
}

describe('the database of the old system', () => {
  it('may write dates and moments in its own way', async () => {
    await using one = await comingCompany();
    const name =
      'do $$ begin execute format(\'alter database %I set datestyle = "SQL, DMY"\', current_database()); end $$';
    await using old = await oldSystem(name);
    const live = must(await come(one, { source: oldDatabase(old.url) }));
    expect(toldIn(live)).toEqual(toldIn(must(await come(one))));
  });

  it('is an outage when it goes away in the middle of a table', async () => {
    // More than the network holds on its way.
    await using old =
      await oldSystem(`insert into payroll_employee (first_name, last_name, annual_salary, is_active)
      select repeat('x', 100), repeat('y', 100), 50000, true from generate_series(1, 60000)`);
    let isEnded = false;
    const read = async () => {
      const isWanted = (table: string) => table === 'payroll_employee';
      for await (const bytes of foreignTables(old.url, { isWanted })) {
        if (isEnded || bytes.length < 1_000) continue;
        isEnded = true;
        await endConnections(old.url);
      }
    };
    const error: unknown = await read().catch((caught: unknown) => caught);
    expect(isEnded).toBe(true);
    expect(error).toBeInstanceOf(Outage);
    expect(JSON.stringify(error)).toContain('"old_database_unreadable"');
  });

  it('is an outage when it sends nothing any more', async () => {
    await using old = await oldSystem();
    const network = await blackHole(old.url);
    const read = async () => {
      const isWanted = (table: string) => table.startsWith('payroll_');
      for await (const bytes of foreignTables(network.url, { isWanted, silentMs: 300 })) {
        if (bytes.length > 0) network.swallow();
      }
    };
    const error: unknown = await read().catch((caught: unknown) => caught);
    await network.close();
    expect(error).toBeInstanceOf(Outage);
  });
});

async function endConnections(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(`select pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and pid <> pg_backend_pid()`);
  await client.end();
}
