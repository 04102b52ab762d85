/**
 * Takes the court orders and levies of one payslip. The country's pack decides how much each takes; this file gives it
 * the pay, and adds its lines and warnings to the worksheet.
 *
 * Elsewhere: the interface (taxes/court-orders.ts). Items without the facts of an order are deductions (deduct.ts).
 */
import type { ReadyPayCode } from './codes/ready-pay-code.ts';
import { type Held, held, type OrderAmount } from './payslip.ts';
import type { AskedOrder, CourtOrders, TakenByOrder } from './taxes/court-orders.ts';
import { amountText } from './text.ts';
import type { Worksheet } from './worksheet.ts';

/** Adds the lines of all orders, or returns why the employee is held. */
export function addOrders(
  sheet: Worksheet,
  at: {
    readonly orders: CourtOrders | undefined;
    readonly codes: readonly (ReadyPayCode | undefined)[];
    readonly rulesEdition: number;
  },
): Held | null {
  const asked = sheet.input.items.flatMap((item): AskedOrder[] => {
    const code = at.codes[item.payCodeId];
    if (item.order === undefined || code === undefined) return [];
    const { garnishment: codeLimit } = code;
    return [{ item, facts: item.order, payCode: code.code.code, codeLimit }];
  });
  if (at.orders === undefined) return notKnown();
  const bySlot = (name: string) => sheet.codes.find(({ code }) => code.code === name);
  const taken = at.orders.take(asked, {
    grossMinor: sheet.grossMinor,
    taxesMinor: sheet.taxesMinor,
    reimbursementsMinor: sheet.reimbursementsMinor,
    netMinor: sheet.netMinor,
    payOn: sheet.period.facts.payOn,
    isOffCycle: !sheet.settings.basePay,
    periodsPerYear: sheet.period.periodsPerYear,
    workState: sheet.input.employee.workState ?? null,
    rulesEdition: at.rulesEdition,
    amountOf: (name) => sheet.amounts[bySlot(name)?.slot ?? -1] ?? 0n,
    text: (amountMinor) => amountText(amountMinor, sheet),
  });
  if ('kind' in taken) return taken;
  const parts = new Map<string, OrderAmount>();
  for (const { payCode, amountMinor, told } of taken.lines) {
    const code = bySlot(payCode);
    if (code === undefined) return missing(payCode);
    sheet.add(code, amountMinor);
    sheet.garnishedMinor += amountMinor;
    sheet.recorder?.step(code.slot, () => ({ ...told, title: code.code.title }));
    for (const one of taken.each) {
      if (one.payCode === payCode) addPart(parts, { payCodeId: code.id, taken: one });
    }
  }
  sheet.ordersTaken = [...parts.values()];
  for (const { code, message } of taken.warnings) sheet.warn(code, message);
  return null;
}

/** Two orders without a number, or with one number, cannot be told apart. Neither payee gets the part of both. */
function addPart(
  parts: Map<string, OrderAmount>,
  { payCodeId, taken }: { readonly payCodeId: number; readonly taken: TakenByOrder },
): void {
  const { facts } = taken;
  const reference = facts.reference ?? '';
  const key = `${payCodeId} ${reference}`;
  const before = parts.get(key);
  const own = facts.payee ?? null;
  const payee = before === undefined || before.payee === own ? own : null;
  const amountMinor = (before?.amountMinor ?? 0n) + taken.amountMinor;
  parts.set(key, { payCodeId, reference, payee, amountMinor });
}

function notKnown(): Held {
  return held('orders_not_covered', 'court orders of this country are not calculated', {
    hint: 'enter the amount as a deduction, without the facts of the order',
  });
}

function missing(payCode: string): Held {
  return held('missing_pay_code', `no pay code ${payCode} is valid on the pay date`, {
    hint: `add ${payCode} to the company's pay codes`,
  });
}
