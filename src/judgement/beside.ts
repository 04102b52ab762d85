/**
 * Compares the pay of one person here with what another payroll says, to the cent, and divides the difference of the
 * net pays by cause.
 *
 * Pure. The parts always add up to the difference. A part is `known` if the file says it, and `likely` if a
 * calculation with one change gives exactly the other payroll's pay. What is left is `unexplained`.
 *
 * Elsewhere: which changes are tried (operations/shadow/what-ifs.ts).
 */

import type { Minor } from '#money/minor.ts';

type BesideOutcome = 'same' | 'rounding' | 'differs' | 'only_here' | 'only_there' | 'held';

type Kind = 'earning' | 'reimbursement' | 'deduction' | 'tax';

/** What Paybeat pays. */
export interface OwnPay {
  readonly grossMinor: Minor;
  readonly reimbursementsMinor: Minor;
  readonly deductionsMinor: Minor;
  readonly taxesMinor: Minor;
  readonly netMinor: Minor;
  /** Lines that change the net pay. */
  readonly lines: readonly {
    readonly code: string;
    readonly kind: Kind;
    readonly amountMinor: Minor;
  }[];
}

/** What the other payroll pays, as far as its file says. */
export interface TheirPay {
  readonly netMinor: Minor;
  readonly grossMinor?: Minor | undefined;
  readonly taxesMinor?: Minor | undefined;
  readonly deductionsMinor?: Minor | undefined;
  readonly reimbursementsMinor?: Minor | undefined;
  readonly named: readonly {
    readonly column: string;
    readonly kind: Kind;
    /** Empty: Paybeat does not calculate it. */
    readonly codes: readonly string[];
    readonly amountMinor: Minor;
  }[];
}

type BesideCause =
  /** A tax, deduction, earning or reimbursement with a column of its own. */
  | 'tax'
  | 'deduction'
  | 'earning'
  | 'reimbursement'
  /** The sum of a kind, as far as no column says which. */
  | 'gross'
  | 'taxes'
  | 'deductions'
  | 'reimbursements'
  /** A tax that Paybeat does not calculate. */
  | 'not_calculated'
  /** One cent. */
  | 'rounding'
  | 'unexplained';

interface BesidePart {
  readonly cause: BesideCause;
  /** Theirs less ours, as it changes the net pay. */
  readonly differenceMinor: Minor;
  /** The column of the file, or null. */
  readonly column: string | null;
  readonly theirsMinor: Minor | null;
  readonly ownMinor: Minor | null;
}

/** What would explain the difference exactly. */
export interface LikelyCause {
  readonly code: string;
  readonly facts: Readonly<Record<string, string>>;
}

export interface Compared {
  readonly outcome: BesideOutcome;
  readonly differenceMinor: Minor;
  readonly parts: readonly BesidePart[];
  readonly likely: readonly LikelyCause[];
}

const roundingMinor = 1n;

export function compareBeside(own: OwnPay, theirs: TheirPay): Compared {
  const differenceMinor = theirs.netMinor - own.netMinor;
  const named = namedParts(own, theirs);
  const parts = [...named, ...sumParts(own, theirs, named)];
  const rest = differenceMinor - parts.reduce((sum, one) => sum + one.differenceMinor, 0n);
  if (rest !== 0n) parts.push(partOf(isSmall(rest) ? 'rounding' : 'unexplained', rest));
  if (differenceMinor === 0n) return { outcome: 'same', differenceMinor, parts, likely: [] };
  // Several cents in several taxes are several roundings, too.
  const isRounding = isSmall(differenceMinor) && parts.every((one) => isSmall(one.differenceMinor));
  if (isRounding) return { outcome: 'rounding', differenceMinor, parts, likely: [] };
  return { outcome: 'differs', differenceMinor, parts, likely: likelyLines(own, parts) };
}

function isSmall(minor: Minor): boolean {
  return minor >= -roundingMinor && minor <= roundingMinor;
}

function partOf(cause: BesideCause, differenceMinor: Minor): BesidePart {
  return { cause, differenceMinor, column: null, theirsMinor: null, ownMinor: null };
}

const signOf: Readonly<Record<Kind, bigint>> = {
  earning: 1n,
  reimbursement: 1n,
  deduction: -1n,
  tax: -1n,
};

function namedParts(own: OwnPay, { named }: TheirPay): readonly BesidePart[] {
  return named.flatMap((one): readonly BesidePart[] => {
    const { column, kind, codes, amountMinor } = one;
    if (named.some((other) => isPartOf(other.codes, codes))) return [];
    const ownMinor = own.lines.reduce(
      (sum, line) => (codes.includes(line.code) ? sum + line.amountMinor : sum),
      0n,
    );
    const differenceMinor = signOf[kind] * (amountMinor - ownMinor);
    if (differenceMinor === 0n) return [];
    const cause = codes.length === 0 ? 'not_calculated' : kind;
    return [{ cause, differenceMinor, column, theirsMinor: amountMinor, ownMinor }];
  });
}

/** The column of a group of taxes is left out if one of them has a column of its own. */
function isPartOf(codes: readonly string[], whole: readonly string[]): boolean {
  return (
    codes.length > 0 && codes.length < whole.length && codes.every((one) => whole.includes(one))
  );
}

const sums = [
  { cause: 'gross', kind: 'earning', of: 'grossMinor' },
  { cause: 'reimbursements', kind: 'reimbursement', of: 'reimbursementsMinor' },
  { cause: 'deductions', kind: 'deduction', of: 'deductionsMinor' },
  { cause: 'taxes', kind: 'tax', of: 'taxesMinor' },
] as const;

/** What the sum of a kind says in addition to the columns of that kind. */
function sumParts(
  own: OwnPay,
  theirs: TheirPay,
  named: readonly BesidePart[],
): readonly BesidePart[] {
  return sums.flatMap(({ cause, kind, of }): readonly BesidePart[] => {
    const theirsMinor = theirs[of];
    if (theirsMinor === undefined) return [];
    const known = named
      .filter((one) => one.cause === kind || (kind === 'tax' && one.cause === 'not_calculated'))
      .reduce((sum, one) => sum + one.differenceMinor, 0n);
    const differenceMinor = signOf[kind] * (theirsMinor - own[of]) - known;
    if (differenceMinor === 0n) return [];
    return [{ cause, differenceMinor, column: cause, theirsMinor, ownMinor: own[of] }];
  });
}

/** A line here of exactly the amount of a part: it is missing there, or counted twice. */
function likelyLines(own: OwnPay, parts: readonly BesidePart[]): readonly LikelyCause[] {
  const kindOf = new Map<string, Kind>(sums.map(({ cause, kind }) => [cause, kind]));
  return parts.flatMap(({ cause, differenceMinor }) => {
    const kind = kindOf.get(cause);
    if (kind === undefined && cause !== 'unexplained') return [];
    return own.lines.flatMap((line): readonly LikelyCause[] => {
      if (line.amountMinor === 0n || (kind !== undefined && kind !== line.kind)) return [];
      const effect = signOf[line.kind] * line.amountMinor;
      const facts = { payCode: line.code };
      if (effect === -differenceMinor) return [{ code: 'line_missing_there', facts }];
      return effect === differenceMinor ? [{ code: 'line_twice_there', facts }] : [];
    });
  });
}
