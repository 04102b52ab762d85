/**
 * A company is rehearsed in a scratch database: months of runs by the real operations. Nothing of the real database
 * changes, and nothing is left behind.
 */
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addCompany } from '#operations/companies/add-company.ts';
import { importHours } from '#operations/people/import-hours.ts';
import { rehearsing } from '#operations/rehearsal/scratch-company.ts';
import { type Simulated, simulate } from '#operations/rehearsal/simulate.ts';
import { addPerson } from '#operations/reviews/people.ts';
import { openRun } from '#operations/runs/open-run.ts';
import { addSchedule } from '#operations/schedules/add-schedule.ts';
import { startShadow } from '#operations/shadow/start-shadow.ts';
import { loadTables } from '#operations/tables/load-tables.ts';
import { madeUp2027 } from '#payslip/taxes/us/tables/made-up-year.fixture.ts';
import { companyById } from '#store/reads/companies.ts';
import { periods } from '#store/reads/periods.ts';
import { createScratch } from '#store/scratch/scratch-database.ts';
import { testDatabase } from '../support/database.ts';
import { must, type SmallCompany, smallCompany, takeRoster } from '../support/small-company.ts';
import { until } from '../support/until.ts';

const database = await testDatabase();
const client = new pg.Client({ connectionString: database.url });
let small: SmallCompany;

const biweekly = {
  code: 'office',
  frequency: 'biweekly',
  anchor: '2026-11-13',
  pay_date: { days_after_end: 5 },
  rule: { days_before_pay_date: 3, business_days: true, at: '14:00' },
};

const roster = `employee_id,name,pay_type,annual_salary,hourly_rate,filing_status,hire_date
ada,Ada Lovelace,salary,91000.00,,single,2019-03-01
ben,Ben Carter,hourly,,24.50,mfj,2021-06-14
dan,Dan Orme,hourly,,19.75,single,2023-02-20
`;

const onePerson = `employee_id,name,pay_type,annual_salary,filing_status,hire_date
zoe,Zoe Hall,salary,52000.00,single,2020-01-06
`;

type Ask = Parameters<typeof simulate>[1];

async function company(): Promise<Ask['company']> {
  const { world, companyId } = small;
  const found = await world.store.read({ companyId }, (at) => companyById(at, companyId));
  if (!found) throw new Error('the company is there');
  return found;
}

async function asked(): Promise<Ask> {
  return {
    ...{ company: await company(), databaseUrl: database.url, months: 3, approvals: 'at_once' },
    ...{ outageSeed: null, changes: [] },
  };
}

async function simulated(ask: Partial<Ask> = {}): Promise<Simulated> {
  return must(await simulate(small.world, { ...(await asked()), ...ask }));
}

/** A hash of each table's rows, of each sequence, and the names of the server's databases. */
async function contents(): Promise<Readonly<Record<string, unknown>>> {
  const { rows } = await client.query<{ name: string }>(
    `select relname as name from pg_class where relnamespace = 'paybeat'::regnamespace and relkind = 'r'`,
  );
  const found: Record<string, unknown> = {};
  for (const { name } of rows) {
    const hashed = await client.query(
      `select count(*), md5(string_agg(t::text, '|' order by t::text)) as hash from paybeat.${name} t`,
    );
    found[name] = hashed.rows;
  }
  const sequences = await client.query(
    'select sequencename, last_value from pg_sequences order by 1',
  );
  const databases = await client.query(
    `select datname from pg_database where datname like 'paybeat_rehearsal%'`,
  );
  return { ...found, sequences: sequences.rows, databases: databases.rows };
}

beforeAll(async () => {
  await client.connect();
  small = await smallCompany({ url: database.url, now: '2026-11-02T12:00:00Z', roster });
  const { companyId, world } = small;
  must(await addSchedule(world, { companyId, definition: biweekly }));
  await takeRoster(world, { companyId, text: roster, scheduleCode: 'office' });
  const [first] = await world.store.read({ companyId }, (at) =>
    periods(at, { companyId, limit: 1 }),
  );
  const hours = Buffer.from('employee_id,regular_hours\nben,70\n');
  must(await importHours(world, { periodId: first?.periodId ?? 0, bytes: hours, dryRun: false }));
});
afterAll(async () => {
  await small.close();
  await client.end();
});

describe('a simulation', () => {
  let before: Readonly<Record<string, unknown>>;
  let done: Simulated;
  beforeAll(async () => {
    before = await contents();
    done = await simulated();
  });

  it('changes nothing real, and leaves no database behind', async () => {
    expect(await contents()).toEqual(before);
    expect(before['databases']).toEqual([]);
  });

  it('commits a run for each pay date, at its due instant', () => {
    const { runs } = done.asItIs;
    expect(runs.map(({ run }) => `${run.payOn} ${run.state} ${run.lateSeconds}`)).toEqual([
      ...['2026-11-13', '2026-11-27', '2026-12-11', '2026-12-24', '2027-01-08', '2027-01-22'].map(
        (on) => `${on} committed null`,
      ),
    ]);
  });

  it('adds up to what leaves the company on each pay date', () => {
    const { byPayDate, byMonth, total } = done.asItIs.cash;
    for (const row of [...byPayDate, ...byMonth, total]) {
      const parts = row.netMinor + row.taxesMinor + row.deductionsMinor + row.employerMinor;
      expect(row.totalMinor).toBe(parts);
      expect(parts).toBe(row.grossMinor + row.reimbursementsMinor + row.employerMinor);
    }
    const sum = byPayDate.reduce((all, { totalMinor }) => all + totalMinor, 0n);
    expect(total.totalMinor).toBe(sum);
  });

  it('marks every figure that rests on a table which is carried forward, and no other', () => {
    const { byPayDate, byMonth, byYear, total } = done.asItIs.cash;
    for (const row of [...byPayDate, ...byMonth, ...byYear]) {
      expect(row.carriedTable).toBe(row.when < '2027' ? null : 'us-federal-2026');
    }
    expect(total.carriedTable).toBe('us-federal-2026');
  });

  it('pays by carried tables on the copy only: a real run of that pay date is refused', async () => {
    const { world, companyId } = small;
    const all = await world.store.read({ companyId }, (at) => periods(at, { companyId, limit: 9 }));
    const period = all.find(({ payOn }) => payOn.year === 2027);
    const force = { reason: 'a test' };
    const refused = await openRun(world, { companyId, periodId: period?.periodId ?? 0, force });
    expect(refused).toMatchObject({ ok: false, refusal: { code: 'tax_table_missing' } });
  });

  it('has each tax in a deposit with its due date', () => {
    const { cash, taxes } = done.asItIs;
    const income = taxes.deposits.filter(({ form }) => form === '941');
    const paidOn = income.flatMap(({ payOns }) => payOns.map(String));
    expect(paidOn).toEqual(cash.byPayDate.map(({ when }) => when));
    for (const { payOns, dueOn, carriedTable } of income) {
      expect(dueOn && payOns.every((on) => Temporal.PlainDate.compare(on, dueOn) < 0)).toBe(true);
      expect(carriedTable).toBe(payOns.every(({ year }) => year < 2027) ? null : 'us-federal-2026');
    }
  });

  it('repeats the last hours of a person, and holds one who never had any', () => {
    const { runs, assumptions } = done.asItIs;
    for (const { held, run } of runs) {
      expect(held).toEqual([{ code: 'missing_hours', people: 1, employees: ['dan'] }]);
      expect(run.paidCount).toBe(2);
    }
    expect(assumptions.map(({ code }) => code)).toEqual([
      'inputs_stay',
      'tables_carried',
      'hours_repeated',
      'hours_missing',
      'workers_run',
    ]);
    const [first, second] = done.asItIs.cash.byPayDate;
    expect(second?.netMinor).toBe(first?.netMinor);
    expect([first?.assumedHours, second?.assumedHours]).toEqual([0, 1]);
  });
});

describe('a simulation with outages', () => {
  it('says of each run how late it opens because of them', async () => {
    const { asItIs } = await simulated({ months: 2, outageSeed: 3 });
    expect(asItIs.outages).not.toEqual([]);
    for (const { run, outage } of asItIs.runs) {
      const waited = outage === null ? null : run.dueAt?.until(outage.to).total('seconds');
      expect(run.lateSeconds).toBe(waited ?? null);
    }
  });
});

const raise = {
  fileName: 'raise.csv',
  bytes: Buffer.from('employee_id,from,pay_type,annual_salary\nada,2026-12-05,salary,104000\n'),
};

describe('changes that are tried', () => {
  const review = { policy: 'people', people: 2, roles: ['approver'] };
  const reviewed = {
    fileName: 'reviewed.json',
    bytes: Buffer.from(JSON.stringify({ ...biweekly, review })),
  };
  const hire = {
    fileName: 'hire.csv',
    bytes: Buffer.from(
      'employee_id,name,pay_type,hourly_rate,filing_status,hire_date\nhal,Hal Webb,hourly,20.00,single,2026-12-07\n',
    ),
  };
  beforeAll(async () => {
    const { world } = small;
    for (const person of ['amy', 'bob']) {
      must(await addPerson(world, { company: await company(), person, roles: ['approver'] }));
    }
  });

  it('are lived through beside the months as they are', async () => {
    const { asItIs, changed } = await simulated({ months: 2, changes: [reviewed, raise, hire] });
    expect(changed?.changes.map(({ kind }) => kind)).toEqual(['schedule', 'terms', 'roster']);
    const gross = (of: typeof asItIs | null) =>
      of?.cash.byPayDate.map((row) => row.grossMinor) ?? [];
    const raised = gross(changed).map((minor, place) => minor - (gross(asItIs)[place] ?? 0n));
    // 500.00 more in a whole period. The third one has 2 of its 14 days. In the fourth, 80 hours at 20.00 are added.
    expect(raised).toEqual([0n, 0n, 7_143n, 50_000n + 160_000n]);
    const fullTime = changed?.assumptions.find(({ code }) => code === 'hours_full_time');
    expect(fullTime?.facts).toEqual({ people: 1, employees: ['hal'] });
    expect(asItIs.runs.map(({ waited }) => waited)).toEqual([null, null, null, null]);
    for (const { run, waited } of changed?.runs ?? []) {
      expect(run.state).toBe('committed');
      expect(waited).toMatchObject({ people: 2, roles: ['approver'], stays: null });
    }
  });

  it.each([
    ['hold', 'review'],
    ['approve_if_clean', 'committed'],
  ] as const)(
    'leave runs to people, and silence means what the review says: %s',
    async (silence, state) => {
      const bytes = Buffer.from(JSON.stringify({ ...biweekly, review: { ...review, silence } }));
      const change = { fileName: 'silent.json', bytes };
      const { changed } = await simulated({ months: 1, changes: [change], approvals: 'none' });
      expect(changed?.runs.map(({ run }) => run.state)).toEqual([state, state]);
      for (const { waited } of changed?.runs ?? []) {
        expect(waited).toMatchObject({ silence, people: 2, stays: { code: 'waits_for_people' } });
      }
      expect(changed?.cash.byPayDate.length).toBe(state === 'committed' ? 2 : 0);
    },
  );

  it('are refused if nobody could take them, and nothing is left behind', async () => {
    const file = { fileName: 'holiday.csv', bytes: Buffer.from('colour,size\nred,3\n') };
    const refused = await simulate(small.world, { ...(await asked()), changes: [file] });
    expect(refused).toMatchObject({ ok: false, refusal: { code: 'change_unclear' } });
    expect((await contents())['databases']).toEqual([]);
  });
});

describe('a simulation of several schedules', () => {
  // New Year's Day is a holiday, so the pay date of 1 January 2027 is in 2026.
  const crew = {
    ...{
      code: 'crew',
      frequency: 'biweekly',
      anchor: '2026-12-18',
      pay_date: { days_after_end: 5 },
    },
    rule: { days_before_pay_date: 3, business_days: true, opens: 'tick' },
  };
  let mixed: Simulated;
  beforeAll(async () => {
    const { world } = small;
    const at = { currency: 'USD', timeZone: 'UTC', calendar: 'fed', stateTax: 'none_calculated' };
    const { companyId } = must(await addCompany(world, { code: 'mixed', name: 'Mixed', ...at }));
    must(await addSchedule(world, { companyId, definition: crew }));
    const shop = { code: 'shop', frequency: 'monthly', rule: crew.rule };
    must(await addSchedule(world, { companyId, definition: shop }));
    await takeRoster(world, { companyId, text: onePerson, scheduleCode: 'crew' });
    const fromOn = Temporal.PlainDate.from('2026-11-01');
    const elsewhere = {
      company: 'mixed',
      schedule: 'shop',
      fromOn,
      why: 'beside ADP',
      dryRun: false,
    };
    must(await startShadow(world, elsewhere));
    const found = await world.store.read({ companyId }, (tx) => companyById(tx, companyId));
    if (!found) throw new Error('the company is there');
    mixed = await simulated({ company: found, months: 2 });
  });

  it('names the 27th pay date of a year and the money that it needs', () => {
    const { extraPayDates, cash } = mixed.asItIs;
    const on = Temporal.PlainDate.from('2026-12-31');
    expect(extraPayDates).toMatchObject([{ scheduleCode: 'crew', payOn: on, nth: 27 }]);
    expect(extraPayDates[0]?.cash).toEqual(cash.byPayDate.find(({ when }) => when === `${on}`));
    expect(extraPayDates[0]?.cash?.grossMinor).toBe(200_000n);
  });

  it('says which runs would wait for a tick, and which periods another payroll pays', () => {
    const { assumptions, notRun, runs } = mixed.asItIs;
    const facts = new Map(assumptions.map((one) => [one.code, one.facts]));
    expect(facts.get('ticks_at_due_instant')).toEqual({ periods: runs.length });
    expect(facts.get('paid_elsewhere')).toEqual({ schedule: 'shop', periods: notRun.length });
    expect(notRun.map(({ why: { code } }) => code)).toEqual(['in_shadow', 'in_shadow']);
    expect(new Set(runs.map(({ run }) => run.scheduleCode))).toEqual(new Set(['crew']));
  });
});

describe('a simulation that is stopped', () => {
  const isThere = async () => (await contents())['databases'];
  const watched = (stop: AbortController) =>
    until(async () => JSON.stringify(await isThere()) !== '[]').then(() => stop.abort());

  it.each<[string, (stop: AbortController) => Partial<Ask> & { readonly by?: Promise<void> }]>([
    ['before it begins', (stop) => (stop.abort(), {})],
    ['while its database is made', (stop) => ({ by: watched(stop) })],
    ['while the company is copied', (stop) => ({ say: () => stop.abort() })],
    [
      'in the months',
      (stop) => ({ onProgress: (share) => (share > 0 ? stop.abort() : undefined) }),
    ],
    ['with a change', (stop) => ({ changes: [raise], onProgress: () => stop.abort() })],
  ])('%s gives no answer, and leaves no database behind', async (_, how) => {
    const stop = new AbortController();
    const { by, ...ask } = how(stop);
    const [stopped] = await Promise.all([
      simulate(small.world, { ...(await asked()), ...ask, signal: stop.signal }),
      by,
    ]);
    expect(stopped).toMatchObject({ ok: false, refusal: { code: 'rehearsal_stopped' } });
    expect(await isThere()).toEqual([]);
  });
});

describe('a simulation beyond the years of tax tables and of a bank calendar', () => {
  let done: Simulated;
  beforeAll(async () => {
    const { world } = small;
    must(await loadTables(world, { json: madeUp2027(), acceptDoubts: true }));
    const at = { currency: 'USD', timeZone: 'UTC', calendar: 'fed', stateTax: 'none_calculated' };
    const { companyId } = must(await addCompany(world, { code: 'far', name: 'Far', ...at }));
    const definition = { code: 'yearly', frequency: 'annually', rule: { days_before_pay_date: 2 } };
    must(await addSchedule(world, { companyId, definition }));
    await takeRoster(world, { companyId, text: onePerson, scheduleCode: 'yearly' });
    const far = await world.store.read({ companyId }, (tx) => companyById(tx, companyId));
    if (!far) throw new Error('the company is there');
    done = await simulated({ company: far, months: 72 });
  });

  it('says that periods end too soon, and shows only runs whose dates are known', () => {
    const { asItIs } = done;
    expect(asItIs.stuck.map(({ code }) => code)).toEqual(['calendar_year_unknown']);
    expect(asItIs.runs.map(({ run }) => run.payOn.year)).toEqual([2026, 2027, 2028, 2029, 2030]);
    expect(asItIs.runs.map(({ run }) => run.companyCode)).toContain('far');
  });

  it('reads the table that somebody has loaded, and carries that one forward', () => {
    const { runs, assumptions } = done.asItIs;
    const loaded = 'us-federal-2027-loaded-1';
    expect(runs.map(({ table }) => [table?.id, table?.isCarried])).toEqual([
      ...[['us-federal-2026', false] as const, [loaded, false] as const],
      ...[1, 2, 3].map(() => [loaded, true]),
    ]);
    expect(assumptions.find(({ code }) => code === 'tables_carried')?.facts).toEqual({
      ...{ table: loaded, untilOn: '2027-12-31', runs: 3 },
    });
  });
});

describe('a user who may not create databases', () => {
  it('is refused, and told what to do', async () => {
    await client.query(`create role simulating_without_right login password 'secret'`);
    const url = new URL(database.url);
    [url.username, url.password] = ['simulating_without_right', 'secret'];
    const refused = await createScratch({ url: url.href });
    await client.query('drop role simulating_without_right');
    expect(refused).toMatchObject({ ok: false, refusal: { code: 'scratch_not_allowed' } });
  });
});

describe('a caller', () => {
  it('cannot rehearse a company of others', async () => {
    const other = { ...small.world, caller: rehearsing(small.companyId + 1) };
    await expect(simulate(other, await asked())).rejects.toMatchObject({ name: 'Bug' });
  });
});
