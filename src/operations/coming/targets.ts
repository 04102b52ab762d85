/**
 * Which company here gets which rows of the Django design.
 *
 * A company there is found by the name or the code of one here, or is given as `ID=CODE`. What has no company
 * there goes to the one that is given as `CODE`, or to the only one that exists. A period without a company pays
 * everybody there, so every company gets it.
 */

import { type Answer, answer } from '#errors.ts';
import type { OldEmployee, OldPeriod } from '#files/django/old-records.ts';
import { findCompany } from '#operations/companies/find-company.ts';
import { lookAcross } from '#operations/look-up.ts';
import type { World } from '#operations/world.ts';
import { type CompanyRow, companies } from '#store/reads/companies.ts';
import type { ComingFindings } from './findings.ts';
import type { OldSystem } from './read-old.ts';

export interface OldTarget {
  readonly company: CompanyRow;
  readonly employees: readonly OldEmployee[];
  readonly periods: readonly OldPeriod[];
}

interface AskTargets {
  readonly system: OldSystem;
  readonly findings: ComingFindings;
  readonly app: string;
  readonly companies?: readonly string[] | undefined;
}

/** Refusals: company_not_found, company_unclear. */
export async function oldTargets(
  world: World,
  ask: AskTargets,
): Promise<Answer<readonly OldTarget[]>> {
  const { system, findings, app } = ask;
  const given = await givenCompanies(world, ask);
  if (!given.ok) return given;
  const all = await lookAcross(world, companies);
  const made = new Map<string, CompanyRow>();
  for (const { id, name } of system.companies.values()) {
    const isIt = ({ code, name: own }: CompanyRow) => [code, own].some((one) => isOne(one, name));
    const company = given.value.of.get(id) ?? all.find(isIt);
    if (company !== undefined) {
      made.set(id, company);
      continue;
    }
    const rows = system.employees.filter(({ companyId }) => companyId === id).length;
    const message = `No company here has the name "${name}", which has ${rows} employees there.`;
    const about = { table: `${app}_company`, row: id, company: null };
    findings.add({ level: 'stops', code: 'company_not_mapped', ...about, message });
  }
  const rest = await restOf(world, { ...ask, standard: given.value.standard });
  if (!rest.ok) return rest;
  const companyOf = (id: string | null) => (id === null ? rest.value : (made.get(id) ?? null));
  const targets = new Map<number, CompanyRow>();
  for (const company of [...made.values(), ...(rest.value === null ? [] : [rest.value])]) {
    targets.set(company.companyId, company);
  }
  tellUnknown(ask);
  const isPaidInUsd = ({ currency, code }: CompanyRow) => {
    if (currency === 'USD') return true;
    const message = `The design calculates taxes in USD, and ${code} pays in ${currency}.`;
    const about = { table: `${app}_company`, row: null, company: code };
    findings.add({ level: 'stops', code: 'company_not_usd', ...about, message });
    return false;
  };
  return answer(
    [...targets.values()].filter(isPaidInUsd).map((company) => ({
      company,
      employees: system.employees.filter(
        ({ companyId }) => companyOf(companyId)?.companyId === company.companyId,
      ),
      periods: system.periods.filter(
        ({ companyId }) =>
          companyId === null || companyOf(companyId)?.companyId === company.companyId,
      ),
    })),
  );
}

function isOne(one: string, other: string): boolean {
  return one.normalize('NFC').trim().toLowerCase() === other.normalize('NFC').trim().toLowerCase();
}

async function givenCompanies(world: World, ask: AskTargets) {
  const of = new Map<string, CompanyRow>();
  let standard: CompanyRow | null = null;
  for (const one of ask.companies ?? []) {
    const at = one.indexOf('=');
    const company = await findCompany(world, one.slice(at + 1));
    if (!company.ok) return company;
    if (at === -1) standard = company.value;
    else of.set(one.slice(0, at), company.value);
  }
  return answer({ of, standard });
}

/** Who gets the rows without a company. Null: there are none. */
async function restOf(
  world: World,
  ask: AskTargets & { readonly standard: CompanyRow | null },
): Promise<Answer<CompanyRow | null>> {
  if (ask.standard !== null) return answer(ask.standard);
  const { companies: known, employees, periods } = ask.system;
  const isNeeded =
    employees.some(({ companyId }) => companyId === null) ||
    (known.size === 0 && periods.length > 0);
  return isNeeded ? findCompany(world, null) : answer(null);
}

/** Rows of a company that the dump does not have. */
function tellUnknown({ system, findings, app }: AskTargets): void {
  const isUnknown = ({ companyId }: { readonly companyId: string | null }) =>
    companyId !== null && !system.companies.has(companyId);
  const tables = [
    { table: `${app}_employee`, rows: system.employees },
    { table: `${app}_payrollperiod`, rows: system.periods },
  ];
  for (const { table, rows } of tables) {
    for (const one of rows.filter(isUnknown)) {
      const message = `Its company ${one.companyId} is not there.`;
      findings.add({
        level: 'stops',
        code: 'company_unknown',
        table,
        row: one.id,
        company: null,
        message,
      });
    }
  }
}
