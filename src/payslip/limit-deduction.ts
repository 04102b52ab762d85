/**
 * Limits a deduction to what is still owed, to its caps, to the yearly limits of the person, to the legal limit of a
 * court order, and to the net pay that must remain. Each limit that reduces an amount adds a warning.
 */

import type { Minor } from '#money/minor.ts';
import { divideRounded } from '#money/rounding.ts';
import { percentScale } from './codes/pay-code-stage.ts';
import type { ReadyPayCode } from './codes/ready-pay-code.ts';
import type { ExplanationInput } from './explanation/explanation.ts';
import { addedToCap, hasOwnLimit, limitByLaw, limitByLawTold, tellCapped } from './limit-by-law.ts';
import { type Held, held } from './payslip.ts';
import type { PayItem } from './payslip-input.ts';
import { amountText } from './text.ts';
import type { Worksheet } from './worksheet.ts';

/** A deduction with a goal takes at most what is still owed. */
export function untilGoal(
  sheet: Worksheet,
  { code, item, amount }: { code: ReadyPayCode; item: PayItem; amount: Minor },
): Minor {
  const balance = item.balanceMinor;
  if (balance === undefined || balance === null || amount < balance) return amount;
  sheet.warn('goal_reached', `${code.code.title} ends with this payslip`);
  return atLeastZero(balance);
}

/** Applies the caps, the limits of the person, then the legal limit, then the net pay that must remain. */
export function limitTaken(sheet: Worksheet, code: ReadyPayCode, wanted: Minor): Minor | Held {
  if (wanted <= 0n) return wanted;
  const capped = cap(sheet, code, wanted);
  if (typeof capped !== 'bigint') return capped;
  const lawful = limitByLaw(sheet, code, capped);
  if (code.kind !== 'deduction') return lawful;
  const legal = garnishable(sheet, code, lawful);
  return leaveNet(sheet, code, legal);
}

function cap(sheet: Worksheet, code: ReadyPayCode, wanted: Minor): Minor | Held {
  let amount = wanted;
  if (code.perPeriodCapMinor !== null && amount > code.perPeriodCapMinor) {
    amount = code.perPeriodCapMinor;
  }
  if (code.monthlyCapMinor !== null) {
    const { monthToDate } = sheet.input;
    if (monthToDate === undefined) return missingMonth(code);
    amount = below(amount, code.monthlyCapMinor - (monthToDate.get(code.id) ?? 0n));
  }
  const annualCap = annualCapOf(sheet, code);
  const taken = sheet.input.yearToDate.get(code.id) ?? 0n;
  const isAtAnnualCap = annualCap !== null && amount > annualCap - taken;
  if (isAtAnnualCap) amount = below(amount, annualCap - taken);
  if (amount < wanted) {
    const [full, part] = [amountText(wanted, sheet), amountText(amount, sheet)];
    sheet.warn('capped', `${code.code.title} would be ${full} and is capped at ${part}`);
    if (isAtAnnualCap) tellCapped(sheet, code);
  }
  return amount;
}

/**
 * The cap is the limit of the company's own plan. What the law adds for age comes on top of it, and a limit that an item
 * states for its person takes its place.
 */
function annualCapOf(sheet: Worksheet, code: ReadyPayCode): Minor | null {
  if (code.annualCapMinor === null || hasOwnLimit(sheet, code)) return null;
  return code.annualCapMinor + addedToCap(sheet, code);
}

function garnishable(sheet: Worksheet, code: ReadyPayCode, wanted: Minor): Minor {
  if (code.garnishment === null) return wanted;
  const { percentMicro, protectedPerWeekMinor } = code.garnishment;
  const disposable = atLeastZero(sheet.disposableMinor);
  const shareOf = (mode: 'down' | 'up') =>
    divideRounded(disposable * percentMicro, percentScale, mode);
  // A year has 52 weeks here: this gives the Department of Labor's table for each pay frequency.
  const protectedMinor = divideRounded(
    protectedPerWeekMinor * 52n,
    sheet.period.periodsPerYear,
    'up',
  );
  const left = (share: Minor) => below(share, disposable - protectedMinor) - sheet.garnishedMinor;
  const amount = below(wanted, left(shareOf('down')));
  // An order for exactly the legal share can exceed the limit by a rounded cent. No warning then.
  const isOnlyRounded = amount > 0n && wanted <= left(shareOf('up'));
  if (amount < wanted && !isOnlyRounded) {
    const [full, part] = [amountText(wanted, sheet), amountText(amount, sheet)];
    sheet.warn(
      'garnishment_limited',
      `${code.code.title} would be ${full}; the law allows ${part} from disposable earnings of ${amountText(disposable, sheet)}`,
    );
  }
  return amount;
}

function leaveNet(sheet: Worksheet, code: ReadyPayCode, wanted: Minor): Minor | Held {
  const room = sheet.netMinor - code.minimumNetMinor;
  if (wanted <= room) return wanted;
  const title = code.code.title;
  const [full, left] = [amountText(wanted, sheet), amountText(atLeastZero(room), sheet)];
  switch (code.ifShort) {
    case 'hold':
      // The worksheet itself holds an employee whose deductions before tax exceed their pay.
      if (code.stage === 'pretax') return wanted;
      return notEnough(sheet, code, full);
    case 'part':
      sheet.warn(
        'deduction_reduced',
        `${title} would be ${full}; only ${left} of net pay was available`,
      );
      return atLeastZero(room);
    case 'skip':
      sheet.warn(
        'deduction_skipped',
        `${title} of ${full} was not taken: only ${left} of net pay was available`,
      );
      return 0n;
  }
}

function below(amount: Minor, ceiling: Minor): Minor {
  return amount < ceiling ? amount : atLeastZero(ceiling);
}

export function atLeastZero(amount: Minor): Minor {
  return amount < 0n ? 0n : amount;
}

/** The limits of a pay code, as inputs of its explanation. */
export function limitsTold(sheet: Worksheet, code: ReadyPayCode): readonly ExplanationInput[] {
  const { caps, garnishment, minimumNet } = code.code;
  const told: ExplanationInput[] = [];
  if (caps?.perPeriod !== undefined) told.push({ name: 'cap per period', value: caps.perPeriod });
  if (caps?.monthly !== undefined) told.push({ name: 'cap per month', value: caps.monthly });
  if (caps?.annual !== undefined) {
    told.push({ name: 'cap per year', value: caps.annual });
    const taken = sheet.input.yearToDate.get(code.id) ?? 0n;
    told.push({ name: 'taken this year', value: amountText(taken, sheet) });
  }
  told.push(...limitByLawTold(sheet, code));
  if (garnishment !== undefined) {
    told.push({ name: 'disposable earnings', value: amountText(sheet.disposableMinor, sheet) });
    told.push({ name: 'legal limit', value: `${garnishment.percentOfDisposable} %` });
    if (garnishment.protectedPerWeek !== undefined) {
      told.push({ name: 'protected per week', value: garnishment.protectedPerWeek });
    }
  }
  if (minimumNet !== undefined) told.push({ name: 'minimum net', value: minimumNet });
  return told;
}

function notEnough(sheet: Worksheet, code: ReadyPayCode, full: string): Held {
  const net = amountText(sheet.netMinor, sheet);
  const keep = code.minimumNetMinor;
  const least = keep === 0n ? '' : `, of which ${amountText(keep, sheet)} must remain`;
  return held(
    keep === 0n ? 'negative_net' : 'below_minimum_net',
    `${code.code.code} of ${full} is more than the net pay of ${net}${least}`,
    { hint: 'lower or skip the deduction for this period; the rest can be taken later' },
  );
}

function missingMonth({ code }: ReadyPayCode): Held {
  return held(
    'missing_month_to_date',
    `${code.code} has a monthly cap, but the month to date is missing`,
    {
      hint: 'give the amounts of the month to date, or use a cap for the period or the year',
    },
  );
}
