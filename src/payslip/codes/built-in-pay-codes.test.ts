/** Which built-in pay codes a company has beside its own. */
import { describe, expect, it } from 'vitest';

import { usFederal } from '#payslip/taxes/us/us-federal.ts';
import { builtInBeside, builtInPayCodes } from './built-in-pay-codes.ts';

describe('the built-in pay codes beside those of a company', () => {
  const pack = usFederal;
  const leftOut = (own: readonly { readonly id: number; readonly code: string }[]) => {
    const stay = new Set(builtInBeside(pack, own).map(({ id }) => id));
    return builtInPayCodes(pack).flatMap(({ id, code }) => (stay.has(id) ? [] : [code]));
  };

  it('leave a name to the company that had taken it before it was built in', () => {
    expect(leftOut([{ id: 1_050, code: 'SICK_PAY' }])).toEqual(['SICK_PAY']);
  });

  it('stay if the company changes one of them', () => {
    expect(leftOut([{ id: 187, code: 'SICK_PAY' }])).toEqual([]);
  });

  it('stay if taxes or general rules need them, so that the name of the company is refused', () => {
    const own = ['TAX_ADVANCE', 'SS', 'REGULAR'].map((code, at) => ({ id: 1_050 + at, code }));
    expect(leftOut(own)).toEqual([]);
  });
});
