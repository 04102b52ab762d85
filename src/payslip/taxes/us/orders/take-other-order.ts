/**
 * Takes one order that is not for support: the limit of its kind, less what earlier orders took.
 *
 * Ordinary debts, student loans and federal agencies share one limit: 25 % of disposable earnings, and only what is above
 * 30 times the minimum wage a week (15 U.S.C. 1673(a)). Whatever earlier orders took counts against it (29 CFR 870.11).
 * Bankruptcy orders and debts for taxes have no such limit: 15 U.S.C. 1673(b)(1).
 */
import type { Minor } from '#money/minor.ts';
import type { ExplanationInput } from '#payslip/explanation/explanation.ts';
import { type Held, held } from '#payslip/payslip.ts';
import { percentText } from '#payslip/text.ts';
import {
  federalOrdinary,
  least,
  ordinaryLimit,
  percentMicro,
  percentOfDisposable,
  shareOf,
} from './disposable-earnings.ts';
import { levyExempt, yearOfLevy } from './levy-exempt.ts';
import { type OrdersSoFar, positive } from './orders-so-far.ts';
import { nameOfOrder, type UsOrder } from './us-order.ts';

/** 20 U.S.C. 1095a(a) and 31 U.S.C. 3720D: 15 % of disposable pay without written consent. */
const federalDebt = percentMicro(15n);

export function takeOther(soFar: OrdersSoFar, order: UsOrder): Held | null {
  switch (order.facts.kind) {
    case 'tax_levy':
      return takeLevy(soFar, order);
    case 'student_loan':
    case 'federal_agency':
      takeFederalDebt(soFar, order);
      return null;
    case 'creditor':
      takeCreditor(soFar, order);
      return null;
    default:
      takeUnlimited(soFar, order);
      return null;
  }
}

/** The order's own amount, up to what is still owed. */
function wantedBy({ disposableMinor }: OrdersSoFar, order: UsOrder): Minor {
  const { amountMinor, percentMicro: percent, balanceMinor } = order;
  const wanted =
    percent === null ? (amountMinor ?? 0n) : percentOfDisposable(disposableMinor, percent);
  return balanceMinor === null ? wanted : least(wanted, positive(balanceMinor));
}

function takeCreditor(soFar: OrdersSoFar, order: UsOrder): void {
  const { pay, totalMinor } = soFar;
  const { limitPercentMicro, protectedPerWeekMinor, feeMinor } = order.facts;
  const federal = ordinaryLimit(pay, federalOrdinary);
  const state = ordinaryLimit(pay, {
    percentMicro:
      limitPercentMicro === null ? federalOrdinary.percentMicro : BigInt(limitPercentMicro),
    protectedPerWeekMinor: protectedPerWeekMinor ?? federalOrdinary.protectedPerWeekMinor,
  });
  const code = order.codeLimit === null ? federal : ordinaryLimit(pay, order.codeLimit);
  const limit = least(least(federal, state), code);
  const wantedMinor = wantedBy(soFar, order);
  const allowedMinor = positive(limit - totalMinor);
  soFar.take(order, {
    wantedMinor,
    allowedMinor,
    rule: 'the lesser of 25 % of disposable earnings and what is above 30 minimum wages a week, less what earlier orders took',
    paragraph: '15 U.S.C. 1673(a); 29 CFR 870.10; 29 CFR 870.11',
    inputs: limitInputs(soFar, limit),
  });
  soFar.takeFee(order, least(feeMinor, allowedMinor - wantedMinor));
}

function takeFederalDebt(soFar: OrdersSoFar, order: UsOrder): void {
  const { pay, disposableMinor, totalMinor } = soFar;
  const { kind, hasConsent, reemployedOn } = order.facts;
  const paragraph = kind === 'student_loan' ? '20 U.S.C. 1095a(a)' : '31 U.S.C. 3720D';
  const wantedMinor = wantedBy(soFar, order);
  if (reemployedOn !== null && isWithinYear(reemployedOn, pay.payOn)) {
    const rule =
      'nothing in the first 12 months of a new employment after an involuntary separation';
    const inputs = [{ name: 'reemployed', value: reemployedOn }];
    soFar.take(order, { wantedMinor, allowedMinor: 0n, rule, paragraph, inputs });
    return;
  }
  const ordinary = ordinaryLimit(pay, federalOrdinary);
  const share = shareOf(disposableMinor, federalDebt) - soFar.ofKind(kind);
  const own = hasConsent ? wantedMinor : share;
  const rest = positive(least(own, ordinary - totalMinor));
  soFar.take(order, {
    wantedMinor,
    allowedMinor: rest,
    rule: `15 % of disposable pay${hasConsent ? ', or more with written consent' : ''}, inside the limit of all ordinary debts, less what earlier orders took`,
    paragraph: `${paragraph}; 15 U.S.C. 1673(a); 29 CFR 870.11`,
    inputs: [
      ...limitInputs(soFar, ordinary),
      { name: 'limit of the kind', value: hasConsent ? 'by consent' : percentText(federalDebt) },
    ],
  });
}

/** Bankruptcy orders and state tax levies. */
function takeUnlimited(soFar: OrdersSoFar, order: UsOrder): void {
  const { disposableMinor } = soFar;
  const { kind, limitPercentMicro } = order.facts;
  const wantedMinor = wantedBy(soFar, order);
  const allowedMinor =
    limitPercentMicro === null ? wantedMinor : shareOf(disposableMinor, BigInt(limitPercentMicro));
  const isBankruptcy = kind === 'bankruptcy';
  const rule = isBankruptcy
    ? 'an order of a bankruptcy court has no federal limit'
    : 'a debt for taxes has no federal limit; the state sets its own';
  const paragraph = isBankruptcy ? '15 U.S.C. 1673(b)(1)(B)' : '15 U.S.C. 1673(b)(1)(C)';
  const inputs: ExplanationInput[] = [
    { name: 'disposable earnings', value: soFar.pay.text(disposableMinor) },
  ];
  if (limitPercentMicro !== null) {
    inputs.push({ name: 'limit of the state', value: percentText(BigInt(limitPercentMicro)) });
  }
  soFar.take(order, { wantedMinor, allowedMinor, rule, paragraph, inputs });
}

function takeLevy(soFar: OrdersSoFar, order: UsOrder): Held | null {
  const { pay, roomMinor } = soFar;
  const exempt = levyExempt(order.facts, {
    periodsPerYear: pay.periodsPerYear,
    years: soFar.levyYears,
  });
  if (exempt === null) return exemptNotKnown(order);
  const above = positive(roomMinor - exempt.amountMinor);
  const wantedMinor =
    order.balanceMinor === null ? above : least(above, positive(order.balanceMinor));
  soFar.take(order, {
    wantedMinor,
    allowedMinor: wantedMinor,
    rule: 'take-home pay above the exempt amount; support that was ordered before the levy is left out',
    paragraph: '26 U.S.C. 6334(d); 26 U.S.C. 6334(a)(8)',
    inputs: [
      { name: 'take-home pay', value: pay.text(roomMinor) },
      { name: 'exempt amount', value: pay.text(exempt.amountMinor) },
      { name: 'statement', value: exempt.told },
      { name: 'source', value: exempt.source },
    ],
  });
  return null;
}

function limitInputs({ pay, disposableMinor, totalMinor }: OrdersSoFar, limit: Minor) {
  return [
    { name: 'disposable earnings', value: pay.text(disposableMinor) },
    { name: 'limit of all ordinary debts', value: pay.text(limit) },
    { name: 'taken before', value: pay.text(totalMinor) },
  ];
}

function isWithinYear(reemployedOn: string, payOn: Temporal.PlainDate): boolean {
  const until = Temporal.PlainDate.from(reemployedOn).add({ years: 1 });
  return Temporal.PlainDate.compare(payOn, until) < 0;
}

function exemptNotKnown(order: UsOrder): Held {
  const { levyDependents } = order.facts;
  const year = yearOfLevy(order.facts);
  const what =
    levyDependents > 0 ? `for the ${year} levy with dependents` : `for a levy of ${year}`;
  return held(
    'levy_exempt_not_known',
    `${nameOfOrder(order)}: the exempt amount ${what} is not known`,
    {
      hint: 'enter the exempt amount of a pay period from the Publication 1494 that came with the levy',
    },
  );
}
