/** What differs between payslips as they are stored and as they are calculated again, in words. */
import { formatAmount } from '#money/minor.ts';
import { currencyOf } from '#operations/companies/pay-codes.ts';
import type { RunBasis } from '#operations/runs/run-basis.ts';
import type { World } from '#operations/world.ts';
import { numbersOf } from '#store/reads/roster.ts';
import { type ReadPayslip, readPayslip } from '#store/reads/stored-payslips.ts';

/** What differs for one person. */
export interface PayDifference {
  /** `/payslips/E1`. */
  readonly where: string;
  /** `SALARY 1000.00, net 880.00` */
  readonly stored: string;
  readonly calculated: string;
}

/** A person who differs. Each side has the payslip's row, or why the person is not paid. */
export interface Differing {
  readonly employeeId: number;
  readonly stored: Buffer | string;
  readonly calculated: Buffer | string;
}

/** In the order of the people, line by line. */
export async function payDifferences(
  { store }: Pick<World, 'store'>,
  ask: {
    readonly companyId: number;
    readonly told: readonly Differing[];
    readonly currency: string;
    readonly basis: RunBasis;
  },
): Promise<readonly PayDifference[]> {
  const { companyId, told, basis } = ask;
  const ids = told.map(({ employeeId }) => employeeId);
  const numbers = await store.read({ companyId }, (at) => numbersOf(at, ids));
  const currency = currencyOf(ask.currency);
  const amount = (minor: bigint | undefined) =>
    minor === undefined ? 'none' : formatAmount(minor, currency);
  const codeOf = (id: number) => basis.codes.byId.get(id)?.code ?? String(id);
  return told.map(({ employeeId, stored, calculated }) => {
    const where = `/payslips/${numbers.get(employeeId) ?? employeeId}`;
    if (typeof stored === 'string' || typeof calculated === 'string') {
      return { where, stored: sideOf(stored), calculated: sideOf(calculated) };
    }
    const [was, is] = [readPayslip(stored), readPayslip(calculated)];
    const differing = whatDiffers(was, is);
    if (differing.length === 0) {
      return { where, stored: warningsOf(was), calculated: warningsOf(is) };
    }
    const said = (side: 'was' | 'is') =>
      differing
        .map(({ id, prefix, ...one }) => {
          const name = typeof id === 'number' ? codeOf(id) : id;
          return `${prefix}${name} ${isCount(name) ? one[side] : amount(one[side])}`;
        })
        .join(', ');
    return { where, stored: said('was'), calculated: said('is') };
  });
}

const sideOf = (side: Buffer | string) => (typeof side === 'string' ? side : 'paid');
const warningsOf = ({ warnings }: ReadPayslip) => `warnings: ${warnings.join('; ') || 'none'}`;
const isCount = (name: string) => name === 'ordinal' || name === 'epoch';

interface Differs {
  readonly prefix: string;
  readonly id: number | string;
  readonly was: bigint | undefined;
  readonly is: bigint | undefined;
}

/** Lines and sums. Only if these are the same, the year-to-date, which follows from them. */
function whatDiffers(was: ReadPayslip, is: ReadPayslip): readonly Differs[] {
  const pay = [
    ...differsIn('', was.lines, is.lines),
    ...differsIn('', new Map(Object.entries(was.columns)), new Map(Object.entries(is.columns))),
  ];
  return pay.length > 0 ? pay : differsIn('year-to-date ', was.yearToDate, is.yearToDate);
}

function differsIn<Id extends number | string>(
  prefix: string,
  was: ReadonlyMap<Id, bigint>,
  is: ReadonlyMap<Id, bigint>,
): readonly Differs[] {
  return [...new Set([...was.keys(), ...is.keys()])].flatMap((id) =>
    was.get(id) === is.get(id) ? [] : [{ prefix, id, was: was.get(id), is: is.get(id) }],
  );
}
