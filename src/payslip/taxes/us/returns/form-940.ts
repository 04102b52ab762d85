/**
 * The lines of Form 940 that follow from payslips. Source: Instructions for Form 940 (2025).
 *
 * Lines 3 and 4 are the pay by pay code: earnings, taxable benefits and tips, and what the company adds to plans. A
 * deduction before FUTA is an exempt payment, as in a cafeteria plan. One that stays with the company is pay that was
 * taken back. The pay of people who are exempt from FUTA is an exempt payment. Payslips keep no FUTA wages above the
 * wage base, so line 5 is what is left of the others.
 *
 * Lines 9 to 11 are what a higher rate of the company adds, and the credit reduction of states (credit-reductions.ts).
 */
import type { Minor } from '#money/minor.ts';
import { mulDiv } from '#money/rounding.ts';
import { keptByCompany, ownIdsFrom } from '#payslip/codes/pay-code.ts';
import type { ReducedCredit, ReturnLine, SumOf, YearSums } from '#payslip/taxes/tax-returns.ts';
import type { FederalFigures } from '#payslip/taxes/us/federal-year.ts';
import type { Quarter } from '#time/quarter.ts';
import { sumOfReduced } from './credit-reductions.ts';

export function linesOf940(
  figures: FederalFigures,
  { sumOf, quarters, payslips, amounts }: YearSums,
  credits: { readonly year: number; readonly reduced: readonly ReducedCredit[] | null },
): readonly ReturnLine[] {
  const wagesMinor = sumOf('FUTA_WAGES');
  const beforeMinor = mulDiv(wagesMinor, figures.futa.rate, 'half_up');
  const paidMinor = sumOf('FUTA_EMPLOYER');
  const differenceMinor = paidMinor - beforeMinor;
  const isCents = magnitude(differenceMinor) * 2n <= BigInt(payslips);
  const reducedMinor = sumOfReduced(credits.reduced ?? []);
  const adjustmentMinor = (isCents ? 0n : differenceMinor) + reducedMinor;
  const totalMinor = beforeMinor + adjustmentMinor;
  const firstThree = quarters.slice(0, 3).map((of) => of('FUTA_EMPLOYER'));
  const fourthMinor = firstThree.reduce((rest, amountMinor) => rest - amountMinor, totalMinor);
  const line = (number: string, title: string, amountMinor: Minor) => ({
    ...{ form: '940', line: number, title, wagesMinor: null, amountMinor },
  });
  const wages = (number: string, title: string, minor: Minor) => ({
    ...{ form: '940', line: number, title, wagesMinor: minor, amountMinor: null },
  });
  const { allMinor, exemptMinor: exemptPay } = paymentsOf(amounts);
  // Pay of people who are exempt, less what is exempt anyway.
  const exemptMinor = exemptPay + sumOf('FUTA_EXEMPT_WAGES');
  return [
    wages('3', 'Payments to all employees', allMinor),
    wages('4', 'Payments exempt from FUTA tax', exemptMinor),
    wages('5', 'Payments above the wage base', allMinor - exemptMinor - wagesMinor),
    wages('6', 'Payments without FUTA tax', allMinor - wagesMinor),
    wages('7', 'Taxable FUTA wages', wagesMinor),
    line('8', 'FUTA tax before adjustments', beforeMinor),
    line('9-11', 'Adjustments of the credit', adjustmentMinor),
    ...reductionLines(credits),
    line('12', 'Total FUTA tax', totalMinor),
    ...firstThree.map((amountMinor, place) =>
      line(`16${'abc'[place]}`, `Liability, quarter ${place + 1}`, amountMinor),
    ),
    // The Instructions: line 12 less the other three.
    line('16d', 'Liability, quarter 4', fourthMinor),
    line('17', 'Liability of the year', totalMinor),
  ];
}

/** Line 11, as a part of lines 9 to 11, with the states of Schedule A. */
function reductionLines({
  year,
  reduced,
}: {
  readonly year: number;
  readonly reduced: readonly ReducedCredit[] | null;
}): readonly ReturnLine[] {
  const line11 = { form: '940', line: '11', wagesMinor: null };
  if (reduced === null) {
    const title = `Credit reduction of states: not known yet for ${year}`;
    return [{ ...line11, title, amountMinor: null }];
  }
  if (reduced.length === 0) return [];
  const title = 'Of these, credit reduction of states';
  return [
    { ...line11, title, amountMinor: sumOfReduced(reduced) },
    ...reduced.map(({ region, wagesMinor, percent, amountMinor, isOwnRate }) => ({
      ...{ form: '940', line: `A ${region}`, wagesMinor, amountMinor },
      title: `Schedule A, ${region} at ${percent} %${isOwnRate ? ': in the rate of the company' : ''}`,
    })),
  ];
}

/** Lines 3 and 4. */
function paymentsOf(amounts: YearSums['amounts']): {
  readonly allMinor: Minor;
  readonly exemptMinor: Minor;
} {
  let [allMinor, exemptMinor] = [0n, 0n];
  for (const { code, statementCode, amountMinor } of amounts) {
    // Part of sick pay that is in the payments already.
    if (code.code === 'EXEMPT_SICK_PAY' && code.id < ownIdsFrom) exemptMinor += amountMinor;
    const isExempt = code.exemptFrom?.includes('FUTA') === true;
    if (code.kind === 'earning' || (code.kind === 'information' && code.wages !== undefined)) {
      allMinor += amountMinor;
      if (isExempt) exemptMinor += amountMinor;
    } else if (code.kind === 'deduction' && isExempt) {
      if (code.payee === keptByCompany) allMinor -= amountMinor;
      else exemptMinor += amountMinor;
    } else if (code.kind === 'employer_contribution') {
      // A state's unemployment tax, for instance, is no payment to employees.
      const isToPlan = code.amount.by === 'match' || statementCode !== null;
      if (isToPlan) [allMinor, exemptMinor] = [allMinor + amountMinor, exemptMinor + amountMinor];
    }
  }
  return { allMinor, exemptMinor };
}

/** The line of one quarter, with the wages that were taxed in it. */
export function quarterLine940({ quarter }: Quarter, sumOf: SumOf): ReturnLine {
  return {
    ...{
      form: '940',
      line: `16${'abcd'[quarter - 1]}`,
      title: 'FUTA wages and liability of the quarter',
    },
    ...{ wagesMinor: sumOf('FUTA_WAGES'), amountMinor: sumOf('FUTA_EMPLOYER') },
  };
}

function magnitude(amountMinor: Minor): Minor {
  return amountMinor < 0n ? -amountMinor : amountMinor;
}
