/**
 * Finds the recorded changes of inputs behind the parts of differences: which revision changed what, from what
 * to what. A cause that is no entered input has none.
 *
 * Elsewhere: who entered a revision (store/reads/entered-by.ts).
 */
import { type AttributedPart, itemKind, joinParts } from '#judgement/attribute.ts';
import type { DifferenceCause } from '#judgement/difference.ts';
import { isSameValue } from '#judgement/same-value.ts';
import { ruleInWords } from '#operations/companies/list-pay-codes.ts';
import type { PayslipInput } from '#payslip/payslip-input.ts';
import {
  type ItemChange,
  periodItemChanges,
  type RosterChange,
  recurringChanges,
  rosterChanges,
  settingsRevision,
  type TermsChange,
  termsChanges,
} from '#store/reads/changed-inputs.ts';
import { payCodesKnownAt } from '#store/reads/pay-codes.ts';
import { datedChanges } from '#store/reads/runs-before.ts';
import type { Reading } from '#store/store.ts';
import {
  dateChanges,
  itemChanges,
  nameInWords,
  orderChanges,
  payChanges,
  taxFormChanges,
  type WordedChange,
} from './change-words.ts';
import type { DividedPay } from './divide-differences.ts';
import { changedCodes, changedSettings, type TwoRuns } from './two-runs.ts';

interface FoundChange extends WordedChange {
  readonly cause: DifferenceCause;
  readonly revision: number;
}

/** A part with what was changed, before it is known who entered it. */
export interface FoundPart extends AttributedPart {
  readonly changes: readonly FoundChange[];
}

interface Ask {
  readonly runs: TwoRuns;
  readonly divided: readonly DividedPay[];
}

/** Employee id → parts with their changes, of people whom both runs pay. */
export async function withChanges(
  at: Reading,
  ask: Ask,
): Promise<ReadonlyMap<number, readonly FoundPart[]>> {
  const rows = await rowsBehind(at, ask);
  const forAll = await changesForAll(at, ask);
  const changesOf = (one: DividedPay, { cause, lines }: AttributedPart): readonly FoundChange[] => {
    if (cause === 'setting') return forAll.settings;
    if (cause !== 'pay_code') return ofPerson(one, { cause, rows, runs: ask.runs });
    const changed = forAll.codes.filter(({ payCodeId }) =>
      lines.some((line) => line.payCodeId === payCodeId),
    );
    return changed.length > 0 ? changed : forAll.codes;
  };
  return new Map(
    ask.divided.map((one) => {
      const roster = rows.roster.get(one.employeeId) ?? [];
      const named = one.parts.map((part) =>
        part.cause === 'proration'
          ? { ...part, cause: employmentCause(one, { roster, runs: ask.runs }) }
          : part,
      );
      const parts = joinParts(named).map((part) => ({ ...part, changes: changesOf(one, part) }));
      return [one.employeeId, parts];
    }),
  );
}

/** Parts of one cause become one part, with the changes of all of them. */
export function joinFound(parts: readonly FoundPart[]): readonly FoundPart[] {
  return joinParts(parts).map((part) => {
    const changes = parts.filter(({ cause }) => cause === part.cause).flatMap((one) => one.changes);
    const distinct = new Map(
      changes.map((change) => [`${change.revision} ${change.what} ${change.after}`, change]),
    );
    return { ...part, changes: [...distinct.values()] };
  });
}

/** Why somebody is paid for other days of the period than last time. */
function employmentCause(
  { before, now }: DividedPay,
  of: { readonly roster: readonly RosterChange[]; readonly runs: TwoRuns },
): DifferenceCause {
  const { roster, runs } = of;
  if (runs.before.frame.wholeStartOn !== null || runs.now.frame.wholeStartOn !== null) {
    return 'period_length';
  }
  const isLimited = ({ employee }: PayslipInput, { frame }: TwoRuns['now']) => {
    const known = roster.findLast((row) => row.isDates && row.revision <= frame.snapshotRevision);
    return (
      known !== undefined &&
      !(
        isSameValue(known.hiredOn, employee.hiredOn) && isSameValue(known.endedOn, employee.endedOn)
      )
    );
  };
  // A move between schedules limits the days that each of them pays.
  if (isLimited(before, runs.before) || isLimited(now, runs.now)) return 'moved_schedule';
  const { endedOn } = now.employee;
  const isLast = endedOn !== null && Temporal.PlainDate.compare(endedOn, now.period.endOn) <= 0;
  return isLast ? 'leaver' : 'proration';
}

/** The rows of a page of people, by employee id. */
interface RowsBehind {
  readonly roster: ReadonlyMap<number, readonly RosterChange[]>;
  readonly terms: ReadonlyMap<number, readonly TermsChange[]>;
  readonly recurring: ReadonlyMap<number, readonly ItemChange[]>;
  readonly ofPeriod: ReadonlyMap<number, readonly ItemChange[]>;
  readonly dated: ReadonlyMap<number, readonly { readonly revision: number }[]>;
}

async function rowsBehind(at: Reading, { runs, divided }: Ask): Promise<RowsBehind> {
  const { frame } = runs.now;
  const revision = frame.snapshotRevision;
  const after = runs.before.frame.snapshotRevision;
  const having = (causes: readonly DifferenceCause[]) =>
    divided
      .filter(({ parts }) => parts.some(({ cause }) => causes.includes(cause)))
      .map(({ employeeId }) => employeeId);
  const read = async <Row extends { readonly employeeId: number }>(
    causes: readonly DifferenceCause[],
    query: (employeeIds: readonly number[]) => Promise<readonly Row[]>,
  ) => {
    const employeeIds = having(causes);
    const rows = employeeIds.length === 0 ? [] : await query(employeeIds);
    return Map.groupBy(rows, ({ employeeId }) => employeeId);
  };
  return {
    roster: await read(['proration', 'raise', 'tax_form', 'moved_schedule'], (employeeIds) =>
      rosterChanges(at, { employeeIds, revision }),
    ),
    terms: await read(['raise'], (employeeIds) =>
      termsChanges(at, { employeeIds, revision, endOn: frame.endOn }),
    ),
    recurring: await read(['recurring_item', 'court_order'], (employeeIds) =>
      recurringChanges(at, { employeeIds, revision, after }),
    ),
    ofPeriod: await read(['hours', 'one_off'], (employeeIds) =>
      periodItemChanges(at, { employeeIds, revision, periodId: frame.periodId }),
    ),
    dated: await read(['retro'], (employeeIds) =>
      datedChanges(at, [
        { place: 0, companyId: frame.companyId, employeeIds, after, until: revision },
      ]),
    ),
  };
}

function ofPerson(
  one: DividedPay,
  of: { readonly cause: DifferenceCause; readonly rows: RowsBehind; readonly runs: TwoRuns },
): readonly FoundChange[] {
  const { cause, rows, runs } = of;
  const { employeeId } = one;
  const both = { before: one.before, now: one.now, currency: runs.now.frame.currency };
  const roster = rows.roster.get(employeeId) ?? [];
  const newest = (is: (row: RosterChange) => boolean) => roster.findLast(is)?.revision ?? null;
  const at = (revision: number | null, changes: readonly WordedChange[]): readonly FoundChange[] =>
    revision === null
      ? []
      : changes.map(({ what, before, after }) => ({ cause, revision, what, before, after }));
  switch (cause) {
    case 'moved_schedule': {
      const move = roster.findLast(({ isSchedule }) => isSchedule);
      return at(move?.revision ?? null, move === undefined ? [] : [scheduleWords(move)]);
    }
    case 'proration':
    case 'leaver':
      return at(
        newest(({ isDates }) => isDates),
        dateChanges(both),
      );
    case 'raise':
      return payChanges(both).flatMap((change) => {
        const terms = rows.terms.get(employeeId)?.findLast(({ job }) => job === change.job);
        return at(terms?.revision ?? newest(({ isPay }) => isPay), [change]);
      });
    case 'tax_form':
      return at(
        newest(({ isTaxForm }) => isTaxForm),
        taxFormChanges(both),
      );
    case 'retro': {
      const revisions = new Set((rows.dated.get(employeeId) ?? []).map(({ revision }) => revision));
      const words = { what: 'pay of earlier periods', before: null, after: null };
      return [...revisions].flatMap((revision) => at(revision, [words]));
    }
    case 'hours':
    case 'one_off':
    case 'recurring_item':
    case 'court_order':
      return ofItems(one, of);
    default:
      return [];
  }
}

export function scheduleWords(move: RosterChange): WordedChange {
  return { what: 'schedule', before: move.scheduleBefore, after: move.schedule };
}

function ofItems(
  one: DividedPay,
  of: { readonly cause: DifferenceCause; readonly rows: RowsBehind; readonly runs: TwoRuns },
): readonly FoundChange[] {
  const { cause, rows, runs } = of;
  const { currency } = runs.now.frame;
  const nameOf = (id: number) =>
    (runs.now.codes.byId.get(id) ?? runs.before.codes.byId.get(id))?.code ?? String(id);
  const isOrder = cause === 'court_order';
  const from = isOrder || cause === 'recurring_item' ? rows.recurring : rows.ofPeriod;
  const changes = from.get(one.employeeId) ?? [];
  const items = ({ items: all }: PayslipInput) => all.filter((item) => itemKind(item) === cause);
  const before = items(one.before);
  const now = items(one.now);
  const changed = isOrder ? orderChanges : itemChanges;
  return changed({ before, now, currency, nameOf }).flatMap(({ payCodeId, ...words }) => {
    const own = changes.findLast((change) => change.payCodeId === payCodeId);
    // Hours under a code that is gone were replaced by the hours under another.
    const revision = (own ?? (cause === 'hours' ? changes.at(-1) : undefined))?.revision;
    return revision === undefined ? [] : [{ cause, revision, ...words }];
  });
}

/** Changes that concern everybody: pay codes and settings. */
async function changesForAll(
  at: Reading,
  { runs, divided }: Ask,
): Promise<{
  readonly codes: readonly (FoundChange & { readonly payCodeId: number })[];
  readonly settings: readonly FoundChange[];
}> {
  const { companyId, snapshotRevision: revision } = runs.now.frame;
  const has = (wanted: DifferenceCause) =>
    divided.some(({ parts }) => parts.some(({ cause }) => cause === wanted));
  const versions = has('pay_code') ? await payCodesKnownAt(at, { companyId, revision }) : [];
  const codes = has('pay_code') ? [...changedCodes(runs)] : [];
  const set = has('setting') ? await settingsRevision(at, { companyId, revision }) : null;
  return {
    codes: codes.flatMap(([payCodeId, { before, now }]) => {
      const version = versions.findLast((row) => row.payCodeId === payCodeId);
      const what = (now ?? before)?.code;
      if (version === undefined || what === undefined) return [];
      const words = {
        before: before === null ? null : ruleInWords(before.amount),
        after: now === null ? null : ruleInWords(now.amount),
      };
      return [{ payCodeId, cause: 'pay_code', revision: version.fromRevision, what, ...words }];
    }),
    settings:
      set === null
        ? []
        : changedSettings(runs).map((name) => ({
            ...{ cause: 'setting', revision: set, what: nameInWords(name) },
            before: String(runs.before.frame.settings[name] ?? 'standard'),
            after: String(runs.now.frame.settings[name] ?? 'standard'),
          })),
  };
}
