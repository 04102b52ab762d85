/**
 * Reasons to hold an employee that do not come from the rule of one pay code. Each has a hint.
 */

import { counted } from '#text/counted.ts';
import type { ReadyPayCode } from './codes/ready-pay-code.ts';
import { type Held, held } from './payslip.ts';
import type { PayItem, PayslipFacts } from './payslip-input.ts';
import { amountText } from './text.ts';
import type { Worksheet } from './worksheet.ts';

export function notEmployed({ employee }: PayslipFacts): Held {
  return held('not_employed', 'the employee was not employed on any day of the period', {
    hint: `take the employee out of the run, or correct the dates (hired ${employee.hiredOn.toString()})`,
  });
}

export function missingHours(): Held {
  return held('missing_hours', 'no hours were entered for this hourly employee', {
    hint: 'enter the hours, or 0 if none were worked',
  });
}

export function tooManyHours({ period }: Worksheet): Held {
  return held(
    'hours_above_period',
    `more hours were entered than fit in the period's ${counted(period.days, 'day')}`,
    { hint: 'correct the hours; some may have been entered twice, or may cover several periods' },
  );
}

export function outOfRange(): Held {
  return held('amount_out_of_range', 'a line of the payslip has more than fifteen digits', {
    hint: 'correct the salary, the rate or the amounts that were entered',
  });
}

export function impossibleHours({ code }: ReadyPayCode): Held {
  return held('hours_above_period', `${code.code} was entered with an impossible number of hours`, {
    hint: 'enter between zero hours and the hours of the whole period',
  });
}

export function unknownCode(item: PayItem): Held {
  return held(
    'unknown_pay_code',
    `no pay code with id ${item.payCodeId} is valid on the pay date`,
    {
      hint: "add it to the company's pay codes, extend its dates, or remove the item",
    },
  );
}

export function writtenByTaxes({ code }: ReadyPayCode): Held {
  return held('written_by_taxes', `${code.code} is calculated and cannot be entered`, {
    hint: "remove the item; enter extra income tax withholding on the employee's tax form",
  });
}

export function orderWithoutFacts({ code }: ReadyPayCode): Held {
  return held('order_facts_missing', `${code.code} was entered without the facts of the order`, {
    hint: 'enter it as a court order, with its kind and the day on which it was received',
  });
}

export function noSalaryCode(): Held {
  return held('missing_pay_code', 'no pay code for salaries is valid on the pay date', {
    hint: 'add a salary pay code to the company, or make the employee hourly',
  });
}

export function negativeGross(sheet: Worksheet): Held {
  return held('negative_gross', `gross pay would be ${amountText(sheet.grossMinor, sheet)}`, {
    hint: 'correct the earnings; money owed back is a deduction or a reversal',
  });
}

export function deductionsAbovePay(): Held {
  return held('deductions_above_pay', 'deductions before tax exceed the pay that they reduce', {
    hint: 'lower the deductions for this period, or skip them',
  });
}

export function negativeNet(sheet: Worksheet): Held {
  return held('negative_net', `net pay would be ${amountText(sheet.netMinor, sheet)}`, {
    hint: 'lower the deductions or the extra withholding for this period; the rest can be taken later',
  });
}
