/** A company's own bank calendars: imported, used, changed, and near their last year. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { doctor } from '#operations/doctor.ts';
import { addSchedule } from '#operations/schedules/add-schedule.ts';
import { type CalendarFile, importCalendar } from '#operations/schedules/import-calendar.ts';
import { planSchedules } from '#operations/schedules/plan-schedules.ts';
import { companyById } from '#store/reads/companies.ts';
import { periods } from '#store/reads/periods.ts';
import { factsIn } from '#text/facts.fixture.ts';
import { auditOf } from '../support/audit-rows.ts';
import { freshDatabase } from '../support/database.ts';
import { must, type SmallCompany, smallCompany } from '../support/small-company.ts';
import { expectSound } from '../support/sound.ts';

let company: SmallCompany;
beforeAll(async () => {
  const database = await freshDatabase();
  company = await smallCompany({ url: database.url, now: '2026-06-02T12:00:00Z' });
});
afterAll(() => company.close());

const closing = (closed: readonly object[], years = { from: 2026, to: 2026 }) => ({
  bytes: Buffer.from(JSON.stringify({ id: 'town-hall', years, weekend: [], closed })),
  source: 'town-hall.json',
});
const christmas = { from: '2026-12-24', to: '2026-12-31', name: 'Winter closing' };

async function take(file: CalendarFile, dryRun = false) {
  const { world, companyId } = company;
  const row = await world.store.read({ companyId }, (at) => companyById(at, companyId));
  if (!row) throw new Error('the company is there');
  return importCalendar(world, { ...file, company: row, dryRun });
}

async function payDates(): Promise<readonly string[]> {
  const { world, companyId } = company;
  const rows = await world.store.read({ companyId }, (at) => periods(at, { companyId, limit: 50 }));
  return rows.map((row) => `${row.payOn} due ${row.dueLocal?.slice(0, 10)}`);
}

describe("a company's own calendar", () => {
  it("is found by the company's schedules, and can be joined with a bank calendar", async () => {
    expect(must(await take(closing([christmas])))).toMatchObject({
      change: 'added',
      schedules: [],
    });
    const added = must(
      await addSchedule(company.world, {
        companyId: company.companyId,
        definition: {
          code: 'office',
          frequency: 'biweekly',
          anchor: '2026-06-05',
          calendar: ['fed', 'town-hall'],
          rule: { days_before_pay_date: 1, business_days: true },
        },
      }),
    );
    expect(added.warnings.map(factsIn)).toEqual([['15']]);
    expect((await payDates()).slice(0, 3)).toEqual([
      '2026-06-05 due 2026-06-04',
      '2026-06-18 due 2026-06-17',
      '2026-07-03 due 2026-07-02',
    ]);
  });

  it('imported again unchanged changes nothing', async () => {
    expect(must(await take(closing([christmas])))).toMatchObject({
      change: 'unchanged',
      written: false,
    });
  });

  it('that is changed moves the periods without a run, and lists them', async () => {
    const changed = closing([christmas, { on: '2026-06-18', name: 'Founders’ day' }]);
    const before = await payDates();
    const dry = must(await take(changed, true));
    expect(await payDates()).toEqual(before);
    const done = must(await take(changed));
    expect(done.schedules).toEqual(dry.schedules);
    expect(done.schedules).toMatchObject([
      {
        code: 'office',
        added: [],
        replaced: [],
        moved: [{ before: { payOn: expect.anything() }, heldWhy: null }],
      },
    ]);
    expect(`${done.schedules[0]?.moved[0]?.after.payOn}`).toBe('2026-06-17');
    expect((await payDates())[1]).toBe('2026-06-17 due 2026-06-16');
    const rows = await auditOf(company, ['period.redate', 'calendar.replace']);
    expect(rows).toMatchObject([
      {
        action: 'period.redate',
        facts: {
          why: expect.stringContaining('town-hall'),
          before: { payOn: '2026-06-18', dueAt: '2026-06-17T06:00:00Z' },
          after: { payOn: '2026-06-17', dueAt: '2026-06-16T06:00:00Z' },
        },
      },
      { action: 'calendar.replace' },
    ]);
  });

  it('that no longer covers a day that a period needs is refused, and nothing is written', async () => {
    const before = await payDates();
    const other = await take(closing([], { from: 2027, to: 2027 }));
    expect(other).toMatchObject({ ok: false, refusal: { code: 'calendar_year_unknown' } });
    const none = await take(closing([], { from: 2040, to: 2041 }));
    expect(none).toMatchObject({
      ok: false,
      refusal: { code: 'calendar_breaks_schedule', issues: [{ pointer: 'schedule office' }] },
    });
    expect(await payDates()).toEqual(before);
  });

  it('warns 90 days before it ends, in the plan and in doctor', async () => {
    const notes = async () => {
      const which = { company: null, code: 'office' };
      return must(await planSchedules(company.world, which)).plans[0]?.notes ?? [];
    };
    const seen = async () =>
      (await doctor(company.world, { embeddedIn: null })).find(
        ({ check }) => check === 'bank calendars',
      );
    await company.clock.set('2026-10-01T12:00:00Z');
    expect((await notes()).flatMap(factsIn)).not.toContain('91');
    expect((await seen())?.level).toBe('ok');
    await company.clock.set('2026-10-02T12:00:00Z');
    expect((await notes()).map(factsIn)).toContainEqual(['2026-12-31', '90']);
    expect((await notes()).join()).toContain('fed+town-hall');
    expect(await seen()).toMatchObject({
      level: 'warning',
      actions: [{ action: 'import_calendar' }],
    });
    await company.clock.set('2026-06-02T12:00:00Z');
  });

  it('may come from an .ics, which needs an id and, for repeated events, its years', async () => {
    const ics = [
      ...['BEGIN:VCALENDAR', 'BEGIN:VEVENT', 'DTSTART;VALUE=DATE:20260817', 'RRULE:FREQ=YEARLY'],
      ...['SUMMARY:Town fair', 'END:VEVENT', 'END:VCALENDAR', ''],
    ].join('\r\n');
    const file = { bytes: Buffer.from(ics), source: 'fair.ics' };
    expect(await take(file)).toMatchObject({ refusal: { code: 'calendar_id_missing' } });
    expect(await take({ ...file, id: 'fair' })).toMatchObject({
      refusal: { code: 'ics_invalid', issues: [{ pointer: 'line 2', code: 'years_unclear' }] },
    });
    expect(await take({ ...file, id: 'fed', years: { from: 2026, to: 2026 } })).toMatchObject({
      refusal: { code: 'calendar_id_taken' },
    });
    expect(await take({ ...file, id: 'Fair!', years: { from: 2026, to: 2026 } })).toMatchObject({
      refusal: { code: 'calendar_invalid', issues: [{ pointer: '/id' }] },
    });
    const taken = must(await take({ ...file, id: 'fair', years: { from: 2026, to: 2028 } }));
    expect([...taken.calendar.closings.values()]).toEqual(['Town fair', 'Town fair', 'Town fair']);
  });

  it('breaks no invariant', async () => {
    await expectSound(company.world);
  });
});
