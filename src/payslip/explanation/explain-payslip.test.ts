import { describe, expect, it } from 'vitest';
import { formatAmount, USD } from '#money/minor.ts';
import { parseCase } from '#payslip/cases/calculate-file.ts';
import { factsIn } from '#text/facts.fixture.ts';
import { type ExplainedPayslip, explainLines } from './explain-payslip.ts';
import type { Explanation } from './explanation.ts';
import { explanationText } from './explanation-text.ts';

const json = {
  pay_date: '2026-01-23',
  frequency: 'biweekly',
  period: { start: '2026-01-05', end: '2026-01-18' },
  employee: { pay_type: 'salary', annual_salary: '78000', hired: '2026-01-08' },
  w4: { filing_status: 'single', step3: '2000', step4c: '10' },
  items: [
    { code: 'OVERTIME', hours: '3', rate: '40' },
    { code: 'BONUS', amount: '500' },
    { code: 'BONUS', amount: '250' },
    { code: '401K', percent: '6' },
    { code: 'GARNISHMENT', amount: '2000' },
    { code: 'REIMBURSEMENT', amount: '40' },
  ],
  year_to_date: { SS_WAGES: '183900', MEDICARE_WAGES: '199000' },
};

function explain(value: unknown): ExplainedPayslip {
  const parsed = parseCase(value);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.refusal));
  const explained = explainLines(parsed.value.ask, parsed.value.input);
  if (!explained.ok || explained.value.kind === 'held') throw new Error('not explained');
  return explained.value;
}

function line(explained: ExplainedPayslip, code: string): Explanation {
  const found = explained.lines.find((one) => one.code === code);
  if (found === undefined) throw new Error(`no line ${code}`);
  return found.explanation;
}

describe('an explanation', () => {
  const explained = explain(json);

  it('has a tree for every line, whose root is the line', () => {
    expect(explained.lines.map(({ payCodeId }) => payCodeId)).toEqual(
      explained.payslip.lines.map(({ payCodeId }) => payCodeId),
    );
    explained.lines.forEach(({ explanation }, index) => {
      expect(explanation.amountMinor).toBe(explained.payslip.lines[index]?.amountMinor);
      expect(explanation.rule).not.toBe('');
    });
    expect(explained.gross.amountMinor).toBe(explained.payslip.grossMinor);
    expect(explained.net.amountMinor).toBe(explained.payslip.netMinor);
  });

  it('shows the arithmetic', () => {
    expect(line(explained, 'SALARY').arithmetic).toBe('(78000.00 × 11) ÷ (26 × 14) = 2357.14');
    expect(line(explained, 'OVERTIME').arithmetic).toBe('3 hours × 40 × 1.5 = 180.00');
    expect(line(explained, 'BONUS').arithmetic).toBe('500.00 + 250.00 = 750.00');
    expect(line(explained, 'SS').arithmetic).toBe('600.00 × 6.2 % = 37.20');
    expect(explained.net.arithmetic).toMatch(/^3287.14 \+ 40.00 − [\d.]+ − [\d.]+ = [\d.]+$/);
  });

  it('shows the worksheet of the income tax line by line, with its table', () => {
    const fit = line(explained, 'FIT');
    expect(fit.table?.id).toBe('us-federal-2026');
    const titles = fit.children[0]?.children.map(({ title }) => title.split(' ')[0]);
    expect(titles).toEqual(['1a', '1c', '1e', '1h', '1i', '2g', '2h', '3b', '3c']);
    expect(fit.children[1]?.arithmetic).toBe('750.00 × 22 % = 165.00');
  });

  it('says which limit bit', () => {
    const garnishment = line(explained, 'GARNISHMENT');
    expect(garnishment.arithmetic).toMatch(/^2000\.00 = 2000\.00\D+ 721\.67$/);
    expect(garnishment.inputs.map(({ name }) => name)).toContain('legal limit');
  });

  it('shows the remaining amount of a loan', () => {
    const loan = { code: 'LOAN', amount: '100', balance: '30' };
    const told = line(explain({ ...json, items: [...json.items, loan] }), 'LOAN');
    expect(factsIn(told.arithmetic)).toEqual(['100.00', '30.00']);
  });

  it('gives text for a terminal, for the whole payslip or for one line', () => {
    const whole = explanationText(explained, { currency: USD });
    expect(whole).toContain(`Net pay  ${formatAmount(explained.payslip.netMinor, USD)}`);
    const overtime = explanationText(explained, { currency: USD, code: 'OVERTIME' });
    expect(overtime).toEqual([
      'Overtime  180.00',
      '    hours × rate × multiplier',
      '    hours 3, rate 40, multiplier 1.5',
      '    3 hours × 40 × 1.5 = 180.00 (half_up)',
    ]);
    expect(explanationText(explained, { currency: USD, code: 'NONE' })).toEqual([]);
  });

  it('holds whom the run holds', () => {
    const parsed = parseCase({ ...json, employee: { pay_type: 'hourly' }, items: [] });
    if (!parsed.ok) throw new Error('refused');
    expect(explainLines(parsed.value.ask, parsed.value.input)).toMatchObject({
      ok: true,
      value: { kind: 'held', code: 'missing_hours' },
    });
  });
});
