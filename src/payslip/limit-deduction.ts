/**
 * How far a deduction may go: what is still owed, its caps, what the law lets a court order take,
 * and the net pay that has to be left. Each limit that bites says so in a warning.
 */

import type { Minor } from '#money/minor.ts';
import { divideRounded } from '#money/rounding.ts';
import { percentScale } from './codes/pay-code-stage.ts';
import type { ReadyPayCode } from './codes/ready-pay-code.ts';
import type { ExplanationInput } from './explanation/explanation.ts';
import { type Held, held } from './payslip.ts';
import type { PayItem } from './payslip-input.ts';
import { amountText } from './text.ts';
import type { Worksheet } from './worksheet.ts';

/** A deduction with a goal stops at what is still owed. */
export function untilGoal(
  sheet: Worksheet,
  { code, item, amount }: { code: ReadyPayCode; item: PayItem; amount: Minor },
): Minor {
  const balance = item.balanceMinor;
  if (balance === undefined || balance === null || amount < balance) return amount;
  sheet.warn('goal_reached', `${code.code.title} ends with this payslip`);
  return atLeastZero(balance);
}

/** Caps, then the legal limit, then the net pay that has to be left. */
export function limitTaken(sheet: Worksheet, code: ReadyPayCode, wanted: Minor): Minor | Held {
  if (wanted <= 0n) return wanted;
  const capped = cap(sheet, code, wanted);
  if (typeof capped !== 'bigint') return capped;
  if (code.kind !== 'deduction') return capped;
  const legal = garnishable(sheet, code, capped);
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
  if (code.annualCapMinor !== null) {
    const taken = sheet.input.yearToDate.get(code.id) ?? 0n;
    amount = below(amount, code.annualCapMinor - taken);
  }
  if (amount < wanted) {
    const [full, part] = [amountText(wanted, sheet), amountText(amount, sheet)];
    sheet.warn('capped', `${code.code.title} would be ${full} and is capped at ${part}`);
  }
  return amount;
}

function garnishable(sheet: Worksheet, code: ReadyPayCode, wanted: Minor): Minor {
  if (code.garnishment === null) return wanted;
  const { percentMicro, protectedPerWeekMinor } = code.garnishment;
  const disposable = atLeastZero(sheet.disposableMinor);
  const shareOf = (mode: 'down' | 'up') =>
    divideRounded(disposable * percentMicro, percentScale, mode);
  // 52 weeks to a year: what the Department of Labor's table gives for each pay frequency.
  const protectedMinor = divideRounded(
    protectedPerWeekMinor * 52n,
    sheet.period.periodsPerYear,
    'up',
  );
  const left = (share: Minor) => below(share, disposable - protectedMinor) - sheet.garnishedMinor;
  const amount = below(wanted, left(shareOf('down')));
  // An order for the same share of disposable earnings is not limited by the cent it is rounded down.
  const isOnlyRounded = amount > 0n && wanted <= left(shareOf('up'));
  if (amount < wanted && !isOnlyRounded) {
    const [full, part] = [amountText(wanted, sheet), amountText(amount, sheet)];
    sheet.warn(
      'garnishment_limited',
      `${code.code.title} would be ${full}; the law lets ${part} be taken of disposable earnings of ${amountText(disposable, sheet)}`,
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
      // Before taxes the worksheet itself holds deductions that exceed the pay they come off.
      if (code.stage === 'pretax') return wanted;
      return notEnough(sheet, code, full);
    case 'part':
      sheet.warn('deduction_reduced', `${title} would be ${full}; net pay left ${left} for it`);
      return atLeastZero(room);
    case 'skip':
      sheet.warn('deduction_skipped', `${title} of ${full} was not taken: net pay left ${left}`);
      return 0n;
  }
}

function below(amount: Minor, ceiling: Minor): Minor {
  return amount < ceiling ? amount : atLeastZero(ceiling);
}

export function atLeastZero(amount: Minor): Minor {
  return amount < 0n ? 0n : amount;
}

/** The limits of a pay code, for its explanation. */
export function limitsTold(sheet: Worksheet, code: ReadyPayCode): readonly ExplanationInput[] {
  const { caps, garnishment, minimumNet } = code.code;
  const told: ExplanationInput[] = [];
  if (caps?.perPeriod !== undefined) told.push({ name: 'cap a period', value: caps.perPeriod });
  if (caps?.monthly !== undefined) told.push({ name: 'cap a month', value: caps.monthly });
  if (caps?.annual !== undefined) {
    told.push({ name: 'cap a year', value: caps.annual });
    const taken = sheet.input.yearToDate.get(code.id) ?? 0n;
    told.push({ name: 'taken this year', value: amountText(taken, sheet) });
  }
  if (garnishment !== undefined) {
    told.push({ name: 'disposable earnings', value: amountText(sheet.disposableMinor, sheet) });
    told.push({ name: 'legal limit', value: `${garnishment.percentOfDisposable} %` });
    if (garnishment.protectedPerWeek !== undefined) {
      told.push({ name: 'protected a week', value: garnishment.protectedPerWeek });
    }
  }
  if (minimumNet !== undefined) told.push({ name: 'minimum net', value: minimumNet });
  return told;
}

function notEnough(sheet: Worksheet, code: ReadyPayCode, full: string): Held {
  const net = amountText(sheet.netMinor, sheet);
  const keep = code.minimumNetMinor;
  const least = keep === 0n ? '' : `, of which ${amountText(keep, sheet)} has to be left`;
  return held(
    keep === 0n ? 'negative_net' : 'below_minimum_net',
    `${code.code.code} of ${full} is more than the net pay of ${net}${least}`,
    { hint: 'lower or skip the deduction for this period; the rest can be taken later' },
  );
}

function missingMonth({ code }: ReadyPayCode): Held {
  return held('missing_month_to_date', `${code.code} has a monthly cap; the month is not known`, {
    hint: 'hand in the amounts of the month, or use a cap for the period or the year',
  });
}
