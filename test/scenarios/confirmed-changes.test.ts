/** What a coming run reads anew, and how another person than the one who entered it confirms it. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { changesCsv } from '#operations/judgement/changes-csv.ts';
import { type ConfirmChanges, confirmChanges } from '#operations/judgement/confirm-changes.ts';
import { type ListChanges, listChanges } from '#operations/judgement/list-changes.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';
import { companyRow, hours, inputs, items, period, run, terms } from '../support/paid-periods.ts';
import { as, must, type SmallCompany, smallCompany, takeRoster } from '../support/small-company.ts';
import { expectSound } from '../support/sound.ts';

const head = 'employee_id,name,pay_type,annual_salary,hourly_rate,filing_status,hire_date,end_date';
const roster = (...rows: readonly string[]) => `${[head, ...rows].join('\n')}\n`;
const ida = (rate: string) => `T1,Ida Fenn,hourly,,${rate},single,2025-01-06,`;
const raj = 'T2,Raj Patel,hourly,,24.00,mfj,2025-01-06,';
const sue = 'T3,Sue Long,salary,62400.00,,mfj,2025-01-06,';
const worked = (...rows: readonly string[]) =>
  `employee_id,regular_hours,bonus\n${rows.join('\n')}\n`;

let database: TestDatabase;
let small: SmallCompany;
let second: number;

beforeEach(async () => {
  database = await freshDatabase();
  const text = roster(ida('25.00'), raj, sue);
  small = await smallCompany({ url: database.url, now: '2026-11-02T12:00:00Z', roster: text });
  const week = { type: 'weekly', from: '2026-11-02', to: '2026-11-08', payOn: '2026-11-13' };
  const first = await period(small, week);
  await hours(small, first, worked('T1,40,', 'T2,40,'));
  await run(small, first);
  second = await period(small, {
    ...{ type: 'weekly', from: '2026-11-09', to: '2026-11-15', payOn: '2026-11-20' },
  });
});
afterEach(async () => {
  await expectSound(small.world);
  await small.close();
  await database.drop();
});

async function list(how: Partial<ListChanges> = {}) {
  const company = await companyRow(small);
  const all = { periodId: null, number: null, what: null, limit: 50, page: 1 };
  return must(
    await listChanges(small.world, {
      ...{ company, ...all, isUnconfirmed: false, isBeyond: false },
      ...how,
    }),
  );
}

/** `T1 pay roster 25000000 → 2500000000`, the largest first. */
async function changes(how: Partial<ListChanges> = {}): Promise<readonly string[]> {
  const { changes: rows } = await list(how);
  return rows.map(({ number, what, subject, before, after }) => {
    const values = [before, after].map((one) =>
      what === 'dates' ? `${one?.fromOn ?? '–'}/${one?.untilOn ?? '–'}` : `${one?.value ?? '–'}`,
    );
    return `${number} ${what} ${subject} ${values.join(' → ')}`;
  });
}

async function confirm(
  who: string,
  how: Partial<ConfirmChanges> & Pick<ConfirmChanges, 'numbers'>,
) {
  const company = await companyRow(small);
  return confirmChanges(as(small.world, who), {
    ...{ company, what: null, revision: null, why: 'seen the contract', dryRun: false },
    ...how,
  });
}

const refusal = async (asked: ReturnType<typeof confirm>) => {
  const answered = await asked;
  return answered.ok ? 'not refused' : answered.refusal.code;
};

const take = (...rows: readonly string[]) =>
  takeRoster(small.world, { companyId: small.companyId, text: roster(...rows) });

describe('the changes that a coming run reads', () => {
  it('are none while nothing has changed', async () => {
    await hours(small, second, worked('T1,40,', 'T2,40,'));
    expect(await changes()).toEqual([]);
  });

  it('are listed with the value before, the largest first', async () => {
    await take(ida('2500'));
    await hours(small, second, worked('T1,40,', 'T2,38,50000'));
    await items(small, 'employee_id,code,amount,from\nT3,UNION_DUES,12.00,2026-11-09\n');
    expect(await changes()).toEqual([
      'T1 pay roster 25000000 → 2500000000',
      `T2 item period:${second}:${await bonusCode()} – → 5000000`,
      `T2 hours period:${second} 40000000 → 38000000`,
      expect.stringMatching(/^T3 item item:\d+:.+ – → 1200$/),
    ]);
    const [first] = (await list()).changes;
    expect(first).toMatchObject({ factor: 100, entered: { actor: 'person:test' } });
    expect(await changes({ isBeyond: true })).toHaveLength(2);
    expect(await changes({ number: 'T2', what: 'hours' })).toHaveLength(1);
    expect(changesCsv((await list()).changes, 'USD').split('\r\n')[1]).toMatch(
      /^T1,Ida Fenn,pay,,,,hourly,25,2500,100.00,/,
    );
  });

  it('come in pages', async () => {
    await take(ida('2500'));
    await hours(small, second, worked('T1,39,', 'T2,38,500'));
    const pages = [await list({ limit: 3, page: 1 }), await list({ limit: 3, page: 2 })];
    expect(pages.map((one) => [one.pages, one.changes.length])).toEqual([
      [2, 3],
      [2, 1],
    ]);
  });

  it('are dated terms with what held before them, and their end', async () => {
    await terms(small, 'employee_id,job,from,pay_type,hourly_rate\nT1,,2026-11-09,hourly,75.00\n');
    expect(await changes()).toEqual(['T1 pay terms:2026-11-09: 25000000 → 75000000']);
    await terms(small, 'employee_id,job,from,pay_type,hourly_rate\nT1,,2026-11-12,hourly,80.00\n');
    expect(await changes()).toEqual([
      'T1 pay terms:2026-11-09: 25000000 → 75000000',
      'T1 pay terms:2026-11-12: 75000000 → 80000000',
    ]);
  });

  it('are first and last days, and new people', async () => {
    await take(
      'T3,Sue Long,salary,62400.00,,mfj,2025-01-06,2026-11-12',
      'T4,Al Roe,hourly,,30.00,single,2026-11-09,',
    );
    expect(await changes()).toEqual([
      'T4 pay roster – → 30000000',
      'T3 dates roster 2025-01-06/– → 2025-01-06/2026-11-12',
      'T4 dates roster –/– → 2026-11-09/–',
    ]);
  });

  it('are no changes when they were taken back', async () => {
    await take(ida('2500'));
    await take(ida('25.00'));
    expect(await changes()).toEqual([]);
  });

  it('are those that a period has read, once it is committed', async () => {
    await take(ida('26.00'));
    await hours(small, second, worked('T1,40,', 'T2,40,'));
    await run(small, second);
    await period(small, { type: 'weekly', from: '2026-11-16', to: '2026-11-22' });
    await take(ida('27.00'));
    expect(await changes({ periodId: second })).toEqual(['T1 pay roster 25000000 → 26000000']);
    expect(await changes()).toEqual(['T1 pay roster 26000000 → 27000000']);
  });
});

async function bonusCode(): Promise<number> {
  const { changes: rows } = await list({ what: 'item' });
  return rows.find(({ code }) => code === 'BONUS')?.payCodeId ?? 0;
}

describe('a change', () => {
  it('is confirmed by another person, once, for exactly what stands', async () => {
    await take(ida('75.00'));
    const dry = must(await confirm('person:bob', { numbers: ['T1'], dryRun: true }));
    expect(dry).toMatchObject({ written: false, confirmed: [{ number: 'T1' }] });
    expect(must(await confirm('person:bob', { numbers: ['T1'] })).written).toBe(true);
    const again = must(await confirm('person:cy', { numbers: ['T1'] }));
    expect(again).toMatchObject({ written: false, confirmed: [], before: [{ number: 'T1' }] });
    const [seen] = (await list()).changes;
    expect(seen).toMatchObject({ confirmedBy: 'person:bob', confirmedWhy: 'seen the contract' });
    expect(await changes({ isUnconfirmed: true })).toEqual([]);
    await take(ida('750.00'));
    expect(await changes({ isUnconfirmed: true })).toEqual(['T1 pay roster 25000000 → 750000000']);
    await take(ida('75.00'));
    expect(await changes({ isUnconfirmed: true })).toEqual(['T1 pay roster 25000000 → 75000000']);
  });

  it('keeps its confirmation when something else of the person changes', async () => {
    await take(ida('75.00'));
    must(await confirm('person:bob', { numbers: ['T1'] }));
    await take('T1,Ida Fenn-Moe,hourly,,75.00,single,2025-01-06,');
    expect(await changes({ isUnconfirmed: true })).toEqual([]);
  });

  it('is not confirmed by the person who entered it, nor by a program that acts for them', async () => {
    await take(ida('75.00'));
    expect(await confirm('person:test', { numbers: ['T1'] })).toMatchObject({
      refusal: { code: 'own_entry', facts: { deed: 'confirm' } },
    });
    const store = small.world;
    const company = await companyRow(small);
    const ask = { company, numbers: ['T1'], what: null, revision: null, why: 'x', dryRun: false };
    const caller = { ...(store.caller as object), who: 'person:app', onBehalfOf: 'person:test' };
    const asked = await confirmChanges({ ...store, caller: caller as typeof store.caller }, ask);
    expect(asked.ok ? '' : asked.refusal.code).toBe('own_entry');
  });

  it('of hours is not confirmed by somebody who entered a part of them', async () => {
    const text = 'employee_id,code,hours,worked_on\nT2,REGULAR,60,2026-11-09\n';
    await inputs(small, second, text);
    const bob = { ...small, world: as(small.world, 'person:bob') };
    await inputs(bob, second, 'employee_id,code,hours,worked_on\nT2,REGULAR,8,2026-11-10\n');
    for (const who of ['person:test', 'person:bob']) {
      expect(await refusal(confirm(who, { numbers: ['T2'] }))).toBe('own_entry');
    }
    expect((await confirm('person:cy', { numbers: ['T2'] })).ok).toBe(true);
  });

  it('is refused when it was changed since it was shown', async () => {
    await take(ida('75.00'));
    const [shown] = (await list()).changes;
    await take(ida('2500'));
    const revision = shown?.revision ?? 0;
    expect(await refusal(confirm('person:bob', { numbers: ['T1'], revision }))).toBe(
      'change_changed',
    );
    expect(await changes({ isUnconfirmed: true })).toHaveLength(1);
  });

  it('is refused after the commit, and where there is none', async () => {
    await take(ida('26.00'));
    const [shown] = (await list()).changes;
    await hours(small, second, worked('T1,40,', 'T2,40,'));
    await run(small, second);
    await period(small, { type: 'weekly', from: '2026-11-16', to: '2026-11-22' });
    const revision = shown?.revision ?? 0;
    const codes = [
      await refusal(confirm('person:bob', { numbers: ['T1'], revision })),
      await refusal(confirm('person:bob', { numbers: ['T1', 'T2'] })),
      await refusal(confirm('person:bob', { numbers: ['T1', 'T9'] })),
    ];
    expect(codes).toEqual(['change_committed', 'nothing_to_confirm', 'employee_unknown']);
  });
});
