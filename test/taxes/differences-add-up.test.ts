/** The parts of a difference add up to it, for random people, periods, pay codes and settings. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seeded } from '#engine/seeded.ts';
import type { PayslipInput, PeriodFacts } from '#payslip/payslip-input.ts';
import { anyPayslipInput, everyRule } from '../support/any-payslip-input.ts';
import { randomEmployee, randomPeriod } from '../support/random-employee.ts';
import {
  type Both,
  compiled,
  expectSum,
  partsBetween,
  type Runs,
  settingsOf,
} from '../support/two-payslips.ts';

const idOf = (code: string) => everyRule.byCode.get(code)?.id ?? 0;

/** The same list with other rules for two codes, and without a third. */
const changedRules = compiled(
  everyRule.versions
    .filter(({ code }) => code !== 'EXEMPT_PAY')
    .map((code) =>
      code.code === 'OWN_TAX' || code.code === 'ON_PAY'
        ? { ...code, amount: { ...code.amount, percent: '2.5' } as typeof code.amount }
        : code,
    ),
);

const people = Number(process.env['PAYBEAT_EMPLOYEES'] ?? 400);

describe('the parts of a difference add up, for gross, net and every line,', () => {
  it('for any two inputs, with other pay codes and settings', { timeout: 120_000 }, () => {
    let compared = 0;
    const counts = fc.record({ recurring: fc.nat(3), retro: fc.nat(1), isAlone: fc.boolean() });
    const choice = fc.constantFrom('before' as const, 'now' as const);
    fc.assert(
      fc.property(
        fc.tuple(anyPayslipInput, anyPayslipInput),
        fc.tuple(counts, counts),
        fc.tuple(choice, choice),
        fc.record({
          before: fc.bigInt({ min: -2n, max: 2n }),
          now: fc.bigInt({ min: -2n, max: 2n }),
        }),
        ([one, other], [ofOne, ofOther], [codes, settings], stored) => {
          const runs: Runs = {
            ...{ before: one.period, now: other.period },
            codes: { before: everyRule, now: codes === 'now' ? changedRules : everyRule },
            settings: { before: settingsOf.before, now: settingsOf[settings] },
          };
          const both = {
            before: marked(one, ofOne),
            now: marked(other, ofOther),
          };
          const found = partsBetween(runs, both, stored);
          if (found === null) return;
          compared += 1;
          expectSum(found.parts, found);
        },
      ),
      { numRuns: people, seed: 13 },
    );
    expect(compared).toBeGreaterThan(people / 10);
  });

  it('for random employees in two periods, also across tax years', { timeout: 120_000 }, () => {
    const chance = seeded(13);
    let compared = 0;
    for (let nth = 0; nth < people / 5; nth += 1) {
      const [first, second] = [
        randomPeriod(chance, 2025),
        randomPeriod(chance, chance.pick([2025, 2026])),
      ];
      const runs: Runs = {
        ...{ before: first, now: second, codes: { before: everyRule, now: everyRule } },
        settings: { before: settingsOf.before, now: settingsOf.before },
      };
      const of = (period: PeriodFacts): Both => ({
        input: randomEmployee({ chance, period, idOf }),
        isAlone: false,
      });
      const found = partsBetween(runs, { before: of(first), now: of(second) });
      if (found === null) continue;
      compared += 1;
      expectSum(found.parts, found);
    }
    expect(compared).toBeGreaterThan(people / 20);
  });
});

interface Marked {
  readonly recurring: number;
  readonly retro: number;
  readonly isAlone: boolean;
}

/** The first items are recurring, and the last ones back pay. */
function marked(input: PayslipInput, { recurring, retro, isAlone }: Marked): Both {
  const last = input.items.length - retro;
  const items = input.items.map((item, nth) => ({
    ...item,
    ...(nth < recurring ? { isRecurring: true as const } : {}),
    ...(nth >= recurring && nth >= last ? { told: 'back pay' } : {}),
  }));
  return { input: { ...input, items }, isAlone };
}
