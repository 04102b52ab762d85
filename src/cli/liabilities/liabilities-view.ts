/** Shows what is owed by pay date: deposits, their taxes, what others get, and adjustments. */
import type { Page } from '#cli/output.ts';
import type { Column } from '#cli/table.ts';
import { amountInWords } from '#cli/views/amounts.ts';
import type { Depositor } from '#operations/liabilities/depositor.ts';
import type { Liabilities, PlannedDeposit } from '#operations/liabilities/list-liabilities.ts';
import type { OwedToOther } from '#operations/liabilities/owed-to-others.ts';
import { counted } from '#text/counted.ts';
import { dayInWords, toEpochDay } from '#time/plain-date.ts';
import { quarterName } from '#time/quarter.ts';
import { holidaysDerived } from './returns-view.ts';

const right: Partial<Column> = { align: 'right', isKept: true };

export function showLiabilities(page: Page, list: Liabilities): void {
  const { company, fromOn, toOn, payee } = list;
  const amount = (minor: bigint) => amountInWords(minor, company.currency);
  page.sentence(`Liabilities of ${company.code}, paid from ${fromOn} to ${toOn}.`);
  for (const line of remarksOn(list)) page.sentence(line);
  if (list.taxes.length + list.others.length + list.adjustments.length === 0) {
    page.sentence('No committed run has a pay date in this time.');
  }
  if (list.deposits.length > 0) showDeposits(page, list, amount);
  for (const one of list.carried) {
    page.sentence(
      `Form ${one.form}: ${amount(one.amountMinor)} waits at the end of ${quarterName(one)}, because it is too low to be deposited.`,
    );
  }
  for (const one of list.leftOver) {
    page.sentence(
      `Form ${one.form}: reversals of ${quarterName(one)} leave ${amount(one.amountMinor)} that lowers no deposit. It is overpaid on the return.`,
    );
  }
  for (const one of list.reducedCredits) showReduced(page, one, amount);
  if (list.taxes.length > 0) showTaxes(page, list, amount);
  if (list.others.length > 0) showOthers(page, list, amount);
  if (list.orders.length > 0) showOrders(page, list, amount);
  if (list.adjustments.length > 0) showAdjustments(page, list, amount);
  if (list.depositors === null && list.taxes.length > 0) {
    page.sentence(`Paybeat does not know by when taxes are owed to ${payee}.`);
  }
}

type Amount = (minor: bigint) => string;

function remarksOn(list: Liabilities): readonly string[] {
  const { isOver, toOn, today, unfinishedRuns, depositors, nextDays } = list;
  const lines = (depositors ?? []).map((one) => depositorInWords(one, list.company));
  if (!isOver) {
    lines.unshift(`UNFINISHED: today is ${today}, and pay may be added until ${toOn}.`);
  }
  if (unfinishedRuns.length > 0) {
    const runs = counted(unfinishedRuns.length, 'run');
    lines.push(`${runs} of this time may still be committed: ${unfinishedRuns.join(', ')}.`);
  }
  for (const day of nextDays) {
    lines.push(
      `On ${day} the taxes of a deposit period reached the amount that is due on the next business day. From the next day to the end of ${day.year + 1}, deposits are semiweekly.`,
    );
  }
  const dated = [...list.deposits, ...list.others];
  if (dated.some(({ holidays }) => holidays === 'derived')) {
    lines.push(holidaysDerived);
  }
  if (list.deposits.some(({ holidays }) => holidays === 'missing')) {
    lines.push('Some due dates are unknown, because the holidays of that year are not known.');
  }
  return lines;
}

/** How a company deposits in a year, and why. */
export function depositorInWords(
  { year, status, basis, lookbackMinor }: Depositor,
  company: Liabilities['company'],
): string {
  if (basis === 'set') return `${year}: deposits are ${status}, as the company has set.`;
  const amount = amountInWords(lookbackMinor, company.currency);
  if (basis === 'lookback') {
    const sum = status === 'monthly' ? `are ${amount}` : `reach ${amount}`;
    return `${year}: deposits are ${status}, because the taxes of the lookback period ${sum}.`;
  }
  return `${year}: deposits are shown as semiweekly, with the earlier due dates, because the lookback period is not known. To set it: paybeat liabilities depositor ${year} monthly --why 'new employer'`;
}

function showDeposits(page: Page, { deposits, payee }: Liabilities, amount: Amount): void {
  page.blank();
  page.sentence(`To deposit, to ${payee}:`);
  page.table({
    columns: [
      { title: 'due' },
      { title: 'form' },
      { title: 'quarter' },
      { title: 'rule' },
      { title: 'pay dates', isLong: true },
      { title: 'amount', ...right },
      { title: 'remark', isLong: true },
    ],
    rows: deposits.map((one) => [
      ...[dueInWords(one), one.form, quarterName(one.quarter), one.rule.replaceAll('_', ' ')],
      ...[one.payOns.join(' '), amount(one.amountMinor), remarkOn(one, amount)],
    ]),
    whenEmpty: '',
  });
}

function dueInWords({ dueOn, holidays }: Pick<PlannedDeposit, 'dueOn' | 'holidays'>): string {
  if (dueOn === null) return 'unknown';
  return `${dayInWords(toEpochDay(dueOn))}${holidays === 'derived' ? '*' : ''}`;
}

function remarkOn({ isFinal, untilOn, creditMinor }: PlannedDeposit, amount: Amount): string {
  const parts = isFinal ? [] : [`open until ${untilOn}`];
  if (creditMinor > 0n) parts.push(`less ${amount(creditMinor)} that was reversed`);
  return parts.join('; ');
}

function showReduced(
  page: Page,
  { year, isKnown, credits }: Liabilities['reducedCredits'][number],
  amount: Amount,
): void {
  if (!isKnown) {
    page.sentence(
      `The credit reduction of states for ${year} is not known yet, so the deposit of ${year}-Q4 is without it.`,
    );
  }
  for (const { region, wagesMinor, percent, amountMinor, isOwnRate } of credits) {
    const of = `${year}-Q4: ${region} reduces the credit by ${percent} % of ${amount(wagesMinor)}`;
    const what = isOwnRate
      ? 'Your own rate has it already.'
      : `The deposit has ${amount(amountMinor)} for it, which is no tax of a pay date.`;
    page.sentence(`${of}. ${what}`);
  }
}

function showTaxes(page: Page, { taxes, payee }: Liabilities, amount: Amount): void {
  page.blank();
  page.sentence(`Taxes by pay date, owed to ${payee}:`);
  page.table({
    columns: [
      { title: 'pay date' },
      { title: 'tax' },
      { title: 'title', isLong: true, isSpare: true },
      { title: 'form' },
      { title: 'due' },
      { title: 'amount', ...right },
    ],
    rows: [
      ...taxes.map(({ payOn, code, title, form, dueOn, rule, amountMinor }) => [
        ...[String(payOn), code, title, form ?? ''],
        ...[dueOn === null ? (rule === 'waits' ? 'waits' : 'unknown') : String(dueOn)],
        amount(amountMinor),
      ]),
      ['total', '', '', '', '', amount(sum(taxes))],
    ],
    whenEmpty: '',
  });
}

function showOthers(page: Page, { others }: Liabilities, amount: Amount): void {
  page.blank();
  page.sentence('Deductions and contributions, owed to others:');
  page.table({
    columns: [
      { title: 'pay date' },
      { title: 'pay code' },
      { title: 'title', isLong: true, isSpare: true },
      { title: 'payee', isLong: true, isKept: true },
      { title: 'send by' },
      { title: 'amount', ...right },
    ],
    rows: [
      ...others.map((one) => [
        ...[String(one.payOn), one.code, one.title, one.payee ?? 'not named'],
        ...[sendByInWords(one), amount(one.amountMinor)],
      ]),
      ['total', '', '', '', '', amount(sum(others))],
    ],
    whenEmpty: '',
  });
}

/** Empty: the law gives no date. */
function sendByInWords(one: OwedToOther): string {
  return one.holidays === null ? '' : dueInWords({ ...one, holidays: one.holidays });
}

/** More are in the file only. */
const ordersShownMax = 100;

function showOrders(page: Page, { orders }: Liabilities, amount: Amount): void {
  page.blank();
  page.sentence('Parts of these amounts, by court order:');
  page.table({
    columns: [
      { title: 'pay date' },
      { title: 'pay code' },
      { title: 'case', isKept: true },
      { title: 'employee', isKept: true },
      { title: 'name', isLong: true, isSpare: true },
      { title: 'payee', isLong: true },
      { title: 'amount', ...right },
    ],
    rows: orders
      .slice(0, ordersShownMax)
      .map((one) => [
        ...[String(one.payOn), one.code, one.reference ?? '', one.employee, one.name],
        ...[one.payee ?? 'not named', amount(one.amountMinor)],
      ]),
    whenEmpty: '',
  });
  const more = orders.length - ordersShownMax;
  if (more > 0) {
    page.sentence(`${counted(more, 'more amount')}: write all of them to a file with --output.`);
  }
}

function showAdjustments(page: Page, { adjustments }: Liabilities, amount: Amount): void {
  page.blank();
  page.sentence('Adjustments of earlier quarters by reversals. They lower no deposit:');
  page.table({
    columns: [
      { title: 'pay date' },
      { title: 'adjusts' },
      { title: 'run', ...right },
      { title: 'reverses', ...right },
      { title: 'tax' },
      { title: 'amount', ...right },
      { title: 'remark' },
    ],
    rows: adjustments.map((one) => [
      ...[String(one.payOn), quarterName(one.quarter), String(one.runId)],
      ...[String(one.reversedRunId), one.code, amount(one.amountMinor)],
      one.isGivenBack ? '' : 'not given back',
    ]),
    whenEmpty: '',
  });
}

function sum(rows: readonly { readonly amountMinor: bigint }[]): bigint {
  return rows.reduce((all, { amountMinor }) => all + amountMinor, 0n);
}
