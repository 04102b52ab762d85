/**
 * Pay that is far from a person's own last payslips holds that person. The others are paid. Runs in one
 * transaction, runs by chunks and previews all hold the same people.
 */
import { describe, expect, it } from 'vitest';
import { previewRun } from '#operations/runs/preview-run.ts';
import type { Settings } from '#settings/work-settings.ts';
import { exceptionsOf } from '#store/reads/runs.ts';
import { freshDatabase } from '../support/database.ts';
import { hours, inputs, items, payslip, period, run, terms } from '../support/paid-periods.ts';
import { must, type SmallCompany, smallCompany, takeRoster } from '../support/small-company.ts';
import { expectSound } from '../support/sound.ts';

const head = 'employee_id,name,pay_type,hourly_rate,filing_status,hire_date';
const ida = (rate: string) => `T1,Ida Fenn,hourly,${rate},single,2025-01-06`;
const raj = 'T2,Raj Patel,hourly,24.00,mfj,2025-01-06';
const mo = 'T3,Mo Berg,hourly,22.00,single,2025-01-06';

const rosterOf = (...rows: string[]) => `${[head, ...rows].join('\n')}\n`;
const usualHours = 'employee_id,regular_hours,bonus\nT1,40,\nT2,40,\nT3,40,\n';

async function weeks(settings: Partial<Settings>, roster = rosterOf(ida('25.00'), raj, mo)) {
  const { url } = await freshDatabase();
  const small = await smallCompany({ url, now: '2026-11-20T15:00:00Z', roster, settings });
  const first = { from: '2026-11-02', to: '2026-11-08', payOn: '2026-11-13', type: 'weekly' };
  const second = { from: '2026-11-09', to: '2026-11-15', payOn: '2026-11-20', type: 'weekly' };
  return { small, first: await period(small, first), second: await period(small, second) };
}

async function heldIn({ world, companyId }: SmallCompany, runId: number) {
  const rows = await world.store.read({ companyId }, (at) => exceptionsOf(at, runId));
  return Object.fromEntries(rows.map(({ number, code }) => [number, code]));
}

const ways: readonly (readonly [string, Partial<Settings>])[] = [
  ['in one transaction', { chunkSize: 100 }],
  ['by chunks', { chunkSize: 2, setCompanies: 0 }],
];

describe.each(ways)('a run %s', (_, how) => {
  it('holds a rate without its decimal point, and pays the others', async () => {
    const { small, first, second } = await weeks(how);
    await hours(small, first, usualHours);
    expect(await run(small, first)).toMatchObject({
      state: 'committed',
      paidCount: 3,
      heldCount: 0,
    });
    await takeRoster(small.world, { ...small, text: rosterOf(ida('2500'), raj, mo) });
    await hours(small, second, usualHours);
    const previewed = must(await previewRun(small.world, { periodId: second }));
    expect(previewed.held).toMatchObject([{ number: 'T1', code: 'rate_far_from_last' }]);
    const ran = await run(small, second);
    // 40 × 24.00 + 40 × 22.00
    expect(ran).toMatchObject({
      state: 'committed',
      paidCount: 2,
      heldCount: 1,
      grossMinor: 184_000n,
    });
    expect(await heldIn(small, ran.runId)).toEqual({ T1: 'rate_far_from_last' });
    const [held] = await small.world.store.read(small, (at) => exceptionsOf(at, ran.runId));
    expect(held).toMatchObject({
      facts: {
        gross: '100000.00',
        findings: [
          { code: 'rate_far_from_last', seen: '2,500.00 an hour', usual: '25.00 an hour' },
          { code: 'pay_far_above_usual', seen: '100,000.00', usual: '1,000.00' },
        ],
      },
      seen: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    await expectSound(small.world);
    await small.close();
  });

  it('holds the rate and the bonus of the case, which were paid without a question', async () => {
    const { small, first, second } = await weeks(how, rosterOf(ida('25.00'), raj));
    await hours(small, first, 'employee_id,regular_hours\nT1,40\nT2,40\n');
    expect(await run(small, first)).toMatchObject({ state: 'committed', grossMinor: 196_000n });
    await takeRoster(small.world, { ...small, text: rosterOf(ida('2500')) + `${raj}\n` });
    await hours(small, second, 'employee_id,regular_hours,bonus\nT1,40,\nT2,40,50000\n');
    const ran = await run(small, second);
    expect(ran).toMatchObject({ state: 'review', paidCount: 0, heldCount: 2 });
    expect(await heldIn(small, ran.runId)).toEqual({
      T1: 'rate_far_from_last',
      T2: 'pay_far_above_usual',
    });
    await small.close();
  });

  it('has absolute limits in the first run of a company', async () => {
    const { small, first } = await weeks(how, rosterOf(ida('62400'), raj, mo));
    await hours(small, first, 'employee_id,regular_hours,bonus\nT1,40,\nT2,40,50000\nT3,40,500\n');
    const ran = await run(small, first);
    expect(await heldIn(small, ran.runId)).toEqual({
      T1: 'rate_far_from_last',
      T2: 'pay_far_above_usual',
    });
    await small.close();
  });

  it('holds 80 hours typed for 8.0, and takes a total of the week with one date', async () => {
    const { small, first } = await weeks(how);
    const rows = [2, 3, 4, 5, 6].map((day) => `T1,REGULAR,${day === 4 ? 80 : 8},2026-11-0${day}`);
    const twice = ['REGULAR', 'OVERTIME'].map((code) => `T3,${code},13,2026-11-03`);
    const text = [...rows, 'T2,REGULAR,40,2026-11-06', ...twice, 'T3,REGULAR,8,2026-11-04'];
    await inputs(small, first, `employee_id,code,hours,worked_on\n${text.join('\n')}\n`);
    const ran = await run(small, first);
    expect(await heldIn(small, ran.runId)).toEqual({
      T1: 'hours_beyond_period',
      T3: 'hours_beyond_period',
    });
    const [held] = await small.world.store.read(small, (at) => exceptionsOf(at, ran.runId));
    expect(held).toMatchObject({
      facts: { findings: [{ on: '2026-11-04', seen: '80 hours', limit: 'hours_on_a_day' }] },
    });
    await small.close();
  });

  it('compares dated pay that was entered long before it begins', async () => {
    const { small, first, second } = await weeks(how);
    await terms(small, 'employee_id,from,pay_type,hourly_rate\nT2,2026-11-09,hourly,2400\n');
    for (const periodId of [first, second]) await hours(small, periodId, usualHours);
    expect(await run(small, first)).toMatchObject({ state: 'committed', heldCount: 0 });
    const ran = await run(small, second);
    expect(await heldIn(small, ran.runId)).toEqual({ T2: 'rate_far_from_last' });
    await small.close();
  });
});

describe('what is usual', () => {
  it('is pay before taxes for people with tips, whose taxes may be carried', async () => {
    const { url } = await freshDatabase();
    const roster = rosterOf(ida('7.25'), raj.replace('24.00,mfj', '7.25,single'));
    const small = await smallCompany({ url, now: '2026-11-20T15:00:00Z', roster });
    await items(small, 'employee_id,code,amount,from\nT2,401K,12.00,2026-01-01\n');
    const paid: unknown[][] = [];
    for (const [day, tips] of [
      ['02', ['100', '100']],
      ['09', ['3000', '2000']],
      ['16', ['0', '0']],
    ] as const) {
      const from = `2026-11-${day}`;
      const to = Temporal.PlainDate.from(from).add({ days: 6 }).toString();
      const weekId = await period(small, { from, to, payOn: to, type: 'weekly' });
      const rows = ['T1', 'T2'].map(
        (one, nth) => `${one},REGULAR,40,\n${one},CASH_TIPS,,${tips[nth]}\n`,
      );
      await inputs(small, weekId, `employee_id,code,hours,amount\n${rows.join('')}`);
      const ran = await run(small, weekId);
      expect(await heldIn(small, ran.runId)).toEqual({});
      const both: unknown[] = [];
      for (const number of ['T1', 'T2']) {
        const { net, lines } = await payslip(small, { runId: ran.runId, number });
        both.push([net, lines['UNCOLLECTED_FIT']]);
      }
      paid.push(both);
    }
    // 290.00 less 7.65 % of 290.00 leaves 267.81 for what was carried, and 255.81 after the deduction.
    expect(paid).toEqual([
      [
        ['252.12', undefined],
        ['241.32', undefined],
      ],
      [
        ['0.00', '534.64'],
        ['0.00', '228.54'],
      ],
      [
        ['0.00', '-267.81'],
        ['27.27', '-228.54'],
      ],
    ]);
    await small.close();
  });

  it('is looked for in the year before when a year begins', async () => {
    const { url } = await freshDatabase();
    const roster = rosterOf(ida('25.00'), raj, mo);
    const settings = { chunkSize: 100 };
    const small = await smallCompany({ url, now: '2026-01-20T15:00:00Z', roster, settings });
    const last = await period(small, {
      from: '2025-12-15',
      to: '2025-12-21',
      payOn: '2025-12-26',
      type: 'weekly',
    });
    const next = await period(small, {
      from: '2025-12-29',
      to: '2026-01-04',
      payOn: '2026-01-09',
      type: 'weekly',
    });
    await hours(small, last, usualHours);
    await hours(small, next, 'employee_id,regular_hours\nT1,40\nT2,80\nT3,4\n');
    expect(await run(small, last)).toMatchObject({ state: 'committed', heldCount: 0 });
    const ran = await run(small, next);
    expect(await heldIn(small, ran.runId)).toEqual({
      T2: 'pay_far_above_usual',
      T3: 'pay_far_below_usual',
    });
    await small.close();
  });
});
