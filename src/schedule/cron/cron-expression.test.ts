import { describe, expect, it } from 'vitest';
import { plainDate } from '#time/plain-date.fixture.ts';
import { civilOf, isoOf, toEpochDay } from '#time/plain-date.ts';
import { type Cron, firstLocalFrom, lastLocalUpTo, parseCron } from './cron-expression.ts';

function cronOf(text: string): Cron {
  const parsed = parseCron(text);
  if (!parsed.ok) throw new Error(parsed.refusal.message);
  return parsed.value;
}

/** `2026-01-31 02:30`, the first local minutes from the start of a day. */
function firstOf(text: string, from: string, count = 3): readonly string[] {
  const cron = cronOf(text);
  const found: string[] = [];
  let day = toEpochDay(plainDate(from));
  let minute = 0;
  while (found.length < count) {
    const next = firstLocalFrom(cron, { day, minute });
    if (next === null) break;
    const pad = (value: number) => String(value).padStart(2, '0');
    found.push(`${isoOf(next.day)} ${pad(Math.floor(next.minute / 60))}:${pad(next.minute % 60)}`);
    day = next.minute === 1439 ? next.day + 1 : next.day;
    minute = next.minute === 1439 ? 0 : next.minute + 1;
  }
  return found;
}

describe('a cron expression', () => {
  it.each([
    ['0 2 25 * *', '2026-01-26', ['2026-02-25 02:00', '2026-03-25 02:00', '2026-04-25 02:00']],
    ['*/30 1-2 1 1 *', '2026-01-01', ['2026-01-01 01:00', '2026-01-01 01:30', '2026-01-01 02:00']],
    ['0 0 * * MON-WED', '2026-01-01', ['2026-01-05 00:00', '2026-01-06 00:00', '2026-01-07 00:00']],
    ['0 0 * * 5-7', '2026-01-01', ['2026-01-02 00:00', '2026-01-03 00:00', '2026-01-04 00:00']],
    ['0 0 * * fri-sun', '2026-01-01', ['2026-01-02 00:00', '2026-01-03 00:00', '2026-01-04 00:00']],
    ['0 0 * * 0,7', '2026-01-01', ['2026-01-04 00:00', '2026-01-11 00:00', '2026-01-18 00:00']],
    ['0 0 1 jan,Jul *', '2026-01-02', ['2026-07-01 00:00', '2027-01-01 00:00', '2027-07-01 00:00']],
    [
      '15 10-20/5 1 1 *',
      '2026-01-01',
      ['2026-01-01 10:15', '2026-01-01 15:15', '2026-01-01 20:15'],
    ],
    ['  0\t0 1   1 * ', '2026-01-01', ['2026-01-01 00:00', '2027-01-01 00:00', '2028-01-01 00:00']],
    // The last day, the 15th and the last day, the last Friday.
    ['0 0 L * *', '2026-01-31', ['2026-01-31 00:00', '2026-02-28 00:00', '2026-03-31 00:00']],
    ['0 0 L 2 *', '2027-01-01', ['2027-02-28 00:00', '2028-02-29 00:00', '2029-02-28 00:00']],
    ['0 0 15,L * *', '2026-02-01', ['2026-02-15 00:00', '2026-02-28 00:00', '2026-03-15 00:00']],
    ['0 0 * * 5L', '2026-01-01', ['2026-01-30 00:00', '2026-02-27 00:00', '2026-03-27 00:00']],
    ['0 0 * * friL', '2026-02-01', ['2026-02-27 00:00', '2026-03-27 00:00', '2026-04-24 00:00']],
    // Only in leap years.
    ['0 0 29 2 *', '2026-01-01', ['2028-02-29 00:00', '2032-02-29 00:00', '2036-02-29 00:00']],
  ])('%s from %s names %j', (text, from, expected) => {
    expect(firstOf(text, from)).toEqual(expected);
  });

  describe('with both day fields', () => {
    it.each([
      // Both restrict: either is enough.
      ['0 0 13 * 5', '2026-02-07', ['2026-02-13 00:00', '2026-02-20 00:00', '2026-02-27 00:00']],
      ['0 0 1-31 * 1', '2026-02-03', ['2026-02-03 00:00', '2026-02-04 00:00', '2026-02-05 00:00']],
      ['0 0 L * 1', '2026-02-24', ['2026-02-28 00:00', '2026-03-02 00:00', '2026-03-09 00:00']],
      // One begins with a star: both must match, even if the star has a step.
      ['0 0 * * 5', '2026-02-07', ['2026-02-13 00:00', '2026-02-20 00:00', '2026-02-27 00:00']],
      ['0 0 */10 * 5', '2026-01-01', ['2026-05-01 00:00', '2026-07-31 00:00', '2026-08-21 00:00']],
      ['0 0 13 * */5', '2026-01-01', ['2026-02-13 00:00', '2026-03-13 00:00', '2026-09-13 00:00']],
    ])('%s from %s names %j', (text, from, expected) => {
      expect(firstOf(text, from)).toEqual(expected);
    });
  });

  it('finds the last minute before as the inverse of the first after', () => {
    for (const text of [
      '0 2 25 * *',
      '*/7 3 L */5 *',
      '59 23 31 12 *',
      '0 0 29 2 *',
      '5 4 13 * fri',
    ]) {
      const cron = cronOf(text);
      let from = { day: toEpochDay(plainDate('2020-01-01')), minute: 0 };
      for (let step = 0; step < 50; step += 1) {
        const next = firstLocalFrom(cron, from);
        if (next === null) break;
        expect(lastLocalUpTo(cron, next)).toEqual(next);
        const after = { day: next.day + 1, minute: 0 };
        const last = lastLocalUpTo(cron, { day: next.day, minute: 1439 });
        expect(last?.day, `${text} ${isoOf(next.day)}`).toBe(next.day);
        from = after;
      }
    }
  });

  it('waits many years for a leap day on a given weekday over the year 2100', () => {
    const cron = cronOf('0 0 */28 2 */6');
    const found = firstLocalFrom(cron, { day: toEpochDay(plainDate('2088-03-01')), minute: 0 });
    expect(found === null ? null : civilOf(found.day).month).toBe(2);
  });
});

describe('a cron expression that cannot be used', () => {
  it.each([
    ['', ['cron_empty']],
    ['   ', ['cron_empty']],
    ['* * * *', ['cron_field_count']],
    ['0 0 0 0 0 0 0 0', ['cron_field_count']],
    [
      '60 24 32 13 8',
      [
        'cron_out_of_range',
        'cron_out_of_range',
        'cron_out_of_range',
        'cron_out_of_range',
        'cron_out_of_range',
      ],
    ],
    ['0 0 0 0 *', ['cron_out_of_range', 'cron_out_of_range']],
    ['-1 0 1 1 *', ['cron_bad_value']],
    ['0 0 1, * *', ['cron_empty_part']],
    ['0 22-2 * * *', ['cron_range_backwards']],
    ['0 0 * * sat-mon', ['cron_range_backwards']],
    ['*/0 * * * *', ['cron_bad_step']],
    ['*/x * * * *', ['cron_bad_step']],
    ['1-5/2/2 * * * *', ['cron_bad_step']],
    ['5/10 * * * *', ['cron_step_without_range']],
    ['*/90 * * * *', ['cron_step_too_large']],
    ['0 */25 * * */8', ['cron_step_too_large', 'cron_step_too_large']],
    ['*/60 */24 */31 */12 */7', null],
    ['10-20/15 * * * *', null],
    ['0 0 ? * *', ['cron_not_supported']],
    ['0 0 15W * *', ['cron_not_supported']],
    ['0 0 * * 1#2', ['cron_not_supported']],
    ['0 L * * *', ['cron_not_supported']],
    ['0 0 * * L', ['cron_not_supported']],
    ['0 0 LW * *', ['cron_not_supported']],
    ['０ 0 * * *', ['cron_bad_value']],
    ['1.5 0 * * *', ['cron_bad_value']],
    ['0 0 30 2 *', ['cron_impossible']],
    ['0 0 31 2,4,6,9,11 *', ['cron_impossible']],
    // The last Friday is never before the 22nd, and a star with a step needs both.
    ['0 0 */21 2 5L', null],
    ['0 0 */30 2 5L', ['cron_impossible']],
  ])('%j has %j', (text, codes) => {
    const parsed = parseCron(text);
    expect(parsed.ok ? null : parsed.refusal.issues?.map(({ code }) => code)).toEqual(codes);
  });

  it.each([[null], [5], [['0', '0']], [undefined]])('%j is not text', (value) => {
    const parsed = parseCron(value);
    expect(parsed.ok || parsed.refusal.issues?.[0]?.code).toBe('cron_wrong_type');
  });

  /** Syntax of other crons: all have one code, and the message says what to write instead. */
  it.each([
    ['@yearly', 'write "0 0 1 1 *"'],
    ['@annually', 'write "0 0 1 1 *"'],
    ['@monthly', 'write "0 0 1 * *"'],
    ['@weekly', 'write "0 0 * * 0"'],
    ['@daily', 'write "0 0 * * *"'],
    ['@DAILY', 'write "0 0 * * *"'],
    ['@midnight', 'write "0 0 * * *"'],
    ['@hourly', 'write "0 * * * *"'],
    ['@reboot', 'write five fields'],
    ['@every 1h', 'write five fields'],
    ['TZ=Europe/Paris 0 2 * * *', 'write "0 2 * * *" and the zone under time_zone'],
    ['CRON_TZ=UTC 0 2 * * *', 'write "0 2 * * *" and the zone under time_zone'],
    ['0 0 0 * * *', 'drop the seconds: write "0 0 * * *"'],
    ['0 0 12 * * ?', 'drop the seconds: write "0 12 * * *"'],
    ['0 15 10 ? * MON-FRI', 'drop the seconds: write "15 10 * * MON-FRI"'],
    ['0 15 10 ? * 6', 'the weekday by its name'],
    ['0 0 12 1 1 ? 2027', 'drop the seconds and the year: write "0 12 1 1 *"'],
    ['0 12 1 1 * 2027', 'drop the year: write "0 12 1 1 *"'],
    ['0 10 * * ? *', 'drop the year: write "0 10 * * *"'],
    ['0 2 * * * /usr/bin/pay', 'Write "0 2 * * *" alone'],
    ['0 2 * * * root pay --all 50%', 'Write "0 2 * * *" alone'],
    ['0 0 ? * *', 'write *'],
    ['0 0 * * ?', 'write *'],
    ['0 0 * * 5#2', 'list the dates in periods'],
    ['0 0 * * FRI#2', 'list the dates in periods'],
    ['0 0 * * fri#5', 'write friL'],
    ['0 0 15W * *', 'write 15, and add "convention": "nearest"'],
    ['0 0 LW * *', 'write L, and add "convention": "preceding"'],
    ['0 0 L-3 * *', '{"days_before_end": 3}'],
    ['0 0 * * L', 'write 5L in the day of week'],
    ['0 LW * * *', 'W is not supported; write numbers'],
    ['H H * * *', 'write a number, such as 0'],
    ['H/15 * * * *', 'write a number, such as 0'],
    ['H(0-29)/10 * * * *', 'write a number, such as 0'],
    ['0~30 * * * *', '~ is not supported; write numbers'],
    ['0 0 13 * +FRI', 'begins with *'],
    ['0 0 * * *%', '% is not supported; write numbers'],
    ['0 0 * january *', 'write jan'],
    ['0 0 * Sept. *', 'write sep'],
    ['0 0 * * monday', 'write mon'],
    ['0 0 * * Monday-Fridays', 'write mon'],
    ['0 0 * * lundi', 'write one of sun, mon'],
    ['0 0 * März *', 'write one of jan, feb'],
    ['0 0 * * вт', 'write one of sun, mon'],
  ])('%j of another cron is not supported, and the answer says: %s', (text, words) => {
    const parsed = parseCron(text);
    const issues = parsed.ok ? [] : (parsed.refusal.issues ?? []);
    expect(new Set(issues.map(({ code }) => code))).toEqual(new Set(['cron_not_supported']));
    expect(issues.map(({ message }) => message).join()).toContain(words);
  });

  it('with the same meaning in another form gets the same answer', () => {
    const words = (text: string) => {
      const parsed = parseCron(text);
      return parsed.ok ? '' : parsed.refusal.message.replace(/^"[^"]*"/, '');
    };
    expect(words('0 0 * * FRI#2')).toBe(words('0 0 * * 5#2'));
  });

  it.each([
    ['0 0 * * FRI#2', 'FRI#2'],
    ['0 0 15W * *', '15W'],
    ['0 0 * Jan-Xyz *', 'Jan-Xyz'],
    ['0 0 1-X * *', 'X'],
    ['0 0 L-3 * *', 'L-3'],
    ['H 0 * * *', 'H'],
    ['0 22-2,FRI * * *', '22-2'],
  ])('%j is shown as it was typed: %s', (text, typed) => {
    const parsed = parseCron(text);
    const [issue] = parsed.ok ? [] : (parsed.refusal.issues ?? []);
    expect(issue?.message).toContain(`"${typed}"`);
  });

  it('suggests the correct form', () => {
    const parsed = parseCron('5/10 22-2 * * *');
    expect(parsed.ok || parsed.refusal.message).toContain('write 5-59/10');
    expect(parsed.ok || parsed.refusal.message).toContain('write 22-23,0-2');
    const named = parseCron('0 0 * * fri-mon');
    expect(named.ok || named.refusal.message).toContain('write fri-sat,sun-mon');
    expect(parseCron('0 0 * * fri-sat,sun-mon').ok).toBe(true);
  });

  it('is refused in a moment, however long', () => {
    expect(parseCron(`${'1,'.repeat(100_000)} * * * *`).ok).toBe(false);
    expect(parseCron(`0 0 ${'9'.repeat(100_000)} * *`).ok).toBe(false);
  });
});
