/**
 * Closing months of companies with every kind of input: everything agrees, also with reversals and people who are held.
 * What somebody changes in the database is named by the check that it breaks.
 */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { confinedTo, operator } from '#caller.ts';
import { type ClosedMonth, closeMonth } from '#operations/closing/close-month.ts';
import { findMonth } from '#operations/closing/find-month.ts';
import { FolderWriter } from '#operations/closing/folder-writer.ts';
import { liabilitiesAgree } from '#operations/closing/month-checks.ts';
import { setAccounts } from '#operations/companies/accounts.ts';
import { listLiabilities } from '#operations/liabilities/list-liabilities.ts';
import { newKey } from '#operations/proof/signing-keys.ts';
import { autoRunPayroll } from '#operations/runs/auto-run-payroll.ts';
import type { World } from '#operations/world.ts';
import { companies } from '#store/reads/companies.ts';
import { sumsByCode } from '#store/reads/register.ts';
import { createStore, type Store } from '#store/store.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';
import { type DatabaseClock, databaseClock } from '../support/database-clock.ts';
import { companyRow } from '../support/paid-periods.ts';
import { type Paid, paidAgain, paidWrongly, reversal, reversed } from '../support/reversed.ts';
import { layRichCompanies, richDueMoment } from '../support/rich-companies.ts';
import { drivenBy, must, worldOn } from '../support/small-company.ts';

const month = (text: string) => Temporal.PlainYearMonth.from(text);
const keys = { dataFolder: mkdtempSync(join(tmpdir(), 'paybeat-close-')), given: null };
const version = '1.2.3';
const states = ({ checks }: ClosedMonth) => checks.map(({ code, state }) => `${code} ${state}`);
const all = 'all_paid register_totals journals liabilities certificates audit_log invariants'.split(
  ' ',
);
const agreeing = all.map((code) => `${code} agrees`);

beforeAll(async () => {
  must(await newKey(keys, Temporal.Instant.from('2026-01-01T00:00:00Z')));
});

describe('a month of companies with every kind of input', () => {
  let database: TestDatabase;
  let store: Store;
  let clock: DatabaseClock;
  let world: World;
  beforeAll(async () => {
    database = await freshDatabase();
    await layRichCompanies(database.url);
    store = createStore({ url: database.url });
    clock = await databaseClock(database.url, richDueMoment);
    world = worldOn(store);
    await autoRunPayroll(world, drivenBy(clock));
    await clock.set('2026-05-04T12:00:00Z');
  }, 120_000);
  afterAll(async () => {
    await store.close();
    await clock.close();
    await database.drop();
  });

  it('agrees in everything, for a caller who sees only this company', async () => {
    let closed = 0;
    for (const company of await store.read('every company', (at) => companies(at))) {
      const caller = confinedTo(operator({ who: 'person:books', door: 'library' }), [
        company.companyId,
      ]);
      for (const text of ['2026-01', '2026-04']) {
        const ask = { company, month: month(text), draft: false, keys, version };
        const made = await closeMonth({ ...world, caller }, ask, null);
        if (!made.ok) {
          expect([company.code, text, made.refusal.code]).toEqual([
            company.code,
            text,
            'no_pay_dates',
          ]);
          continue;
        }
        expect([company.code, text, states(made.value)]).toEqual([company.code, text, agreeing]);
        closed += made.value.runs.length;
      }
    }
    expect(closed).toBeGreaterThan(8);
  }, 60_000);
});

describe('a month with a reversal', () => {
  let paid: Paid;
  let owner: pg.Client;
  const close = async (draft = false, writer: FolderWriter | null = null) => {
    const company = await companyRow(paid.small);
    const ask = { company, month: month('2026-01'), draft, keys, version };
    return closeMonth(paid.small.world, ask, writer);
  };
  beforeAll(async () => {
    paid = await paidWrongly();
    await reversed(paid, reversal(paid.runId, ['ben']));
    owner = new pg.Client({ connectionString: paid.url });
    await owner.connect();
    await owner.query('set search_path = paybeat, public');
  }, 60_000);
  afterAll(async () => {
    await owner.end();
    await paid.small.close();
  });

  it('is not over before its last day has passed', async () => {
    expect(await close()).toMatchObject({
      ok: false,
      refusal: { code: 'month_open', family: 'conflict', issues: [{ code: 'not_over' }] },
    });
    const draft = must(await close(true));
    expect([draft.isFinal, draft.agrees]).toEqual([false, false]);
  });

  it('agrees, and names the people who were held and are not paid yet', async () => {
    // hledger can have this account, and Beancount cannot.
    const company = await companyRow(paid.small);
    const given = { earnings: '6000 Wages' };
    must(await setAccounts(paid.small.world, { company, given, dryRun: false }));
    await paidAgain(paid, 'employee_id,regular_hours\nben,72\n');
    await paid.small.clock.set('2026-02-02T15:00:00Z');
    const made = must(await close());
    expect(states(made)).toEqual(agreeing);
    expect(made.runs.map(({ run }) => run.kind)).toContain('reversal');
  });

  it('leaves out the file of a program that cannot have the name of an account, and says so', async () => {
    const writer = new FolderWriter(join(tmpdir(), `paybeat-closed-${process.pid}`));
    await writer.begin();
    const made = must(await close(false, writer));
    await writer.remove();
    expect([made.agrees, made.posted.unfit]).toEqual([
      true,
      [{ form: 'beancount', account: '6000 Wages' }],
    ]);
    const journals = writer.files.filter(({ path }) => path.startsWith('journal'));
    expect(journals.map(({ path }) => path)).toEqual(['journal.csv', 'journal.hledger']);
  });

  it('names the check of liabilities if a tax or what is owed to others is not that of the registers', async () => {
    const { store } = paid.small.world;
    const company = await companyRow(paid.small);
    const [fromOn, toOn] = [
      month('2026-01').toPlainDate({ day: 1 }),
      Temporal.PlainDate.from('2026-01-31'),
    ];
    const asked = await listLiabilities(paid.small.world, {
      company,
      closedOn: toOn,
      fromOn,
      toOn,
    });
    const list = must(asked);
    const found = must(
      await store.read(company, (at) =>
        findMonth(paid.small.world, at, { company, month: month('2026-01'), draft: false }),
      ),
    );
    const runIds = found.frame.runs.map(({ run }) => run.runId);
    const sums = await store.read(company, (at) => sumsByCode(at, runIds));
    const stateOf = (planted: typeof list) =>
      liabilitiesAgree(found, { list: planted, sums }).state;
    expect(stateOf(list)).toBe('agrees');
    expect(stateOf({ ...list, taxes: list.taxes.slice(1) })).toBe('differs');
    const [first] = list.taxes;
    if (first === undefined) throw new Error('a tax is owed');
    const more = { ...first, amountMinor: first.amountMinor + 1n };
    expect(stateOf({ ...list, taxes: [more, ...list.taxes.slice(1)] })).toBe('differs');
    expect(list.others).not.toEqual([]);
    expect(stateOf({ ...list, others: list.others.slice(1) })).toBe('differs');
  });

  it('is the same as of an audit row, until the log no longer has that row', async () => {
    const company = await companyRow(paid.small);
    const { asOf } = must(await close());
    const earlier = { ...asOf, auditRows: asOf.auditRows - 1 };
    const ask = { company, month: month('2026-01'), draft: false, keys, version };
    const { rows } = await owner.query(
      "select encode(hash, 'hex') as hash from audit_event where seq = $1",
      [earlier.auditRows],
    );
    const seen = { ...earlier, auditHash: String(rows[0].hash) };
    const as = async (given: typeof seen) =>
      must(await closeMonth(paid.small.world, { ...ask, asOf: given }, null)).asOf;
    expect(await as(seen)).toEqual(seen);
    expect(await as({ ...seen, auditHash: 'f'.repeat(64) })).toEqual(asOf);
  });

  it.each([
    ['who approved', "update approval set approver = 'person:other'", 'invariants'],
    [
      'a row of the audit log',
      "update audit_event set actor = 'nobody' where seq = 2",
      'audit_log',
    ],
    [
      'the sums of a chunk',
      'update run_chunk set taxes_minor = taxes_minor + 1',
      'register_totals',
    ],
    [
      'the kind of a line',
      'update payslip set line_codes = array_replace(line_codes, 120, 121)',
      'register_totals',
    ],
  ])('names the check that fails if somebody changes %s', async (_what, tampering, check) => {
    await owner.query('set session_replication_role = replica');
    await owner.query(tampering);
    await owner.query('set session_replication_role = origin');
    expect(states(must(await close()))).toContain(`${check} differs`);
  });
});
