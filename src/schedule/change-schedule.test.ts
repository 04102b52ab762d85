import { describe, expect, it } from 'vitest';
import { factsIn } from '#text/facts.fixture.ts';
import { plainDate } from '#time/plain-date.fixture.ts';
import { isoOf } from '#time/plain-date.ts';
import { changeSchedule, proveMove } from './change-schedule.ts';
import { paySchedule } from './definition/parse-schedule.ts';
import { payPeriods, scheduleOf, spanOf } from './schedules.fixture.ts';
import { proveTiling } from './tiling.ts';

const biweekly = scheduleOf({
  code: 'BW',
  frequency: 'biweekly',
  anchor: '2026-01-02',
  pay_date: { days_after_end: 5 },
});
const semimonthly = scheduleOf({
  code: 'SM',
  frequency: 'semimonthly',
  pay_date: { days_after_end: 5 },
});

function change(on: string, more: { transitionPayOn?: string } = {}) {
  const payOn = more.transitionPayOn;
  const changed = changeSchedule({
    from: biweekly,
    to: semimonthly,
    on: plainDate(on),
    reason: 'new agreement',
    ...(payOn === undefined ? {} : { transitionPayOn: plainDate(payOn) }),
  });
  if (!changed.ok) throw new Error(JSON.stringify(changed.refusal));
  return changed.value;
}

describe('a change of schedule', () => {
  it('fills the days between with one transition period', () => {
    const { lastOfOld, transition, firstOfNew, from, to } = change('2026-07-01');
    expect(isoOf(lastOfOld.endDay)).toBe('2026-06-28');
    expect(
      transition && [
        isoOf(transition.startDay),
        isoOf(transition.endDay),
        isoOf(transition.nominalDay),
      ],
    ).toEqual(['2026-06-29', '2026-06-30', '2026-07-05']);
    expect(isoOf(firstOfNew.startDay)).toBe('2026-07-01');
    expect(from.definition['ends_on']).toBe('2026-06-28');
    expect(to.definition['transition']).toEqual({
      start: '2026-06-29',
      end: '2026-06-30',
      pay: '2026-07-05',
      reason: 'new agreement',
    });
  });

  it('needs no transition if the old periods end where the new ones begin', () => {
    const { transition, to } = change('2026-12-28');
    expect(isoOf(change('2026-12-28').firstOfNew.startDay)).toBe('2027-01-01');
    expect(transition).not.toBeNull();
    const met = changeSchedule({
      from: semimonthly,
      to: scheduleOf({ frequency: 'monthly' }),
      on: plainDate('2026-07-01'),
      reason: 'x',
    });
    expect(met.ok && [met.value.transition, met.value.to.definition['starts_on']]).toEqual([
      null,
      '2026-07-01',
    ]);
    expect(to.definition['starts_on']).toBeUndefined();
  });

  it('covers every day once, whatever the day of the change', () => {
    for (let day = 0; day < 60; day += 1) {
      const { proof, from, to } = change(`${plainDate('2026-05-01').add({ days: day })}`);
      expect(proof).toMatchObject({ holds: true, uncovered: [], coveredTwice: [] });
      const span = spanOf('2026-01-01', '2026-12-31');
      const old = payPeriods(from, span);
      const young = payPeriods(to, span);
      if (!old.ok || !young.ok) throw new Error('the calendar knows 2026');
      const all = [...old.value, ...young.value];
      const whole = { fromOn: all[0]?.startOn ?? span.fromOn, toOn: plainDate('2026-12-31') };
      expect(proveTiling(all, whole).holds).toBe(true);
    }
  });

  it('warns if the new schedule pays before the last pay date of the old one', () => {
    expect(change('2026-07-01').warnings).toEqual([]);
    const { warnings } = change('2026-07-01', { transitionPayOn: '2026-07-02' });
    expect(warnings.map(factsIn)).toEqual([['2026-07-02', '2026-07-03']]);
  });

  it('is refused if a schedule has ended', () => {
    const ended = scheduleOf({ ...biweekly.definition, ends_on: '2026-03-08' });
    const changed = changeSchedule({
      from: semimonthly,
      to: ended,
      on: plainDate('2026-07-01'),
      reason: 'x',
    });
    expect(changed.ok || changed.refusal.code).toBe('change_outside_schedule');
  });
});

describe('an employee’s move between schedules', () => {
  it('splits the periods at the first day on the new one', () => {
    const moved = proveMove({ from: biweekly, to: semimonthly, on: plainDate('2026-06-10') });
    if (!moved.ok) throw new Error(moved.refusal.message);
    const { lastOnOld, firstOnNew, proof } = moved.value;
    expect([
      `${lastOnOld.startOn}`,
      `${lastOnOld.endOn}`,
      lastOnOld.days,
      lastOnOld.daysInPeriod,
    ]).toEqual(['2026-06-01', '2026-06-09', 9, 14]);
    expect([
      `${firstOnNew.startOn}`,
      `${firstOnNew.endOn}`,
      firstOnNew.days,
      firstOnNew.daysInPeriod,
    ]).toEqual(['2026-06-10', '2026-06-15', 6, 15]);
    expect(proof).toEqual({ holds: true, days: 15, uncovered: [], coveredTwice: [] });
  });

  it('on the first day of a period leaves whole periods', () => {
    const moved = proveMove({ from: biweekly, to: semimonthly, on: plainDate('2026-06-01') });
    expect(moved.ok && [moved.value.lastOnOld.days, moved.value.firstOnNew.days]).toEqual([14, 15]);
  });

  it('is refused before the new schedule begins', () => {
    const later = scheduleOf({ frequency: 'monthly', starts_on: '2027-01-01' });
    const moved = proveMove({ from: biweekly, to: later, on: plainDate('2026-06-10') });
    expect(moved.ok || moved.refusal.code).toBe('change_outside_schedule');
  });
});

describe('the proof of tiling', () => {
  const span = (start: string, end: string) => ({
    startOn: plainDate(start),
    endOn: plainDate(end),
  });
  const whole = { fromOn: plainDate('2026-01-01'), toOn: plainDate('2026-01-31') };

  it.each([
    [
      'holds in any order',
      [span('2026-01-16', '2026-01-31'), span('2026-01-01', '2026-01-15')],
      [],
      [],
    ],
    [
      'names days not covered',
      [span('2026-01-02', '2026-01-10'), span('2026-01-12', '2026-01-30')],
      ['2026-01-01/2026-01-01', '2026-01-11/2026-01-11', '2026-01-31/2026-01-31'],
      [],
    ],
    [
      'names days covered twice',
      [span('2026-01-01', '2026-01-20'), span('2026-01-15', '2026-01-31')],
      [],
      ['2026-01-15/2026-01-20'],
    ],
    [
      'names days outside',
      [span('2025-12-31', '2026-02-01')],
      [],
      ['2025-12-31/2025-12-31', '2026-02-01/2026-02-01'],
    ],
    ['names everything where there is nothing', [], ['2026-01-01/2026-01-31'], []],
  ])('%s', (_, periods, uncovered, coveredTwice) => {
    const proof = proveTiling(periods, whole);
    const words = (ranges: typeof proof.uncovered) => ranges.map(({ from, to }) => `${from}/${to}`);
    expect([words(proof.uncovered), words(proof.coveredTwice)]).toEqual([uncovered, coveredTwice]);
    expect(proof.holds).toBe(uncovered.length + coveredTwice.length === 0);
  });
});

describe('a schedule that leaves days out on purpose', () => {
  const monthly = { code: 'TEST', time_zone: 'UTC', calendar: 'fed', frequency: 'monthly' };
  const summer = { ...monthly, seasons: [{ from: '05-01', to: '09-30' }] };
  const changed = (from: object, of: { to: object; on: string }) =>
    changeSchedule({
      ...{ from: paySchedule(from), to: paySchedule(of.to), reason: 'x' },
      on: plainDate(of.on),
    });

  it('is followed without a transition for the months in which nobody works', () => {
    const change = changed(summer, { to: monthly, on: '2026-12-01' });
    if (!change.ok) throw new Error(change.refusal.message);
    const { transition, proof, from, to } = change.value;
    expect([transition, proof.holds]).toEqual([null, true]);
    expect([isoOf(from.endsDay ?? 0), isoOf(to.startsDay ?? 0)]).toEqual([
      '2026-09-30',
      '2026-12-01',
    ]);
  });

  it('has a transition for the days that it would have paid, and only for those', () => {
    const weekly = { ...monthly, frequency: 'weekly', anchor: '2026-01-02' };
    const change = changed(
      { ...weekly, seasons: [{ from: '05-01', to: '09-30' }] },
      { to: monthly, on: '2026-06-01' },
    );
    if (!change.ok) throw new Error(change.refusal.message);
    const { transition, proof } = change.value;
    expect([isoOf(transition?.startDay ?? 0), isoOf(transition?.endDay ?? 0)]).toEqual([
      '2026-05-30',
      '2026-05-31',
    ]);
    expect(proof.holds).toBe(true);
  });

  it('may follow another one, which pays until the season begins', () => {
    const change = changed(monthly, { to: summer, on: '2026-01-15' });
    if (!change.ok) throw new Error(change.refusal.message);
    const { lastOfOld, transition, firstOfNew, proof } = change.value;
    expect([isoOf(lastOfOld.endDay), transition, isoOf(firstOfNew.startDay), proof.holds]).toEqual([
      '2026-04-30',
      null,
      '2026-05-01',
      true,
    ]);
  });

  it('and a list that ends are two things: the days after the list get a transition', () => {
    const listed = {
      ...monthly,
      periods: [{ start: '2026-01-01', end: '2026-01-31', pay: '2026-01-30' }],
    };
    const change = changed(listed, { to: monthly, on: '2026-03-01' });
    if (!change.ok) throw new Error(change.refusal.message);
    const { transition } = change.value;
    expect([isoOf(transition?.startDay ?? 0), isoOf(transition?.endDay ?? 0)]).toEqual([
      '2026-02-01',
      '2026-02-28',
    ]);
  });
});
