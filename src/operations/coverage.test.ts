import { describe, expect, it } from 'vitest';
import { usFederal } from '#payslip/taxes/us/us-federal.ts';
import { coverage } from './coverage.ts';

function covered(...ask: Parameters<typeof coverage>) {
  const found = coverage(...ask);
  if (!found.ok) throw new Error(found.refusal.code);
  return found.value;
}

describe('coverage', () => {
  it('reproduces every published example, and each shows a rule', () => {
    const { rules, examples } = covered();
    expect(examples.filter(({ isReproduced }) => !isReproduced)).toEqual([]);
    expect(examples).toHaveLength(usFederal.examples.length);
    expect(new Set(rules.map(({ id }) => id)).size).toBe(rules.length);
  });

  it('says of an example that is calculated differently, or held, that it is not reproduced', () => {
    const [example] = usFederal.examples;
    if (example === undefined) throw new Error('no example');
    const wrong = [
      { ...example, lines: { ...example.lines, FIT: '220.01' } },
      { ...example, lines: { NO_SUCH_LINE: '0.00' } },
      { ...example, gross: '1000.01' },
      { ...example, json: { ...example.json, employee: { pay_type: 'hourly' }, run: 'regular' } },
      { ...example, json: { ...example.json, pay_date: '2040-01-01' } },
    ];
    const { rules, examples } = covered({}, [{ ...usFederal, examples: [...wrong, example] }]);
    expect(examples.map(({ isReproduced }) => isReproduced)).toEqual([
      ...wrong.map(() => false),
      true,
    ]);
    expect(rules.find(({ id }) => id === example.rule)).toMatchObject({
      publishedExamples: 6,
      reproducedExamples: 1,
    });
  });

  it('of a year has its table, its rules, and the examples that show it', () => {
    const idsOf = (year: number) => covered({ year }).rules.map(({ id }) => id);
    expect(idsOf(2023)).not.toContain('daily_overtime_nv');
    const in2024 = covered({ year: 2024 });
    const nevada = in2024.rules.find(({ id }) => id === 'daily_overtime_nv');
    expect([String(nevada?.fromOn), String(nevada?.untilOn)]).toEqual(['2024-07-01', '2024-12-31']);
    expect(in2024.tables.map(({ id }) => id)).toEqual(['us-federal-2024']);
    // Bonuses use the tables of a year, and the limit of ordinary debts does not.
    const shown = in2024.rules.filter(({ publishedExamples }) => publishedExamples > 0);
    expect(shown.map(({ id }) => id)).toContain('ordinary_debts');
    expect(shown.map(({ id }) => id)).not.toContain('supplemental_wages');
  });
});
