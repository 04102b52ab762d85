/** The library's functions without a database: the same JSON form and the same refusals. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { calculateCase, coverage, nextCron, planDefinition, valueOf } from '#index.ts';

const now = Temporal.Instant.from('2026-01-01T00:00:00Z');
const paycheck: unknown = JSON.parse(readFileSync('examples/paycheck.json', 'utf8'));
const definition = { code: 'office', frequency: 'weekly', anchor: '2026-01-02' };
const defaults = { timeZone: 'UTC', calendar: 'fed' };

describe('JSON.stringify of answers that need no database', () => {
  it('writes a calculated case as the command shows it', () => {
    const calculated = calculateCase(paycheck, { explain: true });
    const form = JSON.parse(JSON.stringify(calculated));
    expect(form).toEqual({ ok: true, value: valueOf(calculated).json });
  });

  it('writes the names of a plan, of cron times and of coverage in snake_case', () => {
    const plan = planDefinition({ definition, defaults, now, fromOn: '2026-01-01' });
    const next = nextCron({ expression: '0 2 * * *' }, now);
    for (const answered of [plan, next, coverage(), nextCron({ expression: 'soon' }, now)]) {
      expect(JSON.stringify(answered)).not.toMatch(/"[a-z]+[A-Z][A-Za-z]*":/);
    }
    expect(valueOf(plan)).toBeTruthy();
  });
});

describe('a call that TypeScript would not compile', () => {
  const plan = planDefinition as (...given: unknown[]) => unknown;
  const next = nextCron as (...given: unknown[]) => unknown;
  const calculate = calculateCase as (...given: unknown[]) => unknown;
  const covers = coverage as (...given: unknown[]) => unknown;

  it.each<[string, () => unknown, string]>([
    ['a plan of nothing', () => plan(), ''],
    [
      'a day that does not exist',
      () => plan({ definition, defaults, now, toOn: '2026-02-30' }),
      '/toOn',
    ],
    ['no moment', () => plan({ definition, defaults }), '/now'],
    ['a moment that is a day', () => next({ expression: '0 2 * * *' }, '2026-01-01'), '/now'],
    ['a year that is text', () => covers({ year: '2026' }), '/year'],
    ['an explanation that is a word', () => calculate(paycheck, { explain: 'yes' }), '/explain'],
  ])('with %s is an invalid_argument', (_, act, pointer) => {
    expect(act()).toMatchObject({
      ok: false,
      refusal: { code: 'invalid_argument', issues: [{ pointer }] },
    });
  });

  it('needs no second argument to calculate a case', () => {
    expect(calculate(paycheck)).toMatchObject({ ok: true });
  });
});
