/** The check of the minimum wage. */
import { describe, expect, it } from 'vitest';
import { payslipCalculator } from '#payslip/calculate-payslip.ts';
import { caseCalculator, parseCase } from '#payslip/cases/calculate-file.ts';
import { usFederalWith } from './taxes/us/us-federal.ts';

const calculate = caseCalculator();

const week = {
  ...{ pay_date: '2026-07-10', frequency: 'weekly', w4: { filing_status: 'single' } },
  period: { start: '2026-06-28', end: '2026-07-04' },
};

function of(state: string | undefined, rate: string, more: object = {}) {
  const place = state === undefined ? {} : { work_state: state };
  const employee = { pay_type: 'hourly', hourly_rate: rate, ...place };
  return calculate({ ...week, employee, items: [{ code: 'REGULAR', hours: '40' }], ...more });
}

const on = (day: string) => ({ items: [{ code: 'REGULAR', hours: '8', worked_on: day }] });
const low = { kind: 'held', code: 'below_minimum_wage' };
const paid = { kind: 'payslip', warnings: [] };
const unknown = { kind: 'payslip', warnings: [{ code: 'minimum_wage_not_known' }] };

describe('an hour below the minimum wage', () => {
  it.each<[string, object, object]>([
    ['is held under federal law', of(undefined, '7.24'), low],
    ['is not one at the federal minimum', of(undefined, '7.25'), paid],
    ['is held by the minimum of a state', of('MN', '11.40'), low],
    ['is not one at the minimum of a state', of(' mn', '11.41'), paid],
    ['follows the day of work before a raise', of('AK', '13.50', on('2026-06-30')), paid],
    ['follows the day of work after a raise', of('AK', '13.50', on('2026-07-01')), low],
    ['without a day counts as worked on the dearest day', of('AK', '13.50'), low],
    ['of a state that is not known is warned of', of('TX', '19.99'), unknown],
    ['of a state that is not known is held below the federal one', of('TX', '7.00'), low],
    ['above every known minimum is not warned of', of('TX', '20.00'), paid],
    ['is held by the minimum of Washington', of('WA', '17.12'), low],
    ['is not one at the minimum of Washington', of('WA', '17.13'), paid],
    ['between the regions of a state is warned of', of('NY', '16.50'), unknown],
    ['below all regions of a state is held', of('NY', '15.99'), low],
    [
      'in a year whose wages are not known is warned of',
      of('CT', '17', {
        pay_date: '2025-12-26',
        period: { start: '2025-12-14', end: '2025-12-20' },
      }),
      unknown,
    ],
  ])('%s', (_, result, expected) => {
    expect(result).toMatchObject(expected);
  });

  it('is made up for by premiums of hours and piece work, and not by better hours', () => {
    const pieces = (count: string) => [
      { code: 'REGULAR', hours: '40' },
      { code: 'PIECE_RATE', pieces: count, rate: '1' },
    ];
    expect(of(undefined, '5.25', { items: pieces('80') })).toMatchObject(paid);
    expect(of(undefined, '5.25', { items: pieces('79.99') })).toMatchObject(low);
    const better = [
      { code: 'REGULAR', hours: '10' },
      { code: 'REGULAR', hours: '30', rate: '90' },
    ];
    expect(of(undefined, '7', { items: better })).toMatchObject(low);
  });

  it('is made up for by tips, from the cash wage on where the law lets them count', () => {
    const tips = (amount: string) => ({
      items: [
        { code: 'REGULAR', hours: '10' },
        { code: 'TIPS', amount },
      ],
    });
    expect(of('GA', '2.13', tips('51.20'))).toMatchObject({ kind: 'payslip' });
    expect(of('GA', '2.13', tips('51.19'))).toMatchObject(low);
    expect(of('GA', '2.12', tips('900'))).toMatchObject(low);
    expect(of('CA', '16.89', tips('900'))).toMatchObject(low);
  });

  it('with tips is warned of, and not held, where the cash wage of the state is not known', () => {
    const tips = (amount: string) => ({
      items: [
        { code: 'REGULAR', hours: '10' },
        { code: 'TIPS', amount },
      ],
    });
    const warned = (code: string) => ({
      kind: 'payslip',
      warnings: expect.arrayContaining([expect.objectContaining({ code })]),
    });
    const unchecked = warned('tip_credit_not_checked');
    expect(of('CT', '6.38', tips('105.60'))).toMatchObject(unchecked);
    expect(of('CT', '6.38', tips('105.59'))).toMatchObject(low);
    expect(of('CT', '2.12', tips('900'))).toMatchObject(low);
    expect(of('CT', '16.94', tips('900'))).not.toMatchObject(unchecked);
    expect(of('TX', '2.13', tips('51.20'))).toMatchObject(warned('minimum_wage_not_known'));
    expect(of('TX', '2.13', tips('51.19'))).toMatchObject(low);
  });

  it('in Washington was not known to runs of the edition before', () => {
    const items = [{ code: 'REGULAR', hours: '40' }];
    const employee = { pay_type: 'hourly', hourly_rate: '15', work_state: 'WA' };
    const parsed = parseCase({ ...week, employee, items });
    if (!parsed.ok) throw new Error(parsed.refusal.message);
    const older = { taxes: usFederalWith({ rulesEdition: 4 }), rulesEdition: 4 };
    const calculator = payslipCalculator({ ...parsed.value.ask, ...older });
    if (!calculator.ok) throw new Error(calculator.refusal.message);
    expect(calculator.value(parsed.value.input)).toMatchObject({
      payslip: { warnings: [{ code: 'minimum_wage_not_known' }] },
    });
  });

  it('is not one of leave, except in runs of the edition before', () => {
    const items = [
      { code: 'REGULAR', hours: '32' },
      { code: 'SICK', hours: '8', rate: '5' },
    ];
    expect(of('MN', '12', { items })).toMatchObject(paid);
    const employee = { pay_type: 'hourly', hourly_rate: '12', work_state: 'MN' };
    const parsed = parseCase({ ...week, employee, items });
    if (!parsed.ok) throw new Error(parsed.refusal.message);
    const calculator = payslipCalculator({ ...parsed.value.ask, rulesEdition: 4 });
    if (!calculator.ok) throw new Error(calculator.refusal.message);
    expect(calculator.value(parsed.value.input)).toMatchObject(low);
  });

  it('is never paid, whatever the rate, the state and the day', () => {
    const least = { CA: 1690, FL: 1400, GA: 725, MN: 1141, TX: 725 };
    for (const [state, cents] of Object.entries(least)) {
      for (let rate = 600; rate < 1_900; rate += 9) {
        const result = of(state, (rate / 100).toFixed(2));
        expect(result['kind'], `${state} ${rate}`).toBe(rate < cents ? 'held' : 'payslip');
      }
    }
  });
});
