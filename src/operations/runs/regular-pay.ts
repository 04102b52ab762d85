/**
 * What supplemental wages ask about the regular pay before them: the last of it, and whether tax was withheld from it.
 *
 * Only people with supplemental wages are looked up, and of these only those whose year-to-date leaves it open. Where
 * the company aggregates, everybody of a run that pays no base pay has the last regular pay.
 */

import { mulDiv } from '#money/rounding.ts';
import { packOfRun, payCodeIdOf } from '#operations/companies/pay-codes.ts';
import type { AmountsByCode } from '#payslip/amounts-by-code.ts';
import type { PayCodes } from '#payslip/codes/pay-code.ts';
import type { RegularTax } from '#payslip/payslip-input.ts';
import type { CountryPack } from '#payslip/taxes/tax-packs.ts';
import { type AskedRun, byPlace, type Placed } from '#store/reads/asked.ts';
import { lastRegularPays } from '#store/reads/paid-so-far.ts';
import { type RegularTaxCodes, regularTaxes } from '#store/reads/regular-tax.ts';
import type { Reading } from '#store/store.ts';

interface RunWithCodes extends AskedRun {
  readonly codes: PayCodes;
}

export interface RegularPayBefore {
  readonly lasts: ReadonlyMap<
    number,
    { readonly wagesMinor: bigint; readonly withheldMinor: bigint }
  >;
  /** Null: somebody looked, and found none. */
  readonly taxes: ReadonlyMap<number, RegularTax | null>;
}

interface RegularPayAsk {
  readonly runs: readonly RunWithCodes[];
  readonly items: readonly (Placed & { readonly employeeId: number; readonly payCodeId: number })[];
  /** Before the run, in its tax year. */
  readonly yearToDate: (place: number, employeeId: number) => AmountsByCode;
}

/** By the place of the run. */
export async function regularPayBefore(
  at: Reading,
  ask: RegularPayAsk,
): Promise<(place: number) => RegularPayBefore> {
  const open = ask.runs.flatMap((run) => {
    const pack = packOfRun(run.frame);
    const codes = taxCodesOf(pack, run.place);
    if (codes === null) return [];
    const employeeIds = supplementalPeople(run, ask.items).filter(
      (id) => !isEvident(ask.yearToDate(run.place, id), codes),
    );
    return employeeIds.length === 0 ? [] : [{ run: { ...run, employeeIds }, codes }];
  });
  const asLast = [
    ...open.map(({ run }) => run),
    ...ask.runs.filter(({ frame }) => !frame.hasBasePay && packOfRun(frame).regularTax === null),
  ];
  const [found, lasts] = await Promise.all([
    open.length === 0
      ? []
      : regularTaxes(at, {
          runs: open.map(({ run }) => run),
          codes: open.map(({ codes }) => codes),
        }),
    lastsOf(at, asLast),
  ]);
  const [taxesAt, lastsAt] = [byPlace(found), byPlace(lasts)];
  return (place) => {
    const asked = open.find(({ run }) => run.place === place)?.run.employeeIds ?? [];
    const taxes = new Map<number, RegularTax | null>(asked.map((id) => [id, null]));
    for (const { employeeId, amountMinor, taxYear, payOn } of taxesAt(place)) {
      taxes.set(employeeId, { amountMinor, taxYear, payOn });
    }
    return { taxes, lasts: new Map(lastsAt(place).map((row) => [row.employeeId, row])) };
  };
}

function lastsOf(at: Reading, runs: readonly AskedRun[]): ReturnType<typeof lastRegularPays> {
  const asked = runs.flatMap((run) => {
    const pack = packOfRun(run.frame);
    if (pack.lastRegularPay === null) return [];
    const { wages, withheld } = pack.lastRegularPay;
    const { place } = run;
    const codes = { wages: payCodeIdOf(wages, pack), withheld: payCodeIdOf(withheld, pack) };
    return [{ run, codes: { place, ...codes } }];
  });
  if (asked.length === 0) return Promise.resolve([]);
  return lastRegularPays(at, {
    runs: asked.map(({ run }) => run),
    codes: asked.map(({ codes }) => codes),
  });
}

function taxCodesOf(pack: CountryPack, place: number): RegularTaxCodes | null {
  if (pack.regularTax === null) return null;
  const { tax, supplementalWages, onSupplemental, estimatedRate } = pack.regularTax;
  const idOf = (code: string) => payCodeIdOf(code, pack);
  return {
    place,
    ...{ tax: idOf(tax), supplementalWages: idOf(supplementalWages) },
    ...{ onSupplemental: idOf(onSupplemental), estimatedRate },
  };
}

/**
 * Those who have an item of supplemental pay. Everybody, where a pay code gives it to all; and where pay that is owed
 * is added later.
 */
function supplementalPeople(
  { place, frame, codes, employeeIds }: RunWithCodes,
  items: RegularPayAsk['items'],
): readonly number[] {
  const supplemental = codes.versions.filter(({ wages }) => wages === 'supplemental');
  const isForAll = supplemental.some(({ appliesToAll }) => appliesToAll === true);
  if (isForAll || frame.paysOwed || (frame.kind === 'regular' && !frame.hasBasePay)) {
    return employeeIds;
  }
  const ids = new Set(supplemental.map(({ id }) => id));
  const people = new Set(
    items
      .filter((item) => item.place === place && ids.has(item.payCodeId))
      .map(({ employeeId }) => employeeId),
  );
  return employeeIds.filter((id) => people.has(id));
}

/** Whether the year-to-date alone shows tax on regular pay, even if no earlier bonus has a line for its tax. */
function isEvident(amounts: AmountsByCode, codes: RegularTaxCodes): boolean {
  const tax = amounts.get(codes.tax) ?? 0n;
  if (tax <= 0n) return false;
  const supplemental = amounts.get(codes.supplementalWages) ?? 0n;
  const estimated = mulDiv(supplemental, codes.estimatedRate, 'half_up');
  return tax > (amounts.get(codes.onSupplemental) ?? 0n) + estimated;
}
