/** What is owed to the tax office, and what to others. */
import { expect, it } from 'vitest';

import { usFederal } from '#payslip/taxes/us/us-federal.ts';
import { isOwedToOthers, isTax } from './payee.ts';

it('what the company keeps is owed to nobody, although the tax pack writes it', () => {
  const kept = usFederal.payCodes.filter(({ code }) => code === 'TAX_ADVANCE_REPAID');
  expect(kept.map((code) => [isTax(usFederal, code), isOwedToOthers(usFederal, code)])).toEqual([
    [false, false],
  ]);
});

it('the taxes of employees and of the company are owed to the tax office', () => {
  const taxes = usFederal.payCodes.filter((code) => isTax(usFederal, code));
  expect(taxes.map(({ code }) => code)).toEqual(expect.arrayContaining(['FIT', 'SS_EMPLOYER']));
});
