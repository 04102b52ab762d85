/**
 * Pay data that is entered before the run of the period before commits: a raise from next month, a bonus, somebody
 * who begins later. The first run that pays by it reads it anew, whenever it was entered.
 */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { confirmChanges } from '#operations/judgement/confirm-changes.ts';
import { listChanges } from '#operations/judgement/list-changes.ts';
import { approveRun } from '#operations/runs/approve-run.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';
import { companyRow, hours, inputs, items, period, run, terms } from '../support/paid-periods.ts';
import { as, must, type SmallCompany, smallCompany, takeRoster } from '../support/small-company.ts';
import { expectSound } from '../support/sound.ts';

const head = 'employee_id,name,pay_type,annual_salary,hourly_rate,filing_status,hire_date,end_date';
const roster = (...rows: readonly string[]) => `${[head, ...rows].join('\n')}\n`;
const ida = 'T1,Ida Fenn,hourly,,25.00,single,2025-01-06,';
const raj = 'T2,Raj Patel,hourly,,24.00,mfj,2025-01-06,';
const sue = 'T3,Sue Long,salary,62400.00,,mfj,2025-01-06,';
const worked = (...rows: readonly string[]) => `employee_id,regular_hours\n${rows.join('\n')}\n`;
const many = 'employee_id,code,amount\nT1,BONUS,90000.00\nT3,BONUS,90000.00\n';
const raise = 'employee_id,from,pay_type,hourly_rate\nT1,2026-11-16,hourly,2500\n';

let database: TestDatabase;
let small: SmallCompany;
let periods: readonly number[];

/** One run is committed. Two more periods are there, with the hours of everybody. */
beforeEach(async () => {
  database = await freshDatabase();
  const text = roster(ida, raj, sue);
  small = await smallCompany({ url: database.url, now: '2026-11-02T12:00:00Z', roster: text });
  const weekly = (from: string, to: string, payOn: string) =>
    period(small, { type: 'weekly', from, to, payOn });
  periods = [
    await weekly('2026-11-02', '2026-11-08', '2026-11-13'),
    await weekly('2026-11-09', '2026-11-15', '2026-11-20'),
    await weekly('2026-11-16', '2026-11-22', '2026-11-27'),
  ];
  for (const each of periods) await hours(small, each, worked('T1,40', 'T2,40'));
  await run(small, of(0));
});
afterEach(async () => {
  await expectSound(small.world);
  await small.close();
  await database.drop();
});

const of = (index: number) => periods[index] ?? 0;
const by = (who: string): SmallCompany => ({ ...small, world: as(small.world, who) });

async function changes(): Promise<readonly string[]> {
  const { changes: rows } = must(
    await listChanges(small.world, {
      ...{ company: await companyRow(small), periodId: null, number: null, what: null },
      ...{ isUnconfirmed: false, isBeyond: false, limit: 50, page: 1 },
    }),
  );
  return rows.map(({ number, what, before, after }) => {
    const values = [before, after].map((one) =>
      what === 'dates' ? `${one?.fromOn ?? '–'}/${one?.untilOn ?? '–'}` : `${one?.value ?? '–'}`,
    );
    return `${number} ${what} ${values.join(' → ')}`;
  });
}

async function approve(who: string, runId: number): Promise<string> {
  const ask = { runId, why: 'looked at', totals: null, dryRun: true };
  const answered = await approveRun(as(small.world, who), ask);
  return answered.ok ? 'approved' : answered.refusal.code;
}

const confirmPay = async () =>
  confirmChanges(as(small.world, 'person:bob'), {
    ...{ company: await companyRow(small), numbers: ['T1'], what: 'pay' as const },
    ...{ revision: null, why: 'seen the contract', dryRun: false },
  });

describe('a change that was entered ahead', () => {
  it('is listed for the run that pays by it, and can be confirmed then', async () => {
    await terms(small, raise);
    await items(small, 'employee_id,code,amount,from\nT3,UNION_DUES,12.00,2026-11-16\n');
    await takeRoster(small.world, {
      companyId: small.companyId,
      text: roster(
        'T2,Raj Patel,hourly,,24.00,mfj,2025-01-06,2026-11-19',
        'T4,Al Roe,salary,62400.00,,single,2026-11-16,',
      ),
    });
    await run(small, of(1));
    expect(await changes()).toEqual([
      'T1 pay 25000000 → 2500000000',
      'T4 pay – → 6240000',
      'T3 item – → 1200',
      'T2 dates 2025-01-06/– → 2025-01-06/2026-11-19',
      'T4 dates –/– → 2026-11-16/–',
    ]);
    must(await confirmPay());
    expect(await run(small, of(2))).toMatchObject({ heldCount: 0 });
  });

  it('stays confirmed when another run commits before it is paid', async () => {
    await terms(small, raise);
    must(await confirmPay());
    await run(small, of(1));
    expect(await run(small, of(2))).toMatchObject({ state: 'committed', heldCount: 0 });
  });

  it('is no change before its first day, and none after it was paid', async () => {
    await terms(small, 'employee_id,from,pay_type,hourly_rate\nT1,2026-11-23,hourly,26\n');
    await run(small, of(1));
    expect(await changes()).toEqual([]);
    await run(small, of(2));
    const last = { type: 'weekly', from: '2026-11-23', to: '2026-11-29', payOn: '2026-12-04' };
    const periodId = await period(small, last);
    await hours(small, periodId, worked('T1,40', 'T2,40'));
    expect(await changes()).toEqual(['T1 pay 25000000 → 26000000']);
    await run(small, periodId);
    expect(await changes()).toEqual([]);
  });
});

describe('a person who entered ahead', () => {
  const entering: Readonly<Record<string, (ada: SmallCompany) => Promise<unknown>>> = {
    'a raise': (ada) => terms(ada, raise.replace('2500', '26')),
    'a bonus': (ada) => inputs(ada, of(2), 'employee_id,code,amount\nT2,BONUS,50.00\n'),
    'an allowance': (ada) =>
      items(ada, 'employee_id,code,amount,from\nT3,UNION_DUES,12.00,2026-11-16\n'),
    'somebody new': ({ world, companyId }) =>
      takeRoster(world, {
        companyId,
        text: roster('T4,Al Roe,salary,62400.00,,single,2026-11-16,'),
      }),
    'a last day': ({ world, companyId }) =>
      takeRoster(world, {
        companyId,
        text: roster('T3,Sue Long,salary,62400.00,,mfj,2025-01-06,2026-11-18'),
      }),
  };
  for (const [what, enter] of Object.entries(entering)) {
    it(`does not approve the run that pays by it: ${what}`, async () => {
      await enter(by('person:ada'));
      await run(small, of(1));
      // They are held, so the run waits for somebody.
      await inputs(by('person:bob'), of(2), many);
      const { runId, state } = await run(small, of(2));
      expect({ state, ada: await approve('person:ada', runId) }).toEqual({
        ...{ state: 'review', ada: 'own_entry' },
      });
      expect(await approve('person:cleo', runId)).toBe('approved');
    });
  }

  it('does not approve the run that pays somebody whom the last run held', async () => {
    await takeRoster(as(small.world, 'person:ada'), {
      companyId: small.companyId,
      text: roster('T1,Ida Fenn,hourly,,2500,single,2025-01-06,'),
    });
    await run(small, of(1));
    must(await confirmPay());
    const two = many.replace('T1', 'T2');
    await inputs(by('person:bob'), of(2), two);
    const { runId, heldCount } = await run(small, of(2));
    expect({ heldCount, ada: await approve('person:ada', runId) }).toEqual({
      ...{ heldCount: 2, ada: 'own_entry' },
    });
    expect(await approve('person:cleo', runId)).toBe('approved');
  });
});
