/** A register lists everybody whom a run pays; its sums are the totals that were approved. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { confinedTo, operator } from '#caller.ts';
import { openRegister, registerPage } from '#operations/registers/register-pages.ts';
import { recalculateRun, voidRun } from '#operations/runs/control-run.ts';
import { runOffCycle } from '#operations/runs/run-off-cycle.ts';
import { showPayslip } from '#operations/runs/show-payslip.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';
import { companyRow, hours, period, run, settings } from '../support/paid-periods.ts';
import {
  drivenBy,
  must,
  type SmallCompany,
  smallCompany,
  takeRoster,
} from '../support/small-company.ts';

const roster = `employee_id,name,pay_type,annual_salary,hourly_rate,filing_status,k401_pct,hire_date
zed,Zed Moss,hourly,,24.50,mfj,,2021-06-14
ada,Ada Lovelace,salary,91000.00,,single,5,2019-03-01
dan,Dan Orme,hourly,,19.75,single,,2023-02-20
eve,Eve Stone,salary,70000.00,,single,,2099-01-01
`;

let database: TestDatabase;
let small: SmallCompany;
beforeEach(async () => {
  database = await freshDatabase();
  small = await smallCompany({ url: database.url, now: '2026-11-01T12:00:00Z', roster });
  await settings(small, { heldPercentMax: 100 });
});
afterEach(async () => {
  await small.close();
  await database.drop();
});

const zedWorked = 'employee_id,regular_hours,overtime_hours\nzed,80,2.5\n';

async function twoWeeks(from: string, worked = zedWorked): Promise<number> {
  const periodId = await period(small, { from });
  await hours(small, periodId, worked);
  return (await run(small, periodId)).runId;
}

const whole = async (ask: Parameters<typeof openRegister>[1], limit = 1_000) => {
  const { frame, totals, pages } = must(await openRegister(small.world, ask));
  const people = [];
  const notPaid = [];
  for await (const page of pages(limit)) {
    people.push(...must(page).people);
    notPaid.push(...must(page).notPaid);
  }
  return { frame, totals, people, notPaid };
};

describe('the register of a run', () => {
  it('has everyone in the order of the roster, with hours, codes, and sums equal to its totals', async () => {
    const runId = await twoWeeks('2026-11-02');
    const { frame, totals, people, notPaid } = await whole({ runId });
    const stored = frame.runs[0]?.run;
    expect(people.map(({ number }) => number)).toEqual(['zed', 'ada']);
    expect(people.map(({ hoursMicro }) => hoursMicro)).toEqual([82_500_000n, null]);
    expect(notPaid).toMatchObject([
      { number: 'dan', disposition: 'held', code: 'missing_hours' },
      { number: 'eve', disposition: 'excluded' },
    ]);
    expect(stored).toMatchObject({ state: 'committed', paidCount: 2 });
    for (const name of ['grossMinor', 'taxesMinor', 'deductionsMinor', 'netMinor'] as const) {
      const sum = people.reduce((all, one) => all + one[name], 0n);
      expect({ [name]: sum }).toEqual({ [name]: stored?.[name] });
      expect(totals.all[name]).toBe(stored?.[name]);
    }
    for (const { payCodeId, code } of totals.codes) {
      const sum = people.reduce((all, one) => all + (one.lines.get(payCodeId) ?? 0n), 0n);
      expect({ [code]: totals.all.lines.get(payCodeId) }).toEqual({ [code]: sum });
    }
    expect(frame.isDraft).toBe(false);
  });

  it('has the year to date that each payslip shows', async () => {
    await twoWeeks('2026-11-02');
    const second = await twoWeeks('2026-11-16');
    const { people } = await whole({ runId: second });
    for (const { number, yearToDate } of people) {
      const shown = must(await showPayslip(small.world, { runId: second, number }));
      const { grossMinor, netMinor } = shown.yearToDate;
      expect(yearToDate).toMatchObject({ grossMinor, netMinor });
      expect(yearToDate.grossMinor).toBeGreaterThan(shown.payslip.grossMinor);
    }
  });

  it('comes in pages that are the same rows, whatever their size', async () => {
    const runId = await twoWeeks('2026-11-02');
    const all = await whole({ runId });
    const one = await whole({ runId }, 1);
    expect(one.people).toEqual(all.people);
    expect(one.notPaid).toEqual(all.notPaid);
    const first = must(await registerPage(small.world, { runId, after: null, limit: 3 }));
    expect(first.people.length + first.notPaid.length).toBe(3);
    const rest = must(await registerPage(small.world, { runId, after: first.next, limit: 3 }));
    expect(rest).toMatchObject({ totals: null, people: [], next: null });
    expect(rest.notPaid.map(({ number }) => number)).toEqual(['eve']);
    const wrong = await registerPage(small.world, { runId, after: '1.q.1.1', limit: 3 });
    expect(wrong).toMatchObject({ refusal: { code: 'wrong_place' } });
  });

  it('keeps the names that the run read, whatever is entered or committed later', async () => {
    const runId = await twoWeeks('2026-11-02');
    const before = await whole({ runId });
    const text = roster.replace('Zed Moss', 'Zed Smith');
    await takeRoster(small.world, { companyId: small.companyId, text });
    const second = await twoWeeks('2026-11-16');
    const { totals, people, notPaid } = await whole({ runId });
    expect({ totals, people, notPaid }).toEqual({
      ...{ totals: before.totals, people: before.people, notPaid: before.notPaid },
    });
    expect((await whole({ runId: second })).people[0]?.name).toBe('Zed Smith');
  });

  it('of a draft is refused from the page on at which somebody recalculated the run', async () => {
    await settings(small, { heldPercentMax: 10 });
    const { runId, state } = await run(small, await period(small, { from: '2026-11-02' }));
    expect(state).toBe('review');
    const { frame, pages } = must(await openRegister(small.world, { runId }));
    expect(frame.isDraft).toBe(true);
    const first = must(await registerPage(small.world, { runId, after: null, limit: 1 }));
    const reading = pages(1);
    expect((await reading.next()).value).toMatchObject({ ok: true });
    must(await recalculateRun(small.world, { runId, why: 'hours came' }));
    const changed = { refusal: { code: 'run_changed' } };
    expect((await reading.next()).value).toMatchObject(changed);
    const still = { refusal: { code: 'still_calculating' } };
    const second = await registerPage(small.world, { runId, after: first.next, limit: 1 });
    expect(second).toMatchObject(still);
    must(await voidRun(small.world, { runId, why: 'a test' }));
    expect(await openRegister(small.world, { runId })).toMatchObject({
      refusal: { code: 'run_voided' },
    });
  });

  it('is refused if the run is of another company', async () => {
    const other = { ...small.world, caller: confinedTo(operator(nobody), []) };
    const runId = await twoWeeks('2026-11-02');
    expect(await openRegister(other, { runId })).toMatchObject({
      refusal: { code: 'run_not_found' },
    });
  });
});

const nobody = { who: 'person:nobody', door: 'library' } as const;

describe('the register of a time', () => {
  it('has each run by pay date with its totals, and the sums of all', async () => {
    const one = await twoWeeks('2026-11-02');
    const two = await twoWeeks('2026-11-16');
    const bonus = await paidBonus('employee_id,code,amount\nada,BONUS,1000.00\n');
    await twoWeeks('2026-11-30');
    const { frame, totals, people } = await whole(await during('2026-11-01', '2026-12-04', 'run'));
    expect(frame.runs.map(({ run: { runId } }) => runId)).toEqual([one, two, bonus]);
    for (const { run: stored } of frame.runs) {
      const own = people.filter(({ runId }) => runId === stored.runId);
      expect(own.length).toBe(stored.paidCount);
      expect(own.reduce((all, { netMinor }) => all + netMinor, 0n)).toBe(stored.netMinor);
      expect(totals.ofRuns.get(stored.runId)?.grossMinor).toBe(stored.grossMinor);
    }
    const net = people.reduce((all, { netMinor }) => all + netMinor, 0n);
    expect(totals.all).toMatchObject({ paid: 5, held: 2, netMinor: net });
    expect(totals.codes.map(({ code }) => code)).toContain('BONUS');
  });

  it('by person has one row for each, with the year to date of the last run', async () => {
    await twoWeeks('2026-11-02');
    const two = await twoWeeks('2026-11-16');
    const byRun = await whole(await during('2026-11-01', '2026-12-04', 'run'));
    const ask = await during('2026-11-01', '2026-12-04', 'person');
    const { people, totals, notPaid } = await whole(ask);
    expect(people.map(({ number, payslips }) => [number, payslips])).toEqual([
      ...[
        ['zed', 2],
        ['ada', 2],
      ],
    ]);
    expect(totals).toEqual(byRun.totals);
    expect(notPaid).toEqual(byRun.notPaid);
    const last = await whole({ runId: two });
    expect(people.map(({ yearToDate }) => yearToDate)).toEqual(
      last.people.map(({ yearToDate }) => yearToDate),
    );
    expect(people[0]?.hoursMicro).toBe(165_000_000n);
    expect(await whole(ask, 1)).toMatchObject({ people, notPaid });
  });

  it('does not change between its pages when another run is committed', async () => {
    await twoWeeks('2026-11-02');
    const ask = await during('2026-11-01', '2026-12-31', 'run');
    const first = must(await registerPage(small.world, { ...ask, after: null, limit: 1 }));
    await twoWeeks('2026-11-16');
    const rest = must(await registerPage(small.world, { ...ask, after: first.next, limit: 9 }));
    expect(rest.frame.runs).toHaveLength(1);
    expect(rest.people).toHaveLength(1);
    expect(rest.next).toBe(null);
  });

  it('is empty without a run, and refuses days in the wrong order', async () => {
    const ask = await during('2026-01-01', '2026-01-31', 'run');
    expect(await whole(ask)).toMatchObject({
      people: [],
      notPaid: [],
      totals: { all: { paid: 0 } },
    });
    const refused = await openRegister(
      small.world,
      await during('2026-02-01', '2026-01-31', 'run'),
    );
    expect(refused).toMatchObject({ refusal: { code: 'days_reversed' } });
  });
});

async function during(from: string, to: string, by: 'run' | 'person') {
  const day = Temporal.PlainDate.from;
  return { company: await companyRow(small), fromOn: day(from), toOn: day(to), by };
}

async function paidBonus(text: string): Promise<number> {
  const ask = {
    ...{ company: await companyRow(small), bytes: Buffer.from(text), dryRun: false },
    payOn: Temporal.PlainDate.from('2026-12-04'),
    ...{ startOn: null, endOn: null, frequency: 'biweekly', key: null },
  };
  const done = must(await runOffCycle(small.world, ask, drivenBy(small.clock)));
  if (done.kind !== 'ran') throw new Error('it ran');
  return done.run.runId;
}
