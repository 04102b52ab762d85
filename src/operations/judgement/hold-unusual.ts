/**
 * Judges the people of a run whom the screen found (person-screen.ts): each is paid, or held by a limit. Reads
 * their last payslips and what these were calculated from, for all of them at once. Nothing is read for anybody
 * else, and nothing at all when the screen found nobody.
 *
 * Writes nothing. Every way to calculate a run goes through here, so that all hold the same people.
 */
import { createHash } from 'node:crypto';
import { assert } from '#errors.ts';
import { holdFacts } from '#judgement/hold-facts.ts';
import { limitsOf, type PayLimits } from '#judgement/limits.ts';
import type { PeriodMeasure } from '#judgement/person-facts.ts';
import { type JudgeAsk, judgePerson, type PersonHold } from '#judgement/person-limits.ts';
import { PersonScreen } from '#judgement/person-screen.ts';
import type { Currency } from '#money/minor.ts';
import { calculatorOf, currencyOf } from '#operations/companies/pay-codes.ts';
import type { PayCodes } from '#payslip/codes/pay-code.ts';
import { periodsPerYear, storedFrequency } from '#schedule/frequency.ts';
import { type LiftedLimitRow, liftedLimits } from '#store/reads/lifted-limits.ts';
import type { RunFrame } from '#store/reads/run-work.ts';
import type { Reading } from '#store/store.ts';
import type { HeldRow, PayslipRow } from '#store/writes/payslips.ts';
import { codeKindsOf } from './code-kinds-of.ts';
import { type ConfirmedPay, confirmedPayOf, withoutConfirmed } from './confirmed-pay.ts';
import { seenOf } from './person-facts-of.ts';
import type { Suspect } from './suspect.ts';
import { type KnownBefore, knownBefore } from './what-is-usual.ts';

interface RunToJudge {
  readonly frame: RunFrame;
  readonly codes: PayCodes;
}

export function screenOf({ frame, codes }: RunToJudge): PersonScreen {
  const { currency, limits, measure } = measuresOf(frame);
  const { hasBasePay, startOn, endOn } = frame;
  const kinds = codeKindsOf(codes);
  return new PersonScreen({ limits, currency, measure, kinds, hasBasePay, startOn, endOn });
}

interface Measures {
  readonly currency: Currency;
  readonly limits: PayLimits;
  readonly measure: PeriodMeasure;
}

function measuresOf({ currency: code, settings, frequency }: RunFrame): Measures {
  const currency = currencyOf(code);
  return {
    currency,
    limits: limitsOf(settings.limits, currency),
    measure: {
      periodsPerYear: periodsPerYear(storedFrequency(frequency)),
      hoursPerYear: settings.hoursPerYear,
    },
  };
}

interface JudgedSuspects {
  /** Those who are paid because nothing is unusual: without people whose pay was confirmed. */
  readonly usual: readonly Suspect[];
  readonly payslips: readonly PayslipRow[];
  readonly held: readonly HeldRow[];
}

interface Judged {
  readonly suspect: Suspect;
  readonly hold: PersonHold;
  readonly judge: JudgeAsk;
}

export async function judgeSuspects(
  at: Reading,
  ask: RunToJudge & { readonly suspects: readonly Suspect[] },
): Promise<JudgedSuspects> {
  const { frame, codes } = ask;
  const { currency, limits, measure: period } = measuresOf(frame);
  const before = await knownBefore(at, ask);
  const payslips: PayslipRow[] = [];
  const usualPay: Suspect[] = [];
  const found: Judged[] = [];
  for (const suspect of ask.suspects) {
    const { one, payslip, row } = suspect;
    const hasBasePay = frame.hasBasePay && !one.isAlone;
    const seen = seenOf(
      { ...one, payslip },
      { kinds: codeKindsOf(codes), period: frame, hasBasePay },
    );
    const usual = before.get(one.employeeId)?.usual ?? null;
    const judge: JudgeAsk = { seen, usual, limits, currency, period };
    const hold = judgePerson(judge);
    if (hold === null) {
      payslips.push(row);
      usualPay.push(suspect);
    } else found.push({ suspect, hold, judge });
  }
  if (found.length === 0) return { payslips, held: [], usual: usualPay };
  const held: HeldRow[] = [];
  const isReleased = await releasedBy(at, { frame, codes, before, found });
  for (const one of found) {
    const row = heldRowOf(one);
    const lifted = isReleased(one, row);
    if (lifted === true) payslips.push(one.suspect.row);
    else held.push(lifted === null ? row : { ...row, detail: changedSince(row, lifted) });
  }
  return { payslips, held, usual: usualPay };
}

/** True: a confirmed change or a lifted limit lets the person pass. Otherwise what was lifted for other numbers. */
type IsReleased = (one: Judged, row: HeldRow) => true | LiftedLimitRow | null;

async function releasedBy(
  at: Reading,
  ask: RunToJudge & {
    readonly before: ReadonlyMap<number, KnownBefore>;
    readonly found: readonly Judged[];
  },
): Promise<IsReleased> {
  const { frame, before } = ask;
  const employeeIds = ask.found.map(({ suspect }) => suspect.one.employeeId);
  const { decimals } = currencyOf(frame.currency);
  const confirmed = await confirmedPayOf(at, { frame, before, employeeIds, decimals });
  const { periodId, snapshotRevision: revision } = frame;
  const rows = await liftedLimits(at, { periodId, revision, employeeIds });
  const lifted = Map.groupBy(rows, ({ employeeId }) => employeeId);
  return (one, { employeeId, code, seen }) => {
    const parts = confirmed.get(employeeId);
    if (parts !== undefined && isUsualWithout(one, { ...ask, parts })) return true;
    const own = lifted.get(employeeId) ?? [];
    if (own.some((of) => of.code === code && of.seen === seen?.toString('hex'))) return true;
    return own.at(-1) ?? null;
  };
}

/** Whether nothing would be unusual if the confirmed changes had not been made. */
function isUsualWithout(
  { suspect, judge }: Judged,
  of: RunToJudge & {
    readonly before: ReadonlyMap<number, KnownBefore>;
    readonly parts: ConfirmedPay;
  },
): boolean {
  const { frame, codes } = of;
  const before = of.before.get(suspect.one.employeeId);
  const { input, limits } = withoutConfirmed(suspect, {
    ...{ confirmed: of.parts, before, limits: judge.limits },
  });
  const calculator = calculatorOf(codes, frame);
  assert(calculator.ok, 'a run that was opened has a calculator');
  const outcome = calculator.value(input);
  if (outcome.kind === 'held') return true;
  const { payslip } = outcome;
  const { openings } = suspect.one;
  const kinds = codeKindsOf(codes);
  const { hasBasePay } = judge.seen;
  const how = { kinds, period: frame, hasBasePay };
  const seen = seenOf({ input, openings, payslip }, how);
  return judgePerson({ ...judge, seen, limits }) === null;
}

function heldRowOf({ suspect, hold, judge }: Judged): HeldRow {
  const { employeeId, changedAt } = suspect.one;
  const { code, detail, hint, seenText } = hold;
  const seen = createHash('sha256').update(seenText).digest();
  return { employeeId, code, detail, hint, seen, facts: holdFacts(hold, { ...judge, changedAt }) };
}

function changedSince({ detail }: HeldRow, { by }: LiftedLimitRow): string {
  return `${detail}; the numbers changed after ${by} confirmed them`;
}
