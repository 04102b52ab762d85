/**
 * Continues a tax year from the kept results of a shadow: they are added to the opening balances of each person, as an
 * import of balances would do.
 *
 * Whose balances were whole stay whole. Who had none gets whole ones, because Paybeat calculated every amount itself.
 */
import { balancePayCodes } from '#operations/companies/pay-codes.ts';
import { packFor } from '#payslip/taxes/tax-packs.ts';
import { type CompanyRow, currentRevision } from '#store/reads/companies.ts';
import { payCodesKnownAt } from '#store/reads/pay-codes.ts';
import { balancesOfYear, type KeptRow, keptResults } from '#store/reads/shadows.ts';
import { totalIds } from '#store/reads/year-to-date.ts';
import type { Writing } from '#store/store.ts';
import { audit } from '#store/writes/audit.ts';
import { raiseInputRevision } from '#store/writes/companies.ts';
import { recordInputFile } from '#store/writes/input-files.ts';
import {
  type OpeningBalance,
  openingBalances,
  replaceOpeningBalances,
} from '#store/writes/inputs.ts';
import { stageVersions } from '#store/writes/versions.ts';
import { sumOfLines } from './kept-pay.ts';

interface KeepYear {
  readonly company: CompanyRow;
  readonly shadowId: number;
  readonly taxYear: number;
  readonly actor: string;
}

/** Returns for how many people. Nobody, if no kept result was paid in the year. */
export async function keepYear(tx: Writing, ask: KeepYear): Promise<number> {
  const { company, shadowId, taxYear, actor } = ask;
  const { companyId } = company;
  const kept = await keptResults(tx, { shadowId, employeeIds: null, before: null });
  const inYear = Map.groupBy(
    kept.filter(({ payOn }) => payOn.year === taxYear),
    ({ employeeId }) => employeeId,
  );
  if (inYear.size === 0) return 0;
  const rows = await rowsOfYear(tx, { ...ask, inYear });
  const staged = await stageVersions(tx, openingBalances, { rows });
  const revision = await raiseInputRevision(tx, companyId);
  await replaceOpeningBalances(tx, { companyId, revision, staged });
  const of = { companyId, revision, rows: rows.length, fileName: null };
  await recordInputFile(tx, { ...of, what: 'balances', how: 'new' });
  const facts = { revision, rows: rows.length, shadowId, taxYear };
  const subject = `company:${companyId}`;
  await audit(tx, { companyId, actor, action: 'balances.import', subject, facts });
  return inYear.size;
}

async function rowsOfYear(
  tx: Writing,
  ask: KeepYear & { readonly inYear: ReadonlyMap<number, readonly KeptRow[]> },
): Promise<readonly OpeningBalance[]> {
  const { company, taxYear, inYear } = ask;
  const { companyId, currency } = company;
  const revision = await currentRevision(tx, companyId);
  const own = await payCodesKnownAt(tx, { companyId, revision });
  const { needed } = balancePayCodes(own, packFor(currency)).codes;
  const employeeIds = [...inYear.keys()];
  const before = Map.groupBy(
    await balancesOfYear(tx, { employeeIds, taxYear, revision }),
    ({ employeeId }) => employeeId,
  );
  let rowNumber = 1;
  return [...inYear].flatMap(([employeeId, results]) => {
    const balances = new Map(
      (before.get(employeeId) ?? []).map((one) => [one.payCodeId, one.amountMinor]),
    );
    // Balances without totals are not whole, and the totals of a part of the year would look as if they were.
    const hasTotals = balances.size === 0 || balances.has(totalIds.GROSS);
    const more = new Map(sumOfLines(results));
    if (hasTotals) {
      for (const id of needed) more.set(id, more.get(id) ?? 0n);
      more.set(totalIds.GROSS, sumAt(results, 0));
      more.set(totalIds.NET, sumAt(results, 5));
    }
    return [...more].map(([payCodeId, amount]): OpeningBalance => {
      rowNumber += 1;
      const amountMinor = (balances.get(payCodeId) ?? 0n) + amount;
      return { rowNumber, employeeId, taxYear, payCodeId, amountMinor };
    });
  });
}

function sumAt(results: readonly KeptRow[], place: number): bigint {
  return results.reduce((sum, { totals }) => sum + (totals[place] ?? 0n), 0n);
}
