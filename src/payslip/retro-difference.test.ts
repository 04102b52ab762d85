import { describe, expect, it } from 'vitest';
import { everyBuiltInPayCode } from './codes/built-in-pay-codes.ts';
import { compilePayCodes } from './codes/compile-pay-codes.ts';
import { retroDifference } from './retro-difference.ts';

const compiled = compilePayCodes(everyBuiltInPayCode);
if (!compiled.ok) throw new Error('the built-in pay codes compile');
const codes = compiled.value;

const line = (payCodeId: number, amountMinor: bigint) => ({ payCodeId, amountMinor });
const [SALARY, OVERTIME, FIT] = [1, 3, 120];

describe('a back-dated change', () => {
  it('owes the difference of the earnings, pay code by pay code, and no tax', () => {
    const difference = retroDifference({
      codes,
      paid: { lines: [line(SALARY, 300_000n), line(FIT, 32_038n)] },
      due: { lines: [line(SALARY, 310_000n), line(OVERTIME, 4_500n), line(FIT, 34_238n)] },
    });
    expect(difference).toEqual({
      parts: [
        { payCodeId: SALARY, paidMinor: 300_000n, dueMinor: 310_000n, differenceMinor: 10_000n },
        { payCodeId: OVERTIME, paidMinor: 0n, dueMinor: 4_500n, differenceMinor: 4_500n },
      ],
      totalMinor: 14_500n,
    });
  });

  it('can be owed back', () => {
    const difference = retroDifference({
      codes,
      paid: { lines: [line(SALARY, 300_000n)] },
      due: { lines: [line(SALARY, 290_000n)] },
    });
    expect(difference.totalMinor).toBe(-10_000n);
  });

  it('that changes no amount gives no difference', () => {
    const same = { lines: [line(SALARY, 300_000n)] };
    const difference = retroDifference({ codes, paid: same, due: same });
    expect(difference).toEqual({ parts: [], totalMinor: 0n });
  });
});
