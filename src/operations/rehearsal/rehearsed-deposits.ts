/** When the taxes of rehearsed pay dates are due: the deposits that the country's rules make of the committed runs. */

import { listLiabilities, type PlannedDeposit } from '#operations/liabilities/list-liabilities.ts';
import type { World } from '#operations/world.ts';
import type { CompanyRow } from '#store/reads/companies.ts';
import type { RehearsedRun } from './rehearsed-runs.ts';

interface RehearsedDeposit
  extends Pick<PlannedDeposit, 'form' | 'quarter' | 'rule' | 'payOns' | 'dueOn' | 'amountMinor'> {
  /** The table by which some of it is calculated after the table ends. Null: none. */
  readonly carriedTable: string | null;
}

export interface RehearsedDeposits {
  /** In order of due date. */
  readonly deposits: readonly RehearsedDeposit[];
  /** Why due dates are not known. Null: they are. */
  readonly unknown: { readonly code: string; readonly message: string } | null;
}

export async function rehearsedDeposits(
  world: World,
  ask: { readonly company: CompanyRow; readonly runs: readonly RehearsedRun[] },
): Promise<RehearsedDeposits> {
  const { company } = ask;
  const paid = ask.runs.filter(({ run }) => run.state === 'committed');
  const carried = new Map(
    paid.flatMap(({ run, table }) =>
      table?.isCarried === true ? [[run.payOn.toString(), table.id]] : [],
    ),
  );
  const years = Map.groupBy(paid, ({ run }) => run.payOn.year);
  const deposits: RehearsedDeposit[] = [];
  for (const [year, runs] of years) {
    const payOns = runs.map(({ run }) => run.payOn).toSorted(Temporal.PlainDate.compare);
    const [fromOn, toOn] = [payOns[0], payOns.at(-1)];
    if (fromOn === undefined || toOn === undefined) continue;
    const listed = await listLiabilities(world, { company, fromOn, toOn });
    if (!listed.ok) {
      const { code, message } = listed.refusal;
      return { deposits: [], unknown: { code, message: `${year}: ${message}` } };
    }
    for (const one of listed.value.deposits) {
      const table = one.payOns.map((on) => carried.get(on.toString())).find((id) => id);
      const { form, quarter, rule, payOns: of, dueOn, amountMinor } = one;
      deposits.push({
        ...{ form, quarter, rule, payOns: of, dueOn, amountMinor },
        carriedTable: table ?? null,
      });
    }
  }
  return { deposits: deposits.toSorted(byDueDate), unknown: null };
}

function byDueDate(one: RehearsedDeposit, other: RehearsedDeposit): number {
  if (one.dueOn === null || other.dueOn === null) return one.dueOn === other.dueOn ? 0 : 1;
  return Temporal.PlainDate.compare(one.dueOn, other.dueOn);
}
