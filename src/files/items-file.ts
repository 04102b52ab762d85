/**
 * An items file: inputs that recur from a day on, one row for each person and pay code. Examples
 * are a car allowance, a union fee, a loan with its balance, and a court order.
 *
 * Pure. All or nothing. `reference` distinguishes several rows of one pay code, such as the number
 * of a loan or a court order. A deduction with a balance ends automatically. A person can have only one
 * such deduction for each pay code, because a payslip has one line for each pay code. A row can also state the most that
 * its person gives in a year. If it states nothing else, it takes nothing.
 *
 * Elsewhere: whether the people are on the roster (the operations).
 */

import type { Answer } from '#errors.ts';
import type { Currency } from '#money/minor.ts';
import type { PayCodes } from '#payslip/codes/pay-code.ts';
import { limitProblem } from '#payslip/limit-of-item.ts';
import type { OrderFacts } from '#payslip/payslip-input.ts';
import type { CourtOrders } from '#payslip/taxes/court-orders.ts';
import type { PersonLimits } from '#payslip/taxes/person-limits.ts';
import type { CsvShape, TellBytes } from './csv.ts';
import { type People, readEmployee } from './employee-cell.ts';
import type { FileForm } from './file-form.ts';
import { type ItemCells, itemColumns, readItemCells, valueColumns } from './item-cells.ts';
import { readCsv } from './open-csv.ts';
import type { RowReader } from './row-reader.ts';
import { readTypedFile, type TypedFile } from './typed-file.ts';

interface ItemsFileRow extends ItemCells {
  readonly rowNumber: number;
  readonly employeeNumber: string;
  readonly reference: string;
  readonly fromOn: Temporal.PlainDate;
  readonly untilOn: Temporal.PlainDate | null;
  readonly balanceMinor: bigint | null;
  /** Of a court order or a levy. */
  readonly orderFacts: OrderFacts | null;
  /** The most that the person gives in a year. */
  readonly limitMinor: bigint | null;
  /** Which amount of a yearly limit applies. */
  readonly limitFor: string | null;
}

/** The reference of a row that only states a limit. Without one it would end the item that it is about. */
const limitReference = 'limit';

/** `orders`: the columns that the country adds for court orders. */
export function itemsCsv(orders: CourtOrders | undefined): CsvShape {
  return {
    what: 'items',
    columns: [
      ...itemColumns,
      ...['reference', 'from', 'until', 'balance', 'limit', 'limit_for'],
      ...(orders?.columns ?? []),
    ],
    required: ['employee_id', 'code', 'from'],
    anyOf: [],
  };
}

/** Refusals: those of csv.ts and typed-file.ts. */
export function parseItemsFile(
  bytes: Uint8Array,
  ask: {
    readonly currency: Currency;
    readonly codes: PayCodes;
    readonly people: People;
    readonly orders?: CourtOrders | undefined;
    readonly limits?: PersonLimits | null;
    readonly tell?: TellBytes;
    readonly form?: FileForm | undefined;
  },
): Answer<TypedFile<ItemsFileRow>> {
  const csv = readCsv(bytes, itemsCsv(ask.orders), ask.form);
  if (!csv.ok) return csv;
  return readTypedFile(csv.value, {
    what: 'items',
    currency: ask.currency,
    read: (reader) => readRow(reader, ask),
    key: ({ employeeNumber, payCode, job, reference, fromOn }) =>
      payCode === ''
        ? null
        : {
            key: JSON.stringify([employeeNumber, payCode, job, reference, fromOn]),
            of: ['employee_id', 'job', 'reference', 'from'],
            column: 'code',
            code: 'item_twice',
            what: `${payCode} of employee ${employeeNumber} from ${fromOn}`,
          },
    tell: ask.tell,
  });
}

function readRow(
  reader: RowReader,
  ask: Pick<Parameters<typeof parseItemsFile>[1], 'codes' | 'people' | 'orders' | 'limits'>,
): ItemsFileRow {
  const { codes, people, orders } = ask;
  const employeeNumber = readEmployee(reader, people);
  const isLimit = !reader.isEmpty('limit') || !reader.isEmpty('limit_for');
  const isOnlyLimit = isLimit && valueColumns.every((column) => reader.isEmpty(column));
  const cells = readItemCells(reader, {
    ...{ codes, mayBeNegative: false, mayBeEmpty: orders?.payCodes, isOnlyLimit },
  });
  const reference =
    reader.key('reference', { lengthMax: 100 }) ?? (isOnlyLimit ? limitReference : '');
  const fromOn = reader.requiredDate('from');
  const untilOn = reader.date('until');
  if (
    untilOn !== null &&
    reader.isRead('from') &&
    Temporal.PlainDate.compare(untilOn, fromOn) < 0
  ) {
    const message = `The last day, ${untilOn}, is before the first, ${fromOn}.`;
    reader.report({ column: 'until', code: 'ends_before_start', message });
  }
  const balanceMinor = reader.amount('balance');
  const kind = codes.byCode.get(cells.payCode)?.kind;
  if (balanceMinor !== null && kind !== undefined && kind !== 'deduction') {
    const message = `${cells.payCode} is not a deduction; only a deduction ends when a balance is paid.`;
    reader.report({ column: 'balance', code: 'not_for_pay_code', message });
  }
  return {
    rowNumber: reader.rowNumber,
    employeeNumber,
    ...cells,
    reference,
    fromOn,
    untilOn,
    balanceMinor,
    orderFacts: orderIn(reader, { orders, cells, reference, balanceMinor }),
    ...readLimit(reader, { payCode: cells.payCode, ...ask }),
  };
}

/** The facts of an order. A garnishment without any needs a value, as every item does. */
function orderIn(
  reader: RowReader,
  of: {
    readonly orders: CourtOrders | undefined;
    readonly cells: ItemCells;
    readonly reference: string;
    readonly balanceMinor: bigint | null;
  },
): OrderFacts | null {
  const { orders, cells, reference, balanceMinor } = of;
  if (orders === undefined || cells.payCode === '') return null;
  const { payCode, amountMinor, percentMicro } = cells;
  const facts = orders.fromCells(reader, {
    ...{ payCode, reference, amountMinor, percentMicro, balanceMinor },
  });
  const hasValue = valueColumns.some((column) => !reader.isEmpty(column));
  if (
    facts === null &&
    orders.payCodes.has(payCode) &&
    !orders.needFacts.has(payCode) &&
    !hasValue
  ) {
    const message = `${payCode} needs amount or percent.`;
    reader.report({ column: 'percent', code: 'missing_value', message });
  }
  return facts;
}

function readLimit(
  reader: RowReader,
  of: {
    readonly payCode: string;
    readonly codes: PayCodes;
    readonly limits?: PersonLimits | null;
  },
): Pick<ItemsFileRow, 'limitMinor' | 'limitFor'> {
  const limitMinor = reader.amount('limit');
  const limitFor = reader.key('limit_for', { lengthMax: 40 })?.toLowerCase() ?? null;
  if (limitMinor !== null || limitFor !== null) {
    const at = { code: of.codes.byCode.get(of.payCode), limits: of.limits ?? null };
    const problem = limitProblem({ limit: limitMinor, limitFor }, at);
    if (problem !== null) reader.report({ ...problem, column: problem.of });
  }
  return { limitMinor, limitFor };
}
