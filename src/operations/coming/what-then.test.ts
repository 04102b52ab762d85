/**
 * What the Django design did with a rule, measured with a real one of it: both readings, for rules that are right
 * and rules that are wrong.
 */
import { describe, expect, it } from 'vitest';
import { parseCron } from '#schedule/cron/cron-expression.ts';
import { asCelery, type DueReading, whatThen } from './what-then.ts';

const cron = parseCron('0 2 * * *');
if (!cron.ok) throw new Error('the scan is an expression');
const scanned = cron.value;

function then(rule: unknown, reading: DueReading, zone = 'America/New_York'): string {
  const scan = { cron: asCelery(scanned), zone, reading };
  const now = Temporal.Instant.from('2024-01-20T12:00:00Z');
  const found = whatThen({
    ...{ rule: JSON.stringify(rule), endOn: Temporal.PlainDate.from('2024-01-31'), scan },
    ...{ from: now, cronFrom: now, entry: null },
  });
  return found.at?.toZonedDateTimeISO(zone).toPlainDateTime().toString().slice(0, 16) ?? found.code;
}

describe('a rule of the Django design', () => {
  it.each<[unknown, string, string]>([
    [{ run_on_date: '2024-01-25' }, '2024-01-25T02:00', '2024-01-25T02:00'],
    [{ run_on_date: '2024-1-25' }, '2024-01-25T02:00', '2024-01-25T02:00'],
    [{ run_on_date: '2019-01-25' }, 'day_has_passed', '2024-01-21T02:00'],
    [{ run_on_date: '25/01/2024' }, 'fails_at_each_scan', 'fails_at_each_scan'],
    [{ run_on_date: '2024-02-30' }, 'fails_at_each_scan', 'fails_at_each_scan'],
    [{ run_on_date: '2024-01-25T00:00:00Z' }, 'fails_at_each_scan', 'fails_at_each_scan'],
    [{ run_on_date: null }, 'fails_at_each_scan', 'fails_at_each_scan'],
    [{ days_before_end: 3 }, '2024-01-28T02:00', '2024-01-28T02:00'],
    [{ days_before_end: 3.7 }, '2024-01-28T02:00', '2024-01-28T02:00'],
    [{ days_before_end: true }, '2024-01-30T02:00', '2024-01-30T02:00'],
    [{ days_before_end: -5 }, '2024-02-05T02:00', '2024-02-05T02:00'],
    [{ days_before_end: 400 }, 'day_has_passed', '2024-01-21T02:00'],
    [{ days_before_end: 1e9 }, 'fails_at_each_scan', 'fails_at_each_scan'],
    [{ days_before_end: '3' }, 'fails_at_each_scan', 'fails_at_each_scan'],
    [{ run_on_date: '2024-01-26', days_before_end: 1 }, '2024-01-26T02:00', '2024-01-26T02:00'],
    [{ cron: '0 0 25 * *' }, 'left_to_beat', '2024-01-25T02:00'],
    [{ cron: '0 0 25 * 5' }, 'left_to_beat', '2024-10-25T02:00'],
    [{ cron: '0 0 31 2 *' }, 'left_to_beat', 'never'],
    [{ cron: '0 0 L * *' }, 'left_to_beat', 'fails_at_each_scan'],
    [{ cron: 'not a cron' }, 'left_to_beat', 'fails_at_each_scan'],
    [{ run_on_dat: '2024-01-25' }, 'never', 'never'],
    [null, 'no_rule', 'no_rule'],
    [{}, 'no_rule', 'no_rule'],
    [[], 'no_rule', 'no_rule'],
    ['run_on_date', 'fails_at_each_scan', 'fails_at_each_scan'],
    ['weekly', 'never', 'never'],
    [5, 'fails_at_each_scan', 'fails_at_each_scan'],
    [['run_on_date'], 'fails_at_each_scan', 'fails_at_each_scan'],
  ])('%j', (rule, exact, catchUp) => {
    expect([then(rule, 'exact'), then(rule, 'catch_up')]).toEqual([exact, catchUp]);
  });

  it('runs at 03:00 on the day on which 02:00 does not exist', () => {
    expect(then({ run_on_date: '2024-03-10' }, 'exact')).toBe('2024-03-10T03:00');
  });
});
