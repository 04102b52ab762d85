/**
 * Adds a company.
 *
 * Refusals: company_invalid (with every fault), company_exists.
 */
import { type Answer, answer, type Issue, refuse } from '#errors.ts';
import { parseCurrency } from '#money/minor.ts';
import type { World } from '#operations/world.ts';
import { audit } from '#store/writes/audit.ts';
import { insertCompany } from '#store/writes/companies.ts';
import { findCalendar } from '#time/calendars/built-in.ts';
import { parseTimeZone } from '#time/zone.ts';

export interface AddCompany {
  readonly code: string;
  readonly name: string;
  readonly currency: string;
  readonly timeZone: string;
  readonly calendar: string;
  /** Said by the company, and shown on every run and payslip. */
  readonly stateTax: string;
  readonly by: string;
}

const codePattern = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/;

export async function addCompany(
  world: World,
  ask: AddCompany,
): Promise<Answer<{ readonly companyId: number; readonly code: string }>> {
  const issues = issuesOf(ask);
  if (issues.length > 0) {
    return refuse({
      family: 'invalid',
      code: 'company_invalid',
      message: `the company cannot be added: ${issues.map((issue) => issue.message).join(' ')}`,
      issues,
    });
  }
  const companyId = await world.store.write('every company', async (tx) => {
    const id = await insertCompany(tx, { ...ask, stateTax: 'none_calculated' });
    if (id === null) return null;
    await audit(tx, {
      companyId: id,
      actor: ask.by,
      action: 'company.add',
      subject: `company:${id}`,
      facts: { code: ask.code, timeZone: ask.timeZone, stateTax: ask.stateTax },
    });
    return id;
  });
  if (companyId !== null) return answer({ companyId, code: ask.code });
  return refuse({
    family: 'conflict',
    code: 'company_exists',
    message: `there is a company ${ask.code} already`,
    hint: "'paybeat company list' shows the companies",
  });
}

function issuesOf(ask: AddCompany): readonly Issue[] {
  const issues: Issue[] = [];
  if (!codePattern.test(ask.code)) {
    const message = 'A code has 1 to 64 letters, digits, dots, hyphens or underscores.';
    issues.push({ pointer: '/code', code: 'code_invalid', message });
  }
  if (ask.name.trim() === '' || ask.name.length > 200) {
    const message = 'A company has a name of 1 to 200 characters.';
    issues.push({ pointer: '/name', code: 'name_invalid', message });
  }
  if (ask.stateTax !== 'none_calculated') {
    const message =
      'State taxes are not calculated by this version; a company declares none_calculated.';
    issues.push({ pointer: '/state_tax', code: 'state_tax_not_covered', message });
  }
  const parsed = [
    { pointer: '/currency', answer: parseCurrency(ask.currency) },
    { pointer: '/time_zone', answer: parseTimeZone(ask.timeZone) },
    { pointer: '/calendar', answer: findCalendar(ask.calendar) },
  ];
  for (const { pointer, answer: one } of parsed) {
    if (!one.ok) issues.push({ pointer, code: one.refusal.code, message: one.refusal.message });
  }
  return issues;
}
