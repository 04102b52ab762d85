/**
 * Adds a company.
 *
 * A company whose pay cannot be calculated is found here, not on pay night. A currency without a tax pack
 * is refused, unless the company is added only to plan pay dates.
 *
 * Refusals: company_invalid with every error, such as currency_not_covered; company_exists, which ignores
 * capital letters.
 */
import { actorOf, operatorOnly } from '#caller.ts';
import { type Answer, answer, type Issue, refuse } from '#errors.ts';
import { parseCurrency } from '#money/minor.ts';
import type { World } from '#operations/world.ts';
import { packInWords, packOfCurrency, taxPacks } from '#payslip/taxes/tax-packs.ts';
import { companies } from '#store/reads/companies.ts';
import { audit } from '#store/writes/audit.ts';
import { insertCompany } from '#store/writes/companies.ts';
import { caseTwin, keyText, nameProblem } from '#text/key-text.ts';
import { findCalendar } from '#time/calendars/built-in.ts';
import { parseTimeZone } from '#time/zone.ts';

export interface AddCompany {
  readonly code: string;
  readonly name: string;
  readonly currency: string;
  readonly timeZone: string;
  readonly calendar: string;
  /** The company declares it; every run and payslip shows it. */
  readonly stateTax: string;
  /** The company only plans pay dates, in a currency without a tax pack. Nobody is ever paid. */
  readonly isPlanOnly?: boolean;
}

const codePattern = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/;

export interface AddedCompany {
  readonly companyId: number;
  readonly code: string;
  /** Describes the taxes that are calculated. Null: there is no tax pack, so no run can open. */
  readonly covered: string | null;
}

export async function addCompany(world: World, ask: AddCompany): Promise<Answer<AddedCompany>> {
  const issues = issuesOf(ask);
  if (issues.length > 0) {
    return refuse({
      family: 'invalid',
      code: 'company_invalid',
      message: `the company cannot be added: ${issues.map((issue) => issue.message).join(' ')}`,
      issues,
    });
  }
  const allowed = operatorOnly(world.caller);
  if (!allowed.ok) return allowed;
  const known = await world.store.read('every company', companies);
  const twin = caseTwin(
    ask.code,
    known.map(({ code }) => code),
  );
  if (twin !== undefined) return companyExists(twin);
  const companyId = await world.store.write('every company', async (tx) => {
    const id = await insertCompany(tx, {
      ...ask,
      name: keyText(ask.name),
      stateTax: 'none_calculated',
    });
    if (id === null) return null;
    await audit(tx, {
      companyId: id,
      actor: actorOf(world.caller),
      action: 'company.add',
      subject: `company:${id}`,
      facts: {
        code: ask.code,
        timeZone: ask.timeZone,
        stateTax: ask.stateTax,
        ...(ask.isPlanOnly === true ? { planOnly: true } : {}),
      },
    });
    return id;
  });
  const pack = packOfCurrency(ask.currency);
  const covered = pack === null ? null : packInWords(pack);
  if (companyId !== null) return answer({ companyId, code: ask.code, covered });
  return companyExists(ask.code);
}

/**
 * Refuses a code that is taken or differs from a taken one only in upper and lower case. Spoken aloud, they
 * would be the same.
 */
function companyExists(code: string) {
  return refuse({
    family: 'conflict',
    code: 'company_exists',
    message: `the company ${code} already exists`,
    hint: 'choose a different code. Changing only capital letters is not enough. To see the codes in use',
    actions: [{ action: 'list_companies' }],
  });
}

function issuesOf(ask: AddCompany): readonly Issue[] {
  const issues: Issue[] = [];
  if (!codePattern.test(ask.code)) {
    const message =
      'The code of the company needs 1 to 64 letters, digits, dots, hyphens or underscores.';
    issues.push({ pointer: '/code', code: 'code_invalid', message });
  }
  const wrong = nameProblem(ask.name.trim());
  if (ask.name.trim() === '' || ask.name.length > 200 || wrong !== null) {
    const message =
      wrong === null
        ? 'The name of the company needs 1 to 200 characters.'
        : `The name cannot be saved. ${wrong.message}`;
    issues.push({ pointer: '/name', code: 'name_invalid', message });
  }
  if (ask.stateTax !== 'none_calculated') {
    const what = packOfCurrency(ask.currency)?.regionalTaxes ?? 'Taxes of a region';
    const message = `${what} are not calculated by this version. Declare none_calculated.`;
    issues.push({ pointer: '/state_tax', code: 'state_tax_not_covered', message });
  }
  if (parseCurrency(ask.currency).ok && packOfCurrency(ask.currency) === null) {
    if (ask.isPlanOnly !== true) issues.push(notCovered(ask.currency));
  } else if (ask.isPlanOnly === true) {
    const message = `Paybeat calculates pay in ${ask.currency}, so plan only does not apply.`;
    issues.push({ pointer: '/plan_only', code: 'plan_only_not_needed', message });
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

function notCovered(currency: string): Issue {
  const known = taxPacks.map(packInWords).join('; ');
  const message =
    `Paybeat has no taxes for ${currency}, so it cannot pay people in it. It covers: ${known}. ` +
    'To plan pay dates without paying anybody, add the company for planning only.';
  const actions = [{ action: 'ask_again', with: 'plan_only' }] as const;
  return { pointer: '/currency', code: 'currency_not_covered', message, actions };
}
