/** Periods that run and inputs that are imported, for scenarios about pay. */

import { limitNames } from '#judgement/limits.ts';
import { importPayCodes } from '#operations/companies/import-pay-codes.ts';
import { type SetPaySettings, setPaySettings } from '#operations/companies/set-pay-settings.ts';
import { setLimits } from '#operations/judgement/set-limits.ts';
import { importHours } from '#operations/people/import-hours.ts';
import { importInputs } from '#operations/people/import-inputs.ts';
import { importItems } from '#operations/people/import-items.ts';
import { type ImportDated, importTerms } from '#operations/people/import-terms.ts';
import type { MayAdd, MayReplace } from '#operations/people/input-changes.ts';
import { activatePeriod } from '#operations/periods/activate-period.ts';
import { addPeriod } from '#operations/periods/add-period.ts';
import { runPayrollForPeriod } from '#operations/runs/auto-run-payroll.ts';
import { explainPayslip } from '#operations/runs/explain-payslip.ts';
import type { CompanyRow } from '#store/reads/companies.ts';
import { companyById } from '#store/reads/companies.ts';
import { payslipOf, type RunRow } from '#store/reads/runs.ts';
import { drivenBy, must, type SmallCompany } from './small-company.ts';

export async function companyRow({ world, companyId }: SmallCompany): Promise<CompanyRow> {
  const company = await world.store.read({ companyId }, (at) => companyById(at, companyId));
  if (!company) throw new Error('the company is there');
  return company;
}

/** Adds an active period by hand. Default: two weeks. */
export async function period(
  company: SmallCompany,
  ask: {
    readonly from: string;
    readonly to?: string;
    readonly payOn?: string;
    readonly type?: string;
  },
): Promise<number> {
  const startOn = Temporal.PlainDate.from(ask.from);
  const endOn = ask.to === undefined ? startOn.add({ days: 13 }) : Temporal.PlainDate.from(ask.to);
  const { periodId } = must(
    await addPeriod(company.world, {
      companyId: company.companyId,
      scheduleId: null,
      frequency: ask.type ?? 'biweekly',
      startOn,
      endOn,
      payOn: ask.payOn === undefined ? null : Temporal.PlainDate.from(ask.payOn),
      rule: null,
    }),
  );
  must(await activatePeriod(company.world, { periodId }));
  return periodId;
}

export async function hours(
  company: SmallCompany,
  periodId: number,
  text: string,
  how: MayAdd = {},
): Promise<void> {
  const bytes = Buffer.from(text);
  must(await importHours(company.world, { periodId, bytes, dryRun: false, ...how }));
}

export async function payCodes(company: SmallCompany, list: readonly object[]): Promise<void> {
  const bytes = Buffer.from(JSON.stringify({ pay_codes: list }));
  must(
    await importPayCodes(company.world, {
      company: await companyRow(company),
      bytes,
      dryRun: false,
    }),
  );
}

/** CSV files of the three kinds, imported. */
export async function terms(company: SmallCompany, text: string, how: MayReplace = {}) {
  return must(await importTerms(company.world, { ...(await dated(company, text)), ...how }));
}

export async function items(company: SmallCompany, text: string, how: MayReplace = {}) {
  return must(await importItems(company.world, { ...(await dated(company, text)), ...how }));
}

async function dated(company: SmallCompany, text: string): Promise<ImportDated> {
  const row = await companyRow(company);
  return { company: row, bytes: Buffer.from(text), replaceAll: false, dryRun: false };
}

export async function inputs(company: SmallCompany, periodId: number, text: string): Promise<void> {
  const file = { bytes: Buffer.from(text), replaceAll: false, dryRun: false };
  must(await importInputs(company.world, { periodId, ...file }));
}

export async function settings(
  company: SmallCompany,
  changes: Omit<SetPaySettings, 'company' | 'by'>,
): Promise<void> {
  must(await setPaySettings(company.world, { company: await companyRow(company), ...changes }));
}

/** `{ pay_above: 'off' }`. By `true`: every limit is off, for a company that pays what nobody would. */
export async function limits(
  company: SmallCompany,
  given: Readonly<Record<string, string>> | true,
): Promise<void> {
  const all = given === true ? Object.fromEntries(limitNames.map((name) => [name, 'off'])) : given;
  const row = await companyRow(company);
  must(await setLimits(company.world, { company: row, given: all, dryRun: false }));
}

/** Runs the period to its end. */
export async function run(company: SmallCompany, periodId: number): Promise<RunRow> {
  const force = { reason: 'the scenario says so' };
  const ran = must(
    await runPayrollForPeriod(company.world, { periodId, force }, drivenBy(company.clock)),
  );
  if (ran.kind !== 'ran') throw new Error(JSON.stringify(ran));
  return ran.run;
}

interface Lines {
  readonly [code: string]: string;
}

/** Pay code → amount of a stored payslip. It also explains the payslip from the frozen inputs. */
export async function payslip(
  company: SmallCompany,
  ask: { readonly runId: number; readonly number: string },
): Promise<{ readonly lines: Lines; readonly net: string; readonly warnings: readonly string[] }> {
  const { world, companyId } = company;
  const stored = await world.store.read({ companyId }, (at) => payslipOf(at, ask));
  if (!stored) throw new Error(`${ask.number} has a payslip in run ${ask.runId}`);
  const explained = must(await explainPayslip(world, { ...ask, line: null }));
  const json = explained.json as unknown as {
    readonly lines: readonly { readonly code: string; readonly amount: string }[];
    readonly net: { readonly amount: string };
  };
  const lines = Object.fromEntries(json.lines.map(({ code, amount }) => [code, amount]));
  return { lines, net: json.net.amount, warnings: stored.warnings };
}
