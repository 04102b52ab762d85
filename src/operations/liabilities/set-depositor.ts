/**
 * Shows or sets how often a company deposits its taxes in a year. What is set holds for that year only: the status of
 * each year is decided anew. It is no input of a run.
 *
 * Refusals: deposits_not_covered, year_impossible, depositor_set (another status is set, and `replace` was not given).
 */
import { actorOf } from '#caller.ts';
import { type Answer, answer, assert, refuse } from '#errors.ts';
import type { World } from '#operations/world.ts';
import { packOfCurrency } from '#payslip/taxes/tax-packs.ts';
import type { DepositorStatus, TaxReturns } from '#payslip/taxes/tax-returns.ts';
import { type CompanyRow, currentRevision } from '#store/reads/companies.ts';
import { depositorStatusOf } from '#store/reads/depositor-status.ts';
import type { Writing } from '#store/store.ts';
import { audit } from '#store/writes/audit.ts';
import { insertDepositorStatus, updateDepositorStatus } from '#store/writes/depositor-status.ts';
import { type Depositor, depositorsFor } from './depositor.ts';

interface ChooseDepositor {
  readonly company: CompanyRow;
  readonly year: number;
  /** Null: only show. */
  readonly set: { readonly status: DepositorStatus; readonly why: string } | null;
  readonly replace: boolean;
}

export interface ChosenDepositor extends Depositor {
  readonly company: CompanyRow;
  /** Null unless the company has set the status. */
  readonly why: string | null;
  readonly setBy: string | null;
  readonly changed: boolean;
}

const years = { first: 1970, last: 2199 } as const;

export async function chooseDepositor(
  world: World,
  ask: ChooseDepositor,
): Promise<Answer<ChosenDepositor>> {
  const { company, year, set } = ask;
  const { companyId } = company;
  const returns = packOfCurrency(company.currency)?.returns ?? null;
  if (returns === null) return returnsNotCovered(company);
  if (!Number.isInteger(year) || year < years.first || year > years.last) return notAYear(year);
  if (set === null) return answer(await shown(world, { ...ask, returns, changed: false }));
  const by = actorOf(world.caller);
  const refused = await world.store.write({ companyId }, async (tx) => {
    const of = { companyId, year, ...set, by };
    const before = await statusBefore(tx, of);
    if (before?.status === set.status) return false;
    if (before !== null && !ask.replace) return alreadySet({ year, ...before });
    if (before !== null) await updateDepositorStatus(tx, of);
    await audit(tx, {
      ...{ companyId, actor: by, action: 'company.depositor', subject: `company:${companyId}` },
      facts: { year, from: before?.status ?? null, to: set.status, why: set.why },
    });
    return true;
  });
  if (typeof refused !== 'boolean') return refused;
  return answer(await shown(world, { ...ask, returns, changed: refused }));
}

/** Inserts the status. Not null: the year had one, and nothing was inserted. */
async function statusBefore(
  tx: Writing,
  of: Parameters<typeof insertDepositorStatus>[1],
): Promise<Awaited<ReturnType<typeof depositorStatusOf>>> {
  return (await insertDepositorStatus(tx, of)) ? null : depositorStatusOf(tx, of);
}

function shown(
  world: World,
  ask: ChooseDepositor & { readonly returns: TaxReturns; readonly changed: boolean },
): Promise<ChosenDepositor> {
  const { company, year, returns, changed } = ask;
  const { companyId } = company;
  return world.store.read({ companyId }, async (at) => {
    const revision = await currentRevision(at, companyId);
    const years = { fromYear: year, toYear: year };
    const found = await depositorsFor(at, { companyId, revision, returns, ...years });
    const set = await depositorStatusOf(at, { companyId, year });
    const own = found.at(-1);
    assert(own, 'the year that was asked for has a status');
    return { ...own, company, why: set?.why ?? null, setBy: set?.setBy ?? null, changed };
  });
}

/** Of a company whose country has no returns in Paybeat. */
export function returnsNotCovered({ code, currency }: CompanyRow): Answer<never> {
  return refuse({
    family: 'invalid',
    code: 'deposits_not_covered',
    message: `Paybeat knows no deposits and returns for ${code}, which pays in ${currency}`,
    hint: 'ask the tax authority when and how to pay',
    facts: { company: code },
  });
}

function notAYear(year: number): Answer<never> {
  return refuse({
    family: 'usage',
    code: 'year_impossible',
    message: `${year} is not a year from ${years.first} to ${years.last}`,
    hint: 'write the year with four digits',
  });
}

function alreadySet(of: {
  readonly year: number;
  readonly status: DepositorStatus;
  readonly setBy: string;
}): Answer<never> {
  const { year, status, setBy } = of;
  return refuse({
    family: 'conflict',
    code: 'depositor_set',
    message: `deposits of ${year} are set to ${status} already, by ${setBy}`,
    hint: 'ask to replace it if that was wrong',
    facts: { year, status, setBy },
  });
}
