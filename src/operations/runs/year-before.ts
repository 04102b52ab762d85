/**
 * The wages of the year before, for the few people whose yearly limits depend on them: who is old enough that the law
 * adds something for age, has an item that counts to such a limit, and worked for the company before this year.
 */
import { packOfRun, payCodeIdOf } from '#operations/companies/pay-codes.ts';
import { AmountsByCode } from '#payslip/amounts-by-code.ts';
import type { PayCodes } from '#payslip/codes/pay-code.ts';
import type { YearLimit } from '#payslip/taxes/person-limits.ts';
import type { CountryPack } from '#payslip/taxes/tax-packs.ts';
import type { AskedRun } from '#store/reads/asked.ts';
import type { EmployeeRow } from '#store/reads/roster.ts';
import type { ItemRow } from '#store/reads/terms-and-items.ts';
import { type AskedYearBefore, yearBeforeOf } from '#store/reads/year-before.ts';
import type { Reading } from '#store/store.ts';

interface RunWithPeople extends AskedRun {
  readonly codes: PayCodes;
  readonly people: readonly EmployeeRow[];
  readonly items: readonly ItemRow[];
}

type YearsBefore = ReadonlyMap<number, AmountsByCode>;

/** For each run: employee id → what is known of the year before. */
export async function yearsBefore(
  at: Reading,
  runs: readonly RunWithPeople[],
): Promise<readonly YearsBefore[]> {
  const asked = runs.flatMap(dependent);
  if (asked.length === 0) return runs.map(() => nothing);
  const rows = await yearBeforeOf(at, asked);
  return runs.map(({ place }) => {
    const payCodeId = asked.find((one) => one.place === place)?.payCodeId;
    if (payCodeId === undefined) return nothing;
    const mine = rows.filter((row) => row.place === place);
    return new Map(
      mine.map(({ employeeId, amountMinor }) => [
        employeeId,
        AmountsByCode.ofColumns([payCodeId], [amountMinor]),
      ]),
    );
  });
}

const nothing: YearsBefore = new Map();

/** The run with the people whose limits depend on the year before. Empty: there is nobody. */
function dependent(run: RunWithPeople): readonly AskedYearBefore[] {
  const { codes, people, items, frame } = run;
  const pack = packOfRun(frame);
  const rule = ruleOf(pack, frame.payOn.year);
  if (rule === null) return [];
  const counting = codes.versions.filter((code) => pack.limits?.nameOf(code) === rule.name);
  const ids = new Set(counting.map(({ id }) => id));
  const giving = new Set(
    items.flatMap(({ employeeId, payCodeId }) => (ids.has(payCodeId) ? [employeeId] : [])),
  );
  if (giving.size === 0) return [];
  const { payOn } = frame;
  const employeeIds = people.flatMap(({ employeeId, birthOn, hiredOn, earlier }) => {
    const isOld = birthOn !== null && payOn.year - birthOn.year >= rule.fromAge;
    const isNew = hiredOn.year >= payOn.year && earlier === null;
    return isOld && !isNew && giving.has(employeeId) ? [employeeId] : [];
  });
  const payCodeId = payCodeIdOf(rule.wages, pack);
  return employeeIds.length === 0 ? [] : [{ ...run, employeeIds, payCodeId }];
}

interface Rule {
  readonly name: string;
  readonly wages: string;
  readonly fromAge: number;
}

function ruleOf({ limits }: Pick<CountryPack, 'limits'>, year: number): Rule | null {
  const found = [...(limits?.inYear(year) ?? [])].find(([, limit]) => limit.addedAfterTax !== null);
  if (found === undefined) return null;
  const [name, limit]: readonly [string, YearLimit] = found;
  const ages = limit.addedByAge.map(({ fromAge }) => fromAge);
  return { name, wages: limit.addedAfterTax?.wages ?? '', fromAge: Math.min(...ages) };
}
