/**
 * Dated terms of pay and dated items as known now, with what is left of each goal.
 */
import { type Answer, answer, refuse } from '#errors.ts';
import { payCodesAt } from '#operations/companies/pay-codes.ts';
import type { World } from '#operations/world.ts';
import { packFor } from '#payslip/taxes/tax-packs.ts';
import { microText } from '#payslip/text.ts';
import type { CompanyRow } from '#store/reads/companies.ts';
import { currentRevision } from '#store/reads/companies.ts';
import { takenTowards } from '#store/reads/paid-so-far.ts';
import { employeeIdsOf } from '#store/reads/roster.ts';
import {
  type CurrentItem,
  type CurrentTerms,
  currentItems,
  currentTerms,
} from '#store/reads/terms-and-items.ts';
import type { Reading } from '#store/store.ts';
import { taxFormFrom } from '#store/tax-form.ts';
import { referenceOf } from './order-reference.ts';

export interface ListDated {
  readonly company: CompanyRow;
  /** Employee number; null for everybody. */
  readonly number: string | null;
}

export interface ListedTerms extends CurrentTerms {
  readonly hourlyRate: string | null;
}

export async function listTerms(
  world: World,
  ask: ListDated,
): Promise<Answer<readonly ListedTerms[]>> {
  return world.store.read(ask.company, async (at): Promise<Answer<readonly ListedTerms[]>> => {
    const people = await idsOfListed(at, ask);
    if (!people.ok) return people;
    const rows = await currentTerms(at, { ...ask.company, employeeIds: people.value });
    return answer(rows.map((row) => ({ ...row, hourlyRate: textOf(row.hourlyRateMicro) })));
  });
}

export interface ListedItem extends Omit<CurrentItem, 'orderText'> {
  readonly code: string;
  readonly percent: string | null;
  readonly quantity: string | null;
  readonly rate: string | null;
  /** The facts of a court order or a levy. */
  readonly order: Readonly<Record<string, unknown>> | null;
  /** What is left of a goal after every committed run. */
  readonly leftMinor: bigint | null;
}

export async function listItems(
  world: World,
  ask: ListDated,
): Promise<Answer<readonly ListedItem[]>> {
  const { companyId } = ask.company;
  const { orders } = packFor(ask.company.currency);
  return world.store.read(ask.company, async (at): Promise<Answer<readonly ListedItem[]>> => {
    const people = await idsOfListed(at, ask);
    if (!people.ok) return people;
    const revision = await currentRevision(at, companyId);
    const codes = await payCodesAt(at, { ...ask.company, revision });
    if (!codes.ok) return codes;
    const rows = await currentItems(at, { companyId, employeeIds: people.value });
    const open = rows.filter(
      (row, place) =>
        row.fromOn !== null && row.balanceMinor !== null && !isOneSeries(row, rows[place + 1]),
    );
    const goals = open.flatMap(({ employeeId, payCodeId, fromOn, orderText }) => {
      const reference = referenceOf(orderText);
      return fromOn === null
        ? []
        : [{ companyId, revision, employeeId, payCodeId, reference, fromOn }];
    });
    const taken = await takenTowards(at, goals);
    const takenBy = new Map(open.map((row, nth) => [row, taken[nth] ?? 0n]));
    const leftOf = (row: CurrentItem) => {
      const gone = takenBy.get(row);
      if (row.balanceMinor === null || gone === undefined) return null;
      return row.balanceMinor > gone ? row.balanceMinor - gone : 0n;
    };
    return answer(
      rows.map(({ orderText, ...row }, place) => ({
        ...row,
        order: orderText === null ? null : (orders?.shown(taxFormFrom(orderText)) ?? {}),
        code: codes.value.byId.get(row.payCodeId)?.code ?? String(row.payCodeId),
        percent: textOf(row.percentMicro),
        quantity: textOf(row.quantityMicro),
        rate: textOf(row.rateMicro),
        leftMinor: rows[place] === undefined ? null : leftOf(rows[place]),
      })),
    );
  });
}

/** Rows come in order of their days: a later row of the same series has ended the earlier one. */
function isOneSeries(one: CurrentItem | undefined, next: CurrentItem | undefined): boolean {
  return (
    one?.employeeId === next?.employeeId &&
    one?.payCodeId === next?.payCodeId &&
    one?.job === next?.job &&
    one?.reference === next?.reference
  );
}

export async function idsOfListed(
  at: Reading,
  ask: ListDated,
): Promise<Answer<readonly number[] | null>> {
  const { company, number } = ask;
  if (number === null) return answer(null);
  const found = await employeeIdsOf(at, { ...company, numbers: [number] });
  const id = found.get(number);
  if (id !== undefined) return answer([id]);
  return refuse({
    family: 'not_found',
    code: 'employee_unknown',
    message: `${company.code} has no employee ${number}`,
    hint: 'write the employee number exactly as in the roster; capital letters matter',
  });
}

function textOf(micro: bigint | null): string | null {
  return micro === null ? null : microText(micro);
}
