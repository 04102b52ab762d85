/**
 * Shows or changes how a company calculates pay:
 *
 *   - how a part of a period is prorated;
 *   - how tax on supplemental wages is withheld;
 *   - the company's own rate of an employer tax;
 *   - how many people may be held before a run waits for a person;
 *   - whether weekly overtime is calculated, and when a workweek begins;
 *   - for which jobs overtime is paid on the rate of the job, and whether daily overtime of states is calculated;
 *   - whether a second person approves what somebody entered (only an operator changes that).
 *
 * A change applies from the next run on. An open run keeps the settings that it read.
 *
 * Refusals: settings_invalid (with every fault), not_an_operator.
 */
import { actorOf } from '#caller.ts';
import { type Answer, answer, type Issue, refuse } from '#errors.ts';
import { parseRate, type Rate, rate } from '#money/rate.ts';
import { mayChangeReviewers } from '#operations/reviews/people.ts';
import type { World } from '#operations/world.ts';
import type { EmployerTax } from '#payslip/taxes/tax-pack.ts';
import { packFor } from '#payslip/taxes/tax-packs.ts';
import { type SecondEyes, secondEyesChoices } from '#run/second-eyes.ts';
import type { CompanyRow } from '#store/reads/companies.ts';
import { currentRevision } from '#store/reads/companies.ts';
import { type PaySettings, paySettingsAt } from '#store/reads/pay-codes.ts';
import { secondEyesOf } from '#store/reads/reviewers.ts';
import type { Writing } from '#store/store.ts';
import { audit } from '#store/writes/audit.ts';
import { raiseInputRevision } from '#store/writes/companies.ts';
import { replacePaySettings } from '#store/writes/pay-codes.ts';
import { updateSecondEyes } from '#store/writes/reviewers.ts';
import { dayNames } from '#time/day-names.ts';

export interface SetPaySettings {
  readonly company: CompanyRow;
  readonly proration?: string;
  readonly hoursPerYear?: number;
  readonly supplementalMethod?: string;
  /** `0.9`, or `usual` for the country's rate. */
  readonly employerTaxPercent?: string;
  /** 0 to 100. With 100, a run never waits because people are held. */
  readonly heldPercentMax?: number;
  /** Whether daily hours above the country's weekly limit become overtime. */
  readonly overtime?: string;
  /** `sunday`, `monday` … */
  readonly workweekStart?: string;
  /** `none`, `all`, or jobs with commas between them: people agreed to overtime on the rate of the job. */
  readonly jobRateOvertime?: string;
  /** `by_state` or `none`. */
  readonly dailyOvertime?: string;
  /** `required`: nobody approves pay that they entered; `none`: the company has no second person. */
  readonly secondEyes?: string;
}

export interface PaySettingsSet {
  readonly settings: PaySettings;
  /** The employer tax for which a company may set its own rate. Null: the country has no such tax. */
  readonly employerTax: EmployerTax | null;
  readonly secondEyes: SecondEyes;
  readonly changed: boolean;
}

/** Tax tables are of all companies, and no setting of one. */
function withoutTables(settings: PaySettings): PaySettings {
  return { ...settings, tables: undefined };
}

const prorations = ['calendar_days', 'working_days', 'hours'] as const;
const methods = ['flat', 'aggregate'] as const;
const overtimes = ['weekly', 'none'] as const;
const dailyOvertimes = ['by_state', 'none'] as const;

export async function setPaySettings(
  world: World,
  ask: SetPaySettings,
): Promise<Answer<PaySettingsSet>> {
  const { companyId, currency } = ask.company;
  const { employerTax } = packFor(currency);
  const issues: Issue[] = [];
  const given = givenIn(ask, { employerTax, issues });
  const eyes = oneOf(secondEyesChoices, { text: ask.secondEyes, key: 'second_eyes', issues });
  if (issues.length > 0) {
    return refuse({
      family: 'invalid',
      code: 'settings_invalid',
      message: `the settings cannot be saved: ${issues.map(({ message }) => message).join(' ')}`,
      issues,
    });
  }
  const changes = Object.fromEntries(
    Object.entries(given).filter(([, value]) => value !== undefined),
  );
  if (eyes !== undefined) {
    const denied = mayChangeReviewers(world.caller);
    if (denied) return denied;
  }
  const by = actorOf(world.caller);
  const hasEyes =
    eyes !== undefined &&
    (await world.store.write({ companyId }, (tx) => chooseEyes(tx, { companyId, by, rule: eyes })));
  if (Object.keys(changes).length === 0) {
    const found = await world.store.read({ companyId }, async (at) => ({
      settings: withoutTables(
        await paySettingsAt(at, { companyId, revision: await currentRevision(at, companyId) }),
      ),
      secondEyes: await secondEyesOf(at, companyId),
    }));
    return answer({ ...found, employerTax, changed: hasEyes });
  }
  const set = await world.store.write({ companyId }, async (tx) => {
    const revision = await raiseInputRevision(tx, companyId);
    const before = withoutTables(await paySettingsAt(tx, { companyId, revision }));
    const settings: PaySettings = { ...before, ...changes };
    const changed = await replacePaySettings(tx, { companyId, revision, settings });
    const facts = { revision, ...settings };
    const subject = `company:${companyId}`;
    await audit(tx, {
      companyId,
      actor: by,
      action: 'company.settings',
      subject,
      facts,
    });
    const secondEyes = await secondEyesOf(tx, companyId);
    return { settings, employerTax, secondEyes, changed: changed || hasEyes };
  });
  return answer(set);
}

/** The settings that somebody gave, checked. */
function givenIn(
  ask: SetPaySettings,
  { employerTax, issues }: { readonly employerTax: EmployerTax | null; readonly issues: Issue[] },
) {
  return {
    proration: oneOf(prorations, { text: ask.proration, key: 'proration', issues }),
    hoursPerYear: hours(ask.hoursPerYear, issues),
    supplementalMethod: oneOf(methods, {
      text: ask.supplementalMethod,
      key: 'supplemental',
      issues,
    }),
    employerTaxPercent: ownRate(ask.employerTaxPercent, { employerTax, issues }),
    heldPercentMax: percentMax(ask.heldPercentMax, issues),
    overtime: oneOf(overtimes, { text: ask.overtime, key: 'overtime', issues }),
    workweekStart: oneOf(dayNames, { text: ask.workweekStart, key: 'workweek_start', issues }),
    jobRateOvertime: jobs(ask.jobRateOvertime, issues),
    dailyOvertime: oneOf(dailyOvertimes, {
      text: ask.dailyOvertime,
      key: 'daily_overtime',
      issues,
    }),
  };
}

/** Not an input of the calculation: it raises no revision. False: it was so already. */
async function chooseEyes(
  tx: Writing,
  ask: { readonly companyId: number; readonly by: string; readonly rule: SecondEyes },
): Promise<boolean> {
  const { companyId, by: actor, rule } = ask;
  const before = await secondEyesOf(tx, companyId);
  if (!(await updateSecondEyes(tx, ask))) return false;
  const subject = `company:${companyId}`;
  await audit(tx, {
    ...{ companyId, actor, subject, action: 'company.second_eyes' },
    facts: { from: before, to: rule },
  });
  return true;
}

function oneOf<Word extends string>(
  words: readonly Word[],
  ask: { readonly text: string | undefined; readonly key: string; readonly issues: Issue[] },
): Word | undefined {
  const { text, key, issues } = ask;
  const found = words.find((word) => word === text);
  if (text === undefined || found !== undefined) return found;
  const message = `${key} is one of ${words.join(', ')}.`;
  issues.push({ pointer: `/${key}`, code: 'unknown_value', message });
  return undefined;
}

/** Names of jobs, each once and in order. */
function jobs(text: string | undefined, issues: Issue[]): string | undefined {
  if (text === undefined) return undefined;
  const names = [...new Set(text.split(',').map((name) => name.trim()))].sort();
  const isWord = names.length === 1 && (names[0] === 'none' || names[0] === 'all');
  const isList = names.every((name) => name !== '' && name.length <= 100);
  if (isWord || (isList && !names.includes('none') && !names.includes('all')))
    return names.join(',');
  const message = 'job_rate_overtime is none, all, or names of jobs with commas between them.';
  issues.push({ pointer: '/job_rate_overtime', code: 'not_a_list_of_jobs', message });
  return undefined;
}

function hours(value: number | undefined, issues: Issue[]): number | undefined {
  if (value === undefined || (value >= 1 && value <= 8_784)) return value;
  const message = 'A year has 1 to 8784 hours; 2080 is 52 weeks of 40.';
  issues.push({ pointer: '/hours_per_year', code: 'out_of_range', message });
  return undefined;
}

function percentMax(value: number | undefined, issues: Issue[]): number | undefined {
  if (value === undefined || (Number.isInteger(value) && value >= 0 && value <= 100)) return value;
  const message =
    'The held limit must be from 0 to 100 percent. The default is 10; 100 turns it off.';
  issues.push({ pointer: '/held_limit', code: 'out_of_range', message });
  return undefined;
}

function ownRate(
  text: string | undefined,
  ask: { readonly employerTax: EmployerTax | null; readonly issues: Issue[] },
): string | null | undefined {
  const { employerTax, issues } = ask;
  if (text === undefined) return undefined;
  if (text === 'usual') return null;
  const pointer = '/employer_tax';
  if (employerTax === null) {
    const message = 'The country of this company has no employer tax with a rate of one company.';
    issues.push({ pointer, code: 'employer_tax_unknown', message });
    return undefined;
  }
  const { name, percentMax, usual } = employerTax;
  const parsed = parseRate(text);
  const isPercent = parsed.ok && /^[0-9]{1,2}([.][0-9]{1,6})?$/.test(text);
  if (isPercent && isAtMost(parsed.value, rate(percentMax))) return text;
  const message = `${name} is 0 to ${percentMax} percent, for instance 0.9, or usual: ${usual}.`;
  issues.push({ pointer, code: 'not_a_percentage', message });
  return undefined;
}

function isAtMost(one: Rate, max: Rate): boolean {
  return one.numerator * max.denominator <= max.numerator * one.denominator;
}
