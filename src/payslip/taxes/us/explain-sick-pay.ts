/**
 * Explains sick pay that a third party, the employer or an agent pays: which taxes it has, and until when.
 *
 * The lines that were entered keep their own explanation. This adds a step to the wages of Social Security, Medicare and
 * FUTA, and to the line of exempt sick pay.
 */
import type { Explanation } from '#payslip/explanation/explanation.ts';
import { dollars } from './explained-dollars.ts';
import type { FicaLines } from './fica.ts';
import { type SickLines, type SickPay, sickDay } from './sick-pay.ts';

const sixMonths = '26 U.S.C. 3121(a)(4) and 3306(b)(4); IRS Publication 15-A, section 6';
const notAgent =
  'the third party has withheld the share of the employee, and the employer owes its own (26 CFR 32.1(e); IRS Publication 15-A, section 6)';

interface ExplainSickAsk {
  readonly sick: SickPay;
  readonly lines: SickLines;
  readonly ficaLines: FicaLines;
}

export function explainSickPay(
  { sick, lines, ficaLines }: ExplainSickAsk,
  told: Map<number, Explanation>,
): void {
  const step = sickStep(sick);
  const { socialSecurityWages, medicareWages, futaWages } = ficaLines;
  for (const { slot } of [socialSecurityWages, medicareWages, futaWages]) {
    const wages = told.get(slot);
    if (wages !== undefined) told.set(slot, { ...wages, children: [...wages.children, step] });
  }
  if (sick.exemptMinor === 0n) return;
  const exempt = { title: 'Exempt sick pay', amountMinor: sick.exemptMinor };
  told.set(lines.exempt.slot, { ...step, ...exempt, arithmetic: dollars(sick.exemptMinor) });
}

/** It has no amount of its own: the wages above contain it, or leave it out. */
function sickStep(sick: SickPay): Explanation {
  const { isExempt, lastWorkedOn, exemptFrom, thirdPartyMinor, exemptMinor } = sick;
  const hasThirdParty = thirdPartyMinor !== 0n;
  const months = isExempt
    ? `sick pay after six calendar months is no wages of this tax (${sixMonths})`
    : `sick pay of the first six calendar months is wages of this tax (${sixMonths})`;
  return {
    title: 'Sick pay',
    amountMinor: null,
    rule: hasThirdParty && !isExempt ? `${months}; ${notAgent}` : months,
    inputs: [
      { name: 'last day worked', value: sickDay(lastWorkedOn) },
      { name: 'exempt from', value: sickDay(exemptFrom) },
      ...(hasThirdParty
        ? [
            { name: 'paid by a third party', value: dollars(thirdPartyMinor) },
            {
              name: 'income tax of it',
              value:
                'not calculated: the third party withholds it on Form W-4S (26 U.S.C. 3402(o))',
            },
          ]
        : []),
    ],
    table: null,
    arithmetic: isExempt ? `${dollars(exemptMinor)} left out` : 'contained in the wages',
    rounding: null,
    children: [],
  };
}
