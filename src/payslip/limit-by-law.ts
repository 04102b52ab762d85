/**
 * The yearly limits of a person: those of the country's law, which several pay codes can share, and a limit that an
 * item states for its person. What was given this year counts, and what this payslip has taken so far.
 *
 * Nothing is guessed. Without a birth date nothing is added for age. Where an item does not state its choice, the first
 * one applies. Where the wages of the year before are not known, what is added for age is taken after tax only. The
 * payslip says so as soon as it makes a difference.
 */
import type { Minor } from '#money/minor.ts';
import type { ReadyPayCode } from './codes/ready-pay-code.ts';
import type { SharedLimit } from './codes/shared-limits.ts';
import type { ExplanationInput } from './explanation/explanation.ts';
import type { PayItem } from './payslip-input.ts';
import type { YearLimit } from './taxes/person-limits.ts';
import { amountText } from './text.ts';
import type { Worksheet } from './worksheet.ts';

/** Why a person may give less than others, or perhaps more than this. */
type Reason = 'needs_birth_date' | 'needs_choice' | 'needs_year_before' | 'after_tax_only';

interface PersonLimit {
  readonly amountMinor: Minor;
  /** Of the law or of the item. */
  readonly law: string | null;
  readonly added: { readonly amountMinor: Minor; readonly law: string } | null;
  readonly reasons: readonly Reason[];
}

/** The part that a person may give this year. */
export function limitByLaw(sheet: Worksheet, code: ReadyPayCode, wanted: Minor): Minor {
  const { shared } = code;
  const own = ownLimitOf(sheet, code);
  if (shared !== null && shared.limit === null && own === null) {
    tellUnknown(sheet, code, shared);
    return wanted;
  }
  const limit = personLimit(sheet, code, own);
  if (limit === null) return wanted;
  const taken = takenUnder(sheet, code);
  const room = limit.amountMinor - taken;
  if (wanted <= room) return wanted;
  const amount = room < 0n ? 0n : room;
  tell(sheet, { code, limit, wanted, amount, taken });
  return amount;
}

/** Says that the cap of the pay code would be higher for an older person. */
export function tellCapped(sheet: Worksheet, code: ReadyPayCode): void {
  const { birthOn } = sheet.input.employee;
  if (birthOn || (code.shared?.limit?.addedByAge ?? []).length === 0) return;
  sheet.warn('limit_needs_birth_date', whyOf(sheet, code, 'needs_birth_date'));
}

/** What a person's age adds to the cap that the company has set for the pay code. */
export function addedToCap(sheet: Worksheet, code: ReadyPayCode): Minor {
  const limit = code.shared?.limit;
  if (limit === undefined || limit === null) return 0n;
  const added = addedOf(sheet, limit);
  return added === null || mayAdd(sheet, code) !== 'yes' ? 0n : added.amountMinor;
}

/** Whether an item of the person states a limit, which takes the place of the cap of the pay code. */
export function hasOwnLimit(sheet: Worksheet, code: ReadyPayCode): boolean {
  return ownLimitOf(sheet, code) !== null;
}

function isOf({ shared, id }: ReadyPayCode, { payCodeId }: PayItem): boolean {
  return shared === null ? payCodeId === id : shared.ids.includes(payCodeId);
}

/** The lowest limit that an item states. */
function ownLimitOf(sheet: Worksheet, code: ReadyPayCode): Minor | null {
  let lowest: Minor | null = null;
  for (const item of sheet.input.items) {
    const { limitMinor } = item;
    if (limitMinor === undefined || limitMinor === null || !isOf(code, item)) continue;
    if (lowest === null || limitMinor < lowest) lowest = limitMinor;
  }
  return lowest;
}

function takenUnder(sheet: Worksheet, { shared, id, slot }: ReadyPayCode): Minor {
  const of = shared ?? { ids: [id], slots: [slot], also: null };
  const taken = sumOf(sheet, of);
  if (of.also === null) return taken;
  const also = sumOf(sheet, of.also);
  return taken + (also < of.also.mostMinor ? also : of.also.mostMinor);
}

/** Before this payslip in the year, and on this payslip so far. */
function sumOf(
  { input, amounts }: Worksheet,
  { ids, slots }: { readonly ids: readonly number[]; readonly slots: readonly number[] },
): Minor {
  let sum = 0n;
  for (const id of ids) sum += input.yearToDate.get(id) ?? 0n;
  for (const slot of slots) sum += amounts[slot] ?? 0n;
  return sum;
}

/** Null: nothing limits the person. */
function personLimit(sheet: Worksheet, code: ReadyPayCode, own: Minor | null): PersonLimit | null {
  const limit = code.shared?.limit ?? null;
  if (limit === null) {
    return own === null ? null : { amountMinor: own, law: null, added: null, reasons: [] };
  }
  const reasons: Reason[] = [];
  const chosen = choiceOf(sheet, code, limit);
  const { birthOn } = sheet.input.employee;
  if (own !== null) {
    // The item may know more than the payslip: what the law lets anybody give in these circumstances.
    const added = birthOn ? addedOf(sheet, limit) : mostAdded(limit);
    const may = mayAdd(sheet, code);
    const isAdded = added !== null && may === 'yes';
    const mostMinor = chosen.mostMinor + (isAdded ? added.amountMinor : 0n);
    if (own <= mostMinor) return { amountMinor: own, law: null, added: null, reasons };
    if (added !== null && may !== 'yes') reasons.push(may);
    return { amountMinor: mostMinor, law: limit.law, added: isAdded ? added : null, reasons };
  }
  if (chosen.mostMinor > chosen.amountMinor) reasons.push('needs_choice');
  if (!birthOn && limit.addedByAge.length > 0) reasons.push('needs_birth_date');
  const { amountMinor } = chosen;
  const added = addedOf(sheet, limit);
  if (added === null) return { amountMinor, law: limit.law, added, reasons };
  const may = mayAdd(sheet, code);
  if (may !== 'yes') {
    reasons.push(may);
    return { amountMinor, law: limit.law, added: null, reasons };
  }
  return { amountMinor: amountMinor + added.amountMinor, law: limit.law, added, reasons };
}

function choiceOf(
  sheet: Worksheet,
  code: ReadyPayCode,
  { choices }: YearLimit,
): { readonly amountMinor: Minor; readonly mostMinor: Minor } {
  const stated = sheet.input.items.find((item) => item.limitFor && isOf(code, item))?.limitFor;
  const found = choices.find(({ name }) => name === stated);
  if (found !== undefined) return { amountMinor: found.amountMinor, mostMinor: found.amountMinor };
  let mostMinor = 0n;
  for (const { amountMinor } of choices) if (amountMinor > mostMinor) mostMinor = amountMinor;
  return { amountMinor: choices[0]?.amountMinor ?? 0n, mostMinor };
}

function addedOf(
  { input }: Worksheet,
  { addedByAge }: YearLimit,
): YearLimit['addedByAge'][number] | null {
  const { birthOn } = input.employee;
  if (birthOn === undefined || birthOn === null) return null;
  const age = input.period.payOn.year - birthOn.year;
  const found = addedByAge.find(
    ({ fromAge, untilAge }) => age >= fromAge && (untilAge === null || age <= untilAge),
  );
  return found ?? null;
}

function mostAdded({ addedByAge }: YearLimit): YearLimit['addedByAge'][number] | null {
  const [most] = addedByAge.toSorted((one, other) => Number(other.amountMinor - one.amountMinor));
  return most ?? null;
}

/** Whether the pay code may take what is added for age. */
function mayAdd(
  sheet: Worksheet,
  code: ReadyPayCode,
): 'yes' | 'after_tax_only' | 'needs_year_before' {
  const { shared } = code;
  const rule = shared?.limit?.addedAfterTax ?? null;
  if (shared === null || rule === null || code.stage !== 'pretax') return 'yes';
  const { yearBefore, employee, period } = sheet.input;
  if (yearBefore === undefined) {
    // Nobody else's wages count: the law asks for those of the employer that has the plan.
    return employee.hiredOn.year >= period.payOn.year ? 'yes' : 'needs_year_before';
  }
  const wages = shared.wagesId === null ? 0n : (yearBefore.get(shared.wagesId) ?? 0n);
  return wages > rule.aboveMinor ? 'after_tax_only' : 'yes';
}

function tellUnknown(sheet: Worksheet, code: ReadyPayCode, { title, year }: SharedLimit): void {
  sheet.warn(
    'limit_not_known',
    `${code.code.title} was not compared with the limit on ${title}: the limit of ${year} is not known`,
  );
}

interface Told {
  readonly code: ReadyPayCode;
  readonly limit: PersonLimit;
  readonly wanted: Minor;
  readonly amount: Minor;
  readonly taken: Minor;
}

function tell(sheet: Worksheet, { code, limit, wanted, amount, taken }: Told): void {
  const { shared } = code;
  const text = (minor: Minor): string => amountText(minor, sheet);
  const { payOn } = sheet.input.period;
  const [most, before] = [text(limit.amountMinor), text(taken)];
  const of =
    limit.law === null || shared === null
      ? `the limit of this person for ${payOn.year} is ${most}`
      : `${shared.title} of ${payOn.year} may be at most ${most} (${lawsOf(limit)})`;
  sheet.warn(
    'limit_reached',
    `${code.code.title} would be ${text(wanted)} and is limited to ${text(amount)}: ${of}, and ${before} was given before`,
  );
  for (const reason of limit.reasons) sheet.warn(`limit_${reason}`, whyOf(sheet, code, reason));
}

function lawsOf({ law, added }: PersonLimit): string {
  return added === null ? `${law}` : `${law} and ${added.law}`;
}

function whyOf(sheet: Worksheet, { code, shared }: ReadyPayCode, reason: Reason): string {
  const limit = shared?.limit;
  const lastYear = sheet.input.period.payOn.year - 1;
  switch (reason) {
    case 'needs_birth_date': {
      const ages = limit?.addedByAge.map(({ fromAge }) => fromAge) ?? [];
      return `${code.title}: the limit is higher in the year in which a person reaches ${Math.min(...ages)} and later, but the birth date is not known`;
    }
    case 'needs_choice': {
      const names = limit?.choices.map(({ name }) => name) ?? [];
      return `${code.title}: no item states which limit applies (${names.join(' or ')}), so the one for ${names[0]} was used`;
    }
    case 'needs_year_before':
      return `${code.title}: the wages of ${lastYear} are not known, so what is added for age is only taken after tax (${limit?.addedAfterTax?.law})`;
    case 'after_tax_only': {
      const above = amountText(limit?.addedAfterTax?.aboveMinor ?? 0n, sheet);
      return `${code.title}: the wages of ${lastYear} were above ${above}, so what is added for age is only taken after tax (${limit?.addedAfterTax?.law})`;
    }
  }
}

/** The yearly limit of a line, as inputs of its explanation. */
export function limitByLawTold(sheet: Worksheet, code: ReadyPayCode): readonly ExplanationInput[] {
  const { shared } = code;
  const own = ownLimitOf(sheet, code);
  const limit = personLimit(sheet, code, own);
  if (limit === null) return [];
  const text = (minor: Minor): string => amountText(minor, sheet);
  const given = takenUnder(sheet, code) - (sheet.amounts[code.slot] ?? 0n);
  const under = shared === null ? code.code.code : shared.names.join(', ');
  const name =
    limit.law === null || shared === null
      ? 'limit of this person for the year'
      : `limit on ${shared.title} of ${shared.year} (${lawsOf(limit)})`;
  return [
    { name, value: text(limit.amountMinor) },
    { name: `given before this line under ${under}`, value: text(given) },
  ];
}
