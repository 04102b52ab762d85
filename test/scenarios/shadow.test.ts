/** Another payroll pays a schedule, and Paybeat calculates beside it. Nobody is paid here. */
import pg from 'pg';
import { describe, expect, it } from 'vitest';
import { periodShape, periodsListed } from '#answers/periods.ts';
import { doctor } from '#operations/doctor.ts';
import { importBalances } from '#operations/people/import-balances.ts';
import { unskipPeriod } from '#operations/periods/hold-period.ts';
import { runPayrollForPeriod } from '#operations/runs/auto-run-payroll.ts';
import { voidRun } from '#operations/runs/control-run.ts';
import { correctRun } from '#operations/runs/correct-run.ts';
import { openDueRuns } from '#operations/runs/open-due-runs.ts';
import { reverseRun } from '#operations/runs/reverse-run.ts';
import { runOffCycle } from '#operations/runs/run-off-cycle.ts';
import { showPayslip } from '#operations/runs/show-payslip.ts';
import { showCompared } from '#operations/shadow/compared-period.ts';
import { shadowRecord } from '#operations/shadow/shadow-record.ts';
import { startShadow } from '#operations/shadow/start-shadow.ts';
import { companyRow, hours, period, run, settings } from '../support/paid-periods.ts';
import {
  agreed,
  agreeingFile,
  biweeklyCompany,
  cents,
  compareFile,
  endOfCrew,
  type Shadowed,
  startOfCrew,
} from '../support/shadowed.ts';
import { drivenBy, must, takeRoster } from '../support/small-company.ts';
import { expectSound } from '../support/sound.ts';

const crew = { company: null, schedule: 'crew' };
const liveOn = Temporal.PlainDate.from('2026-03-02');

function first({ periodIds: [one = 0] }: Shadowed): number {
  return one;
}

describe('a schedule in shadow', () => {
  it('is run by no person and no worker, and the database refuses it as well', async () => {
    const shadowed = await biweeklyCompany({ isInShadow: true });
    const { url, small } = shadowed;
    const { world, companyId } = small;
    const periodId = first(shadowed);
    expect(await openDueRuns(world, { opens: 'any' })).toEqual([]);
    const force = { reason: 'no matter what' };
    const drive = drivenBy(small.clock);
    expect(await runPayrollForPeriod(world, { periodId, force }, drive)).toMatchObject({
      refusal: { code: 'in_shadow', facts: { periodId } },
    });
    const bonus = Buffer.from('employee_id,code,amount\nben,BONUS,100.00\n');
    const payOn = Temporal.PlainDate.from('2026-03-20');
    const offCycle = {
      company: await companyRow(small),
      payOn,
      bytes: bonus,
      ...{ startOn: payOn, endOn: payOn, frequency: 'biweekly', key: null },
      dryRun: false,
    };
    expect(await runOffCycle(world, offCycle, drive)).toMatchObject({
      refusal: { code: 'people_in_shadow', facts: { employees: ['ben'] } },
    });
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    await client.query('set search_path = paybeat, public');
    const asOwner = (text: string, values: readonly unknown[]) =>
      client.query(text, [...values]).catch((error: { constraint?: string }) => error.constraint);
    const insert = `insert into pay_run (company_id, period_id, kind, opened_by, snapshot_revision, tax_year,
      state_tax, roster_count, chunk_count, pay_on) values ($1, $2, 'regular', 'x', 1, 2026, 'x', 1, 0, '2026-01-23')`;
    expect(await asOwner(insert, [companyId, periodId])).toBe('pay_run_in_shadow');
    const complete =
      "update pay_period set status = 'completed', completed_at = now() where period_id = $1";
    expect(await asOwner(complete, [periodId])).toBe('pay_period_in_shadow');
    const free = 'update pay_period set shadow_id = null where period_id = $1';
    expect(await asOwner(free, [periodId])).toBe('pay_period_in_shadow');
    await client.end();
    await expectSound(world);
    await small.close();
  });

  it('cannot begin on days that were paid here, inside a period, or twice', async () => {
    const live = await biweeklyCompany({ isInShadow: false });
    const { small, url } = live;
    const inside = { ...startOfCrew, fromOn: Temporal.PlainDate.from('2026-01-06') };
    expect(await startShadow(small.world, inside)).toMatchObject({
      refusal: { code: 'day_inside_period', facts: { startOn: '2026-01-05' } },
    });
    const { runId } = await run(small, first(live));
    expect(await startShadow(small.world, startOfCrew)).toMatchObject({
      refusal: { code: 'runs_in_the_way', facts: { runs: [runId] } },
    });
    const later = { ...startOfCrew, fromOn: Temporal.PlainDate.from('2026-01-19') };
    const back = { runId, employees: ['ben'], why: 'wrong hours', payOn: null, dryRun: false };
    const drive = drivenBy(small.clock);
    await settings(small, { secondEyes: 'required' });
    const opened = must(await reverseRun(small.world, back, drive));
    const reversal = opened.kind === 'ran' ? opened.run.runId : 0;
    expect(await startShadow(small.world, later)).toMatchObject({
      refusal: { code: 'runs_in_the_way', facts: { runs: [reversal] } },
    });
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    const commits = client.query(`begin;
      insert into paybeat.shadow (company_id, schedule_id, from_on, why, started_by)
        select company_id, schedule_id, '2026-01-19', 'x', 'x' from paybeat.pay_schedule;
      update paybeat.pay_run set state = 'approved', move_count = move_count + 1, approved_at = now(),
        approved_by = 'x' where run_id = ${reversal};
      update paybeat.pay_run set state = 'committed', move_count = move_count + 1, committed_at = now()
        where run_id = ${reversal}`);
    await expect(commits).rejects.toMatchObject({ constraint: 'pay_run_in_shadow' });
    await client.end();
    must(await voidRun(small.world, { runId: reversal, why: 'later' }));
    expect(must(await startShadow(small.world, later)).periods.length).toBeGreaterThan(5);
    expect(await startShadow(small.world, later)).toMatchObject({
      refusal: { code: 'shadow_exists' },
    });
    const ofBen = { refusal: { code: 'people_in_shadow', facts: { employees: ['ben'] } } };
    expect(await reverseRun(small.world, back, drive)).toMatchObject(ofBen);
    const more = { ...back, hours: { regular_hours: '81' } };
    expect(await correctRun(small.world, more, drive)).toMatchObject(ofBen);
    expect(await doctor(small.world, { embeddedIn: null })).toContainEqual(
      expect.objectContaining({
        ...{ check: 'shadows', level: 'warning' },
        actions: [{ action: 'compare_shadow', period: live.periodIds[1] }],
      }),
    );
    await expectSound(small.world);
    await small.close();
  });

  it('leaves people without a schedule alone', async () => {
    const { small } = await biweeklyCompany({ isInShadow: true });
    const periodId = await period(small, { from: '2026-01-05', payOn: '2026-01-23' });
    expect(await run(small, periodId)).toMatchObject({ state: 'committed', paidCount: 1 });
    await expectSound(small.world);
    await small.close();
  });
});

describe('a comparison', () => {
  it('continues the year as if the periods before had been paid, to the cent', async () => {
    const shadowed = await biweeklyCompany({ isInShadow: true });
    const live = await biweeklyCompany({ isInShadow: false });
    await agreed(shadowed, 3);
    for (const [nth, periodId] of live.periodIds.slice(0, 3).entries()) {
      const { runId } = await run(live.small, periodId);
      const other = shadowed.periodIds[nth] ?? 0;
      const { people } = must(
        await showCompared(shadowed.small.world, { periodId: other, employee: null }),
      );
      for (const { number, ownTotals, lineCodes, lineAmounts } of people) {
        const paid = must(await showPayslip(live.small.world, { runId, number: number ?? '' }));
        expect([number, ownTotals?.[0], ownTotals?.[5]]).toEqual([
          ...[number, paid.payslip.grossMinor, paid.payslip.netMinor],
        ]);
        const kept = new Map(lineCodes.map((code, at) => [code, lineAmounts[at]]));
        expect([...kept.values()]).toEqual(paid.lines.map(({ amountMinor }) => amountMinor));
      }
    }
    // 184,500.00 is the wage base of 2026: Max has reached it in his second payslip.
    const third = must(
      await showCompared(shadowed.small.world, {
        periodId: shadowed.periodIds[2] ?? 0,
        employee: 'max',
      }),
    );
    expect(third.people[0]?.lineAmounts).toContain(0n);
    await shadowed.small.close();
    await live.small.close();
  });

  it('finds who differs, by how much, and why', async () => {
    const shadowed = await biweeklyCompany({ isInShadow: true });
    const { small } = shadowed;
    const periodId = first(shadowed);
    const text = await agreeingFile(small, periodId);
    // There Ada is married and Ben has worked four hours less. Max is missing, and somebody else is paid.
    await takeRoster(small.world, {
      ...{ companyId: small.companyId, scheduleCode: 'crew' },
      text: `employee_id,name,pay_type,annual_salary,hourly_rate,filing_status,k401_pct,hire_date
007,Ada Lovelace,salary,91000.00,,mfj,5,2019-03-01
ben,Ben Carter,hourly,,24.50,mfj,,2021-06-14
max,Max Planck,salary,2600000.00,,hoh,,2018-01-08
`,
    });
    const more = 'employee_id,regular_hours,overtime_hours\nben,84,2.5\n';
    await hours(small, periodId, more, { replace: true });
    const changed = `${text.replace(/max.*\n/, '').replace('007', '7')}zoe,100.00,90.00\n`;
    const compared = must(await compareFile(small.world, { periodId, text: changed }));
    const of = (number: string) => compared.people.find((one) => one.number === number);
    expect(compared.period).toMatchObject({
      people: 4,
      differ: 2,
      onlyHere: 1,
      onlyThere: 1,
      same: 0,
    });
    expect(compared.period.notes).toMatchObject([{ code: 'written_otherwise' }]);
    expect(of('007')).toMatchObject({
      ...{ outcome: 'differs', causes: { parts: [{ cause: 'unexplained' }] } },
      causes: { likely: [{ code: 'tax_form', facts: { there: 'filing_status single' } }] },
    });
    // 4 × 24.50
    expect(of('ben')).toMatchObject({
      causes: {
        parts: [{ cause: 'gross', differenceMinor: '-9800' }, { cause: 'unexplained' }],
        likely: [
          { code: 'other_hours', facts: { payCode: 'REGULAR', moreHoursMicro: '-4000000' } },
        ],
      },
    });
    expect(of('max')).toMatchObject({ outcome: 'only_here', theirs: null });
    expect(of('zoe')).toMatchObject({
      outcome: 'only_there',
      ownReason: 'unknown',
      netDifferenceMinor: 9_000n,
    });
    expect(must(await shadowRecord(small.world, crew))).toMatchObject({
      ...{ compared: 1, agreed: 0, next: { periodId: shadowed.periodIds[1] } },
      differing: [{}, {}, {}, {}],
    });
    await expectSound(small.world);
    await small.close();
  });

  it('changes nothing with the same file, and says when an earlier period has changed', async () => {
    const shadowed = await biweeklyCompany({ isInShadow: true });
    const { small } = shadowed;
    const [one = 0, two = 0] = shadowed.periodIds;
    await agreed(shadowed, 2);
    const text = await agreeingFile(small, one);
    expect(must(await compareFile(small.world, { periodId: one, text }))).toMatchObject({
      ...{ isSame: true, written: false, period: { verdict: 'agrees', same: 3 } },
    });
    await hours(small, one, 'employee_id,regular_hours,overtime_hours\nben,79,2.5\n', {
      replace: true,
    });
    expect(must(await compareFile(small.world, { periodId: one, text }))).toMatchObject({
      ...{ isSame: false, written: true, period: { verdict: 'differs', same: 2, differ: 1 } },
    });
    const verdicts = must(await shadowRecord(small.world, crew)).periods.map(
      ({ verdict }) => verdict,
    );
    expect(verdicts.slice(0, 5)).toEqual([
      'differs',
      'outdated',
      'to_compare',
      'to_compare',
      'to_come',
    ]);
    expect(
      await endOfCrew(small.world, { liveOn: Temporal.PlainDate.from('2026-02-02') }),
    ).toMatchObject({
      refusal: { code: 'shadow_outdated', facts: { periods: [two] } },
    });
    await small.close();
  });

  it('refuses a file of another period and a period before its turn', async () => {
    const shadowed = await biweeklyCompany({ isInShadow: true });
    const { small } = shadowed;
    const [one = 0, two = 0] = shadowed.periodIds;
    const text = 'employee_id,net,pay_date\nben,1.00,2026-02-06\n';
    expect(await compareFile(small.world, { periodId: one, text })).toMatchObject({
      refusal: { code: 'file_of_another_period', facts: { fits: two } },
    });
    expect(await compareFile(small.world, { periodId: two, text })).toMatchObject({
      refusal: { code: 'compare_earlier_first', facts: { missing: [one] } },
    });
    await agreed(shadowed, 1);
    const same = await agreeingFile(small, one);
    const twice = must(await compareFile(small.world, { periodId: two, text: same, dryRun: true }));
    expect(twice.period.notes).toMatchObject([{ code: 'same_file_as', facts: { periodId: one } }]);
    await small.close();
  });
});

describe('the end of a shadow', () => {
  it('goes on with the year, and nobody is paid for the days before again', async () => {
    const shadowed = await biweeklyCompany({ isInShadow: true });
    const live = await biweeklyCompany({ isInShadow: false });
    const { small, periodIds } = shadowed;
    for (const periodId of live.periodIds.slice(0, 4)) await run(live.small, periodId);
    await agreed(shadowed, 3);
    expect(await endOfCrew(small.world, { liveOn })).toMatchObject({
      refusal: { code: 'not_compared', facts: { periods: [periodIds[3]] } },
    });
    await agreed({ ...shadowed, periodIds: periodIds.slice(3) }, 1);
    expect(await endOfCrew(small.world, { liveOn, year: null })).toMatchObject({
      refusal: { code: 'year_to_date_needed' },
    });
    const tried = must(await endOfCrew(small.world, { liveOn, dryRun: true }));
    const ended = must(await endOfCrew(small.world, { liveOn }));
    expect(tried).toMatchObject({ paidBefore: ended.paidBefore, live: ended.live, balances: 3 });
    expect(ended).toMatchObject({ paidBefore: periodIds.slice(0, 4), held: [], balances: 3 });
    const force = { reason: 'again' };
    const ask = { periodId: first(shadowed), force };
    expect(await runPayrollForPeriod(small.world, ask, drivenBy(small.clock))).toMatchObject({
      refusal: { code: 'period_not_active' },
    });
    expect(await unskipPeriod(small.world, { periodId: first(shadowed) })).toMatchObject({
      refusal: { code: 'paid_before' },
    });
    const [next = 0, other = 0] = [periodIds[4], live.periodIds[4]];
    await hours(small, next, 'employee_id,regular_hours\nben,80\n');
    await hours(live.small, other, 'employee_id,regular_hours\nben,80\n');
    const here = await run(small, next);
    const there = await run(live.small, other);
    expect([here.state, here.netMinor]).toEqual([there.state, there.netMinor]);
    for (const number of ['007', 'ben', 'max']) {
      const mine = must(await showPayslip(small.world, { runId: here.runId, number }));
      const twin = must(await showPayslip(live.small.world, { runId: there.runId, number }));
      expect(mine.lines).toEqual(twin.lines);
      expect(mine.yearToDate).toMatchObject({
        ...{ grossMinor: twin.yearToDate.grossMinor, netMinor: twin.yearToDate.netMinor },
      });
    }
    await expectSound(small.world);
    await small.close();
    await live.small.close();
  });

  it('takes the balances of the other payroll, or nothing at all', async () => {
    const shadowed = await biweeklyCompany({ isInShadow: true });
    const { small, periodIds } = shadowed;
    const ofMax = 'employee_id,year,tax,taxable_wages,withheld\nmax,2026,SS,184500,11439\n';
    const wrong = Buffer.from('employee_id,year,code,amount\nnobody,2026,GROSS,1\n');
    const year = (bytes: Buffer) => ({ by: 'file', bytes }) as const;
    expect(await endOfCrew(small.world, { liveOn, year: year(wrong) })).toMatchObject({
      refusal: { code: 'file_refused' },
    });
    expect(must(await shadowRecord(small.world, crew)).shadow.endedAt).toBe(null);
    const company = await companyRow(small);
    const early = { company, bytes: Buffer.from(ofMax), dryRun: true };
    expect(must(await importBalances(small.world, early)).notes).toContainEqual(
      expect.objectContaining({ code: 'balances_before_shadow' }),
    );
    expect(
      must(await endOfCrew(small.world, { liveOn, year: year(Buffer.from(ofMax)) })),
    ).toMatchObject({
      ...{ balances: 1, paidBefore: periodIds.slice(0, 4), shadow: { yearToDate: 'file' } },
    });
    expect(await endOfCrew(small.world, { liveOn })).toMatchObject({
      refusal: { code: 'not_in_shadow' },
    });
    await expectSound(small.world);
    await small.close();
  });

  it('holds a period that is due already', async () => {
    const shadowed = await biweeklyCompany({ isInShadow: true });
    await agreed(shadowed, 3);
    const on = Temporal.PlainDate.from('2026-02-16');
    const { held, live } = must(await endOfCrew(shadowed.small.world, { liveOn: on }));
    expect(held).toEqual([shadowed.periodIds[3]]);
    expect(live).toEqual(shadowed.periodIds.slice(3));
    const { companyId, world } = shadowed.small;
    const { periods } = await periodsListed(world, { companyId, limit: 4 });
    const paid = { inShadow: false, paidBefore: true };
    expect(periods.map(periodShape)).toMatchObject([
      ...[paid, paid, paid, { inShadow: false, paidBefore: false }],
    ]);
    expect(await openDueRuns(shadowed.small.world, { opens: 'any' })).toEqual([]);
    await expectSound(shadowed.small.world);
    await shadowed.small.close();
  });
});

it('a file that rounds a cent otherwise is told apart from one that differs', async () => {
  const shadowed = await biweeklyCompany({ isInShadow: true });
  const periodId = first(shadowed);
  const text = await agreeingFile(shadowed.small, periodId);
  const row = text.split('\n').find((one) => one.startsWith('ben')) ?? '';
  const net = BigInt(row.split(',')[2]?.replace('.', '') ?? '0');
  const rounded = text.replace(row, row.replace(cents(net), cents(net + 1n)));
  const compared = must(await compareFile(shadowed.small.world, { periodId, text: rounded }));
  expect(compared.period).toMatchObject({ verdict: 'rounds', rounding: 1, same: 2 });
  await shadowed.small.close();
});
