/**
 * Checks a whole list of pay codes and reports every error at once, each with a pointer.
 *
 * The list is checked for each date on which it changes. The check uses the code that prepares a
 * run, so a list that compiles cannot fail on a pay date.
 */

import { type Answer, answer, type Issue, refuse } from '#errors.ts';
import { type Currency, USD } from '#money/minor.ts';
import type { PersonLimits } from '#payslip/taxes/person-limits.ts';
import type { TaxReturns } from '#payslip/taxes/tax-returns.ts';
import { didYouMean } from '#text/closest-word.ts';
import { parsePlainDate } from '#time/plain-date.ts';
import { calculationOrder } from './calculation-order.ts';
import type { PayCode, PayCodes } from './pay-code.ts';
import { inPayslipOrder, payCodesOn } from './pay-code-versions.ts';
import { type ReadyPayCode, readyPayCode } from './ready-pay-code.ts';
import type { ReadyAsk } from './ready-rule.ts';
import { sharedLimits } from './shared-limits.ts';

export interface CompileAsk {
  /** The currency of the amounts in caps and bands. Default: USD. */
  readonly currency?: Currency;
  /**
   * The country's taxes. If given, exemptions are checked, and the taxes' own lines must be in the
   * list.
   */
  readonly taxes?: {
    readonly title: string;
    readonly subjects: readonly string[];
    readonly payCodes: readonly PayCode[];
    /** Null: the yearly statement of the country is not known. */
    readonly returns: Pick<TaxReturns, 'statement' | 'statementCodes'> | null;
    /** Null: no law of the country limits what a person gives. */
    readonly limits: Pick<PersonLimits, 'titles'> | null;
  };
}

const codePattern = /^[A-Z0-9][A-Z0-9_]{0,39}$/;
const idMax = 32_767;

/**
 * Checks and compiles a list. Refusal: `invalid_pay_codes`; each pointer begins with the index in
 * the list.
 */
export function compilePayCodes(
  definitions: readonly PayCode[],
  ask: CompileAsk = {},
): Answer<PayCodes> {
  const issues: Issue[] = [];
  definitions.forEach((definition, index) => {
    checkAlone(definition, `/${index}`, issues);
  });
  checkTogether(definitions, issues);
  if (ask.taxes !== undefined) {
    checkStatementCodes(definitions, ask.taxes.returns, issues);
    checkLimits(definitions, ask.taxes.limits, issues);
  }
  for (const on of datesOfChange(definitions)) checkOn(definitions, { on, ask, issues });
  if (issues.length > 0) return refused(distinct(issues));

  const newest = payCodesOn(
    definitions.map(({ validUntil: _, ...definition }) => definition),
    '9999-12-31',
  );
  const all = newest.map(
    (code) =>
      definitions.find((one) => one.id === code.id && one.validFrom === code.validFrom) ?? code,
  );
  return answer({
    all: [...all].sort(inPayslipOrder),
    byId: new Map(all.map((code) => [code.id, code])),
    byCode: new Map(all.map((code) => [code.code, code])),
    versions: definitions,
  });
}

interface PreparedPayCodes {
  /** In the order of a payslip's lines; the index is the slot. */
  readonly codes: readonly ReadyPayCode[];
  /** In the order of calculation. */
  readonly order: readonly ReadyPayCode[];
}

/** The pay codes of one pay date, ready for a calculation. Refusal: `invalid_pay_codes`. */
export function preparePayCodes(ask: {
  readonly codes: PayCodes;
  readonly payOn: Temporal.PlainDate;
  readonly currency: Currency;
  readonly subjects: readonly string[];
  /** Null: the run does not look at the limits of the law. */
  readonly limits: PersonLimits | null;
}): Answer<PreparedPayCodes> {
  const { codes, payOn, currency, subjects, limits } = ask;
  const active = payCodesOn(codes.versions, payOn.toString());
  const sharedOf =
    limits === null ? null : sharedLimits({ codes, active, limits, year: payOn.year });
  const prepared = prepare(active, {
    currency,
    subjects,
    ...(sharedOf === null ? {} : { sharedOf }),
  });
  if (prepared.issues.length > 0) return refused(prepared.issues);
  return answer({ codes: prepared.codes, order: prepared.order });
}

function prepare(
  active: readonly PayCode[],
  ask: Pick<ReadyAsk, 'currency' | 'subjects' | 'sharedOf'>,
): PreparedPayCodes & { readonly issues: readonly (Issue & { readonly of: PayCode })[] } {
  const issues: (Issue & { of: PayCode })[] = [];
  const slots = new Map(active.map(({ code }, slot) => [code, slot]));
  const slotOf = (code: string): number | undefined => slots.get(code);
  const codes = active.map((code, slot) => {
    const found: Issue[] = [];
    const ready = readyPayCode(code, { ...ask, slot, slotOf }, found);
    issues.push(...found.map((issue) => ({ ...issue, of: code })));
    return ready;
  });
  const { order, problems } = calculationOrder(codes);
  for (const { slot, ...issue } of problems) {
    const of = active[slot];
    if (of !== undefined) issues.push({ ...issue, of });
  }
  return { codes, order, issues };
}

/** Checks one definition without its rule. */
function checkAlone(definition: PayCode, pointer: string, issues: Issue[]): void {
  const { id, code, title, journalAccount, validFrom, validUntil, priority } = definition;
  const wrong = (at: string, word: string, message: string): void => {
    issues.push({ pointer: pointer + at, code: word, message });
  };
  if (!Number.isInteger(id) || id < 1 || id > idMax) {
    wrong('/id', 'not_an_id', `an id is a whole number from 1 to ${idMax}`);
  }
  if (!codePattern.test(code)) {
    wrong(
      '/code',
      'not_a_code',
      `${JSON.stringify(code)} may contain only capital letters, digits and underscores`,
    );
  }
  if (title.trim() === '') wrong('/title', 'missing', 'a pay code needs a title');
  if (journalAccount.trim() === '') {
    wrong('/journalAccount', 'missing', 'a pay code needs the account that it is posted to');
  }
  for (const [at, date] of [
    ['/validFrom', validFrom],
    ['/validUntil', validUntil],
  ] as const) {
    if (date !== undefined && !parsePlainDate(date).ok) {
      wrong(at, 'not_a_date', `${JSON.stringify(date)} is not a date such as 2026-01-31`);
    }
  }
  if (validFrom !== undefined && validUntil !== undefined && validUntil < validFrom) {
    wrong('/validUntil', 'ends_before_start', 'the last pay date is before the first');
  }
  if (priority !== undefined && !Number.isInteger(priority)) {
    wrong('/priority', 'not_a_priority', 'a priority is a whole number');
  }
}

/** An id always belongs to one code. Two versions of a code cannot begin on the same date. */
function checkTogether(definitions: readonly PayCode[], issues: Issue[]): void {
  const first = new Map<number, PayCode>();
  const idOf = new Map<string, number>();
  const seen = new Set<string>();
  definitions.forEach((definition, index) => {
    const { id, code, kind, validFrom } = definition;
    const wrong = (at: string, word: string, message: string): void => {
      issues.push({ pointer: `/${index}${at}`, code: word, message });
    };
    const earlier = first.get(id);
    if (earlier === undefined) {
      first.set(id, definition);
      const taken = idOf.get(code);
      if (taken !== undefined) {
        wrong('/code', 'duplicate_code', `${code} is already the code of ${taken}`);
      }
      idOf.set(code, id);
      seen.add(`${id} ${validFrom ?? ''}`);
      return;
    }
    if (earlier.code !== code) {
      wrong('/id', 'duplicate_id', `${id} is already the id of ${earlier.code}`);
    } else if (earlier.kind !== kind) {
      wrong('/kind', 'kind_changed', `${code} was of kind ${earlier.kind}; use a new code instead`);
    } else if (seen.has(`${id} ${validFrom ?? ''}`)) {
      wrong('/validFrom', 'duplicate_version', `${code} is listed twice from the same date`);
    }
    seen.add(`${id} ${validFrom ?? ''}`);
  });
}

function checkStatementCodes(
  definitions: readonly PayCode[],
  returns: Pick<TaxReturns, 'statement' | 'statementCodes'> | null,
  issues: Issue[],
): void {
  definitions.forEach(({ code, kind, amount, statementCode }, index) => {
    if (statementCode === undefined) return;
    const wrong = (word: string, message: string): void => {
      issues.push({ pointer: `/${index}/statementCode`, code: word, message });
    };
    if (returns === null) {
      const message = `${code}: no yearly statement of the country is known, so it has no codes`;
      return wrong('unknown_statement_code', message);
    }
    const { statement, statementCodes } = returns;
    const found = statementCodes.get(statementCode);
    if (found === undefined) {
      const all = [...statementCodes.keys()].join(', ');
      const message = `${code}: ${statementCode} is not a code of Form ${statement}; the codes are ${all}`;
      return wrong('unknown_statement_code', message);
    }
    if (found.kinds.includes(kind) && amount.by !== 'tax_pack') return;
    const kinds = found.kinds.map((one) => one.replaceAll('_', ' ')).join(', ');
    wrong('not_for_kind', `${code}: ${statementCode} (${found.title}) is only for: ${kinds}`);
  });
}

function checkLimits(
  definitions: readonly PayCode[],
  limits: Pick<PersonLimits, 'titles'> | null,
  issues: Issue[],
): void {
  definitions.forEach(({ code, kind, limit }, index) => {
    if (limit === undefined) return;
    const wrong = (word: string, message: string): void => {
      issues.push({ pointer: `/${index}/limit`, code: word, message: `${code}: ${message}` });
    };
    if (kind !== 'deduction' && kind !== 'employer_contribution') {
      return wrong('not_for_kind', `${kind} has no yearly limit`);
    }
    const known = [...(limits?.titles.keys() ?? []), 'none'];
    if (known.includes(limit)) return;
    const message = `there is no limit ${limit}; the limits are ${known.join(', ')}`;
    wrong('unknown_limit', `${message}.${didYouMean(limit, known)}`);
  });
}

/** The first day of each version, and the day after each last day. */
function datesOfChange(definitions: readonly PayCode[]): ReadonlySet<string> {
  const dates = new Set<string>();
  for (const { validFrom, validUntil } of definitions) {
    dates.add(validFrom ?? '0001-01-01');
    const last = parsePlainDate(validUntil);
    if (last.ok) dates.add(last.value.add({ days: 1 }).toString());
  }
  return dates;
}

/** Checks the list as it is on one date. */
function checkOn(
  definitions: readonly PayCode[],
  { on, ask, issues }: { on: string; ask: CompileAsk; issues: Issue[] },
): void {
  const active = payCodesOn(definitions, on);
  const found = prepare(active, {
    currency: ask.currency ?? USD,
    subjects: ask.taxes?.subjects ?? null,
  });
  const place = (of: PayCode): string => `/${definitions.indexOf(of)}`;
  for (const { of, ...issue } of found.issues) {
    issues.push({ ...issue, pointer: `${place(of)}${issue.pointer}` });
  }
  const [, second] = active.filter(({ amount }) => amount.by === 'salary');
  if (second !== undefined) {
    const message = `${second.code}: only one pay code can be the salary, and another already is`;
    issues.push({ pointer: `${place(second)}/amount/by`, code: 'second_salary', message });
  }
  if (ask.taxes !== undefined) checkTaxLines(active, { on, taxes: ask.taxes, place, issues });
}

/**
 * Checks that the list has every line of the taxes, unchanged, and that no other code uses
 * `tax_pack`.
 */
function checkTaxLines(
  active: readonly PayCode[],
  ask: {
    readonly on: string;
    readonly taxes: NonNullable<CompileAsk['taxes']>;
    readonly place: (of: PayCode) => string;
    readonly issues: Issue[];
  },
): void {
  const { on, taxes, place, issues } = ask;
  for (const { code, kind } of taxes.payCodes) {
    const own = active.find((one) => one.code === code);
    if (own === undefined) {
      const message = `${code} is missing on ${on}; the taxes calculate it (${taxes.title})`;
      issues.push({ pointer: '', code: 'pay_code_missing', message });
    } else if (own.amount.by !== 'tax_pack' || own.kind !== kind) {
      const message = `${code}: the taxes calculate it, so it must be ${kind} by tax_pack`;
      issues.push({ pointer: `${place(own)}/amount/by`, code: 'written_by_taxes', message });
    }
  }
  for (const own of active) {
    if (own.amount.by !== 'tax_pack') continue;
    if (taxes.payCodes.some(({ code }) => code === own.code)) continue;
    const message = `${own.code}: the taxes do not calculate it, so it needs another rule than tax_pack`;
    issues.push({ pointer: `${place(own)}/amount/by`, code: 'not_written_by_taxes', message });
  }
}

function distinct(issues: readonly Issue[]): readonly Issue[] {
  const seen = new Map(issues.map((issue) => [`${issue.pointer} ${issue.code}`, issue]));
  return [...seen.values()];
}

function refused(issues: readonly Issue[]): Answer<never> {
  const first = issues[0];
  const count = issues.length === 1 ? 'a problem' : `${issues.length} problems`;
  return refuse({
    family: 'invalid',
    code: 'invalid_pay_codes',
    message: `the pay codes have ${count}, first: ${first?.message ?? ''}`,
    hint: 'correct the definitions listed; nothing was saved',
    issues: issues.map(({ pointer, code, message }) => ({ pointer, code, message })),
  });
}
