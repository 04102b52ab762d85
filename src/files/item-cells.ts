/**
 * The cells of one item: a pay code and its values. The rule of the pay code decides which are
 * needed.
 *
 * Values that the pay code itself has (an amount, a percentage, a rate) may be left out. An issue
 * names the column. A pay code that nobody may enter is refused by name.
 */

import type { PayCode, PayCodes } from '#payslip/codes/pay-code.ts';
import { didYouMean } from '#text/closest-word.ts';
import type { RowReader } from './row-reader.ts';

export interface ItemCells {
  readonly payCodeId: number;
  readonly payCode: string;
  /** Whether the hours are time worked, and not only a premium for it. */
  readonly isWork: boolean;
  readonly quantityMicro: bigint | null;
  readonly rateMicro: bigint | null;
  readonly amountMinor: bigint | null;
  readonly percentMicro: bigint | null;
  readonly job: string;
}

export const itemColumns: readonly string[] = [
  ...['employee_id', 'code', 'amount', 'percent', 'hours', 'pieces', 'rate', 'job'],
];

/** The columns that can hold the value. At least one is needed. */
export const valueColumns: readonly string[] = ['amount', 'percent', 'hours', 'pieces'];

export function readItemCells(
  reader: RowReader,
  ask: {
    readonly codes: PayCodes;
    readonly mayBeNegative: boolean;
    /** Pay codes whose value another column may give. */
    readonly mayBeEmpty?: ReadonlySet<string> | undefined;
    readonly knownJob?: (job: string) => boolean;
    /** The row states a limit and no value. */
    readonly isOnlyLimit?: boolean;
  },
): ItemCells {
  const code = readCode(reader, ask.codes);
  const amountMinor = ask.mayBeNegative ? reader.signedAmount('amount') : reader.amount('amount');
  const percentMicro = reader.percent('percent');
  const hoursMicro = reader.micro('hours');
  const piecesMicro = reader.micro('pieces');
  const rateMicro = reader.rate('rate');
  const job = reader.key('job', { lengthMax: 100, known: ask.knownJob }) ?? '';
  const mayBeEmpty = ask.isOnlyLimit === true || ask.mayBeEmpty?.has(code?.code ?? '') === true;
  if (code !== null) checkValues(reader, code, mayBeEmpty);
  return {
    payCodeId: code?.id ?? 0,
    payCode: code?.code ?? '',
    isWork: code?.amount.by === 'hours' && code.amount.premium !== true,
    quantityMicro: hoursMicro ?? piecesMicro,
    rateMicro,
    amountMinor,
    percentMicro,
    job,
  };
}

function readCode(reader: RowReader, codes: PayCodes): PayCode | null {
  const text = reader.requiredKey('code', { lengthMax: 40 }).toUpperCase();
  if (text === '') return null;
  const found = codes.byCode.get(text);
  if (found === undefined) {
    const message = `There is no pay code ${text}.${didYouMean(text, [...codes.byCode.keys()])}`;
    reader.report({ column: 'code', code: 'unknown_pay_code', message });
    return null;
  }
  if (found.amount.by !== 'tax_pack') return found;
  const message = `${text} is calculated, and cannot be entered.`;
  reader.report({ column: 'code', code: 'written_by_taxes', message });
  return null;
}

const valuesOf: Readonly<Record<PayCode['amount']['by'], readonly string[]>> = {
  salary: ['amount', 'hours'],
  hours: ['amount', 'hours'],
  pieces: ['amount', 'pieces'],
  amount: ['amount'],
  percent: ['amount', 'percent'],
  bands: ['amount'],
  match: ['amount'],
  tax_pack: [],
};

function checkValues(reader: RowReader, code: PayCode, mayBeEmpty: boolean): void {
  const given = valueColumns.filter((column) => !reader.isEmpty(column));
  const [first, second] = given;
  if (second !== undefined) {
    const message = `Give only one of ${valueColumns.join(', ')}; ${first} already has a value.`;
    reader.report({ column: second, code: 'two_values', message });
  }
  const fitting = valuesOf[code.amount.by];
  for (const column of given) {
    if (fitting.includes(column)) continue;
    const message = `${code.code} is entered by ${fitting.join(' or ')}, not by ${column}.`;
    reader.report({ column, code: 'not_for_pay_code', message });
  }
  const isTimed = code.amount.by === 'hours';
  if (!reader.isEmpty('rate') && !isTimed && code.amount.by !== 'pieces') {
    const message = `${code.code} has no rate.`;
    reader.report({ column: 'rate', code: 'not_for_pay_code', message });
  }
  if (!reader.isEmpty('job') && !isTimed) {
    const message = `A job applies only to hours; ${code.code} is not entered by hours.`;
    reader.report({ column: 'job', code: 'not_for_pay_code', message });
  }
  if (first === undefined && !mayBeEmpty && !suffices(code)) {
    const message = `${code.code} needs ${fitting.join(' or ')}.`;
    reader.report({ column: fitting.at(-1) ?? 'amount', code: 'missing_value', message });
  }
}

/** Whether the pay code itself has every value. */
function suffices({ amount }: PayCode): boolean {
  switch (amount.by) {
    case 'amount':
      return amount.amount !== undefined;
    case 'percent':
      return amount.percent !== undefined;
    case 'bands':
    case 'match':
      return true;
    default:
      return false;
  }
}
