/** The JSON forms of a shadow: its record, and a period with everybody compared. */

import type { ShadowCompared } from '#operations/shadow/compare-shadow.ts';
import type { ComparedPeriod } from '#operations/shadow/compared-period.ts';
import type { EndedShadow } from '#operations/shadow/end-shadow.ts';
import type { PeriodBeside, ShadowRecord } from '#operations/shadow/shadow-record.ts';
import { verbatim } from './json-form.ts';

type PersonCompared = ComparedPeriod['people'][number];

export function shadowRecordShape(record: ShadowRecord): object {
  const { company, schedule, shadow, compared, agreed, withinCent, next } = record;
  const { fromOn, why, startedBy, startedAt, liveOn, yearToDate, endedBy, endedAt } = shadow;
  return {
    ...{ company: company.code, currency: company.currency, schedule, fromOn, why },
    ...{ startedBy, startedAt, liveOn, yearToDate, endedBy, endedAt },
    ...{ compared, agreed, withinCent, next: next?.periodId ?? null },
    periods: record.periods.map(periodBesideShape),
    differing: record.differing.map(({ number, ...one }) => ({ employee: number, ...one })),
  };
}

export function endedShadowShape(ended: EndedShadow): object {
  const { paidBefore, live, held, balances, written } = ended;
  return { ...shadowRecordShape(ended), paidBefore, live, held, balances, written };
}

function periodBesideShape(one: PeriodBeside): object {
  const { periodId, startOn, endOn, payOn, verdict, people, same, rounding, differ } = one;
  const { onlyHere, onlyThere, held, ownNetMinor, differenceMinor } = one;
  return {
    ...{ periodId, startOn, endOn, payOn, verdict, people, same, rounding, differ },
    ...{ onlyHere, onlyThere, held, ownNetMinor, theirNetMinor: ownNetMinor + differenceMinor },
    ...{ differenceMinor, comparedAt: one.comparedAt, comparedBy: one.comparedBy },
    fileName: one.fileName,
  };
}

export function comparedPeriodShape(compared: ComparedPeriod): object {
  const { company, schedule, period, people } = compared;
  return {
    ...{ company: company.code, currency: company.currency, schedule },
    ...periodBesideShape(period),
    notes: verbatim(period.notes ?? []),
    employees: people.map((one) => personShape(one, compared)),
  };
}

export function shadowComparedShape(compared: ShadowCompared): object {
  const { written, isSame } = compared;
  return { ...comparedPeriodShape(compared), written, isSame };
}

function personShape(one: PersonCompared, { payCode }: ComparedPeriod): object {
  const { number, name, outcome, netDifferenceMinor, ownTotals, ownReason, theirs, causes } = one;
  return {
    ...{ employee: number, name, outcome, differenceMinor: netDifferenceMinor, reason: ownReason },
    own: ownTotals === null ? null : ownShape(one, payCode),
    theirs:
      theirs === null
        ? null
        : Object.entries(theirs).map(([column, amount]) => ({
            column,
            amountMinor: BigInt(amount),
          })),
    causes: causes.parts.map(({ cause, column, differenceMinor, theirsMinor, ownMinor }) => ({
      ...{ cause, column, differenceMinor: BigInt(differenceMinor) },
      ...{ theirsMinor: amountOf(theirsMinor), ownMinor: amountOf(ownMinor) },
    })),
    likely: causes.likely.map(({ code, facts }) => ({ code, facts: factsShape(facts) })),
  };
}

function ownShape(one: PersonCompared, payCode: ComparedPeriod['payCode']): object {
  const [grossMinor, reimbursementsMinor, deductionsMinor, taxesMinor, employerMinor, netMinor] =
    one.ownTotals ?? [];
  return {
    ...{ grossMinor, reimbursementsMinor, deductionsMinor, taxesMinor, employerMinor, netMinor },
    lines: one.lineCodes.map((id, nth) => {
      const { code, kind } = payCode(id);
      return { code, kind, amountMinor: one.lineAmounts[nth] ?? 0n };
    }),
  };
}

function amountOf(text: string | null): bigint | null {
  return text === null ? null : BigInt(text);
}

/** Amounts and quantities are stored as texts. */
function factsShape(facts: Readonly<Record<string, string>>): object {
  return Object.fromEntries(
    Object.entries(facts).map(([name, value]) => [
      name,
      /(?:Minor|Micro)$/.test(name) ? BigInt(value) : value,
    ]),
  );
}
