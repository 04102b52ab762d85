import { describe, expect, it } from 'vitest';
import { factsIn } from '#text/facts.fixture.ts';
import { fed } from '#time/calendars/fed.ts';
import { demoDates } from './demo-dates.ts';

const on = (now: string) =>
  demoDates({ now: Temporal.Instant.from(now), newestTaxYear: 2026, calendar: fed });

describe('the dates of the demo', () => {
  it.each([
    ['2026-11-23T15:00:00Z', '2026-11-25', 'two banking days ahead'],
    ['2026-11-23T06:00:00Z', '2026-11-24', 'before 02:00 the instant of yesterday counts'],
    ['2026-11-25T15:00:00Z', '2026-11-30', 'Thanksgiving is no banking day'],
    ['2026-12-31T15:00:00Z', '2026-12-31', 'never a pay date beyond the newest table'],
  ])('at %s the pay date is %s: %s', (now, payOn) => {
    const dates = on(now);
    expect(dates.payOn.toString()).toBe(payOn);
    expect(dates.note).toBeNull();
  });

  it('stands on the same day of the last covered year when today has no tax table', () => {
    const dates = on('2028-02-29T15:00:00Z');
    expect(dates.payOn.year).toBe(2026);
    expect(factsIn(dates.note)).toEqual(['2026-02-28', '2028']);
  });
});
