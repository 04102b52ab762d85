/**
 * Decides about pay that is owed for paid periods, or was too much.
 *
 *   pay         the next regular run pays it, however old it is
 *   drop        it is not owed, or need not be paid back. The decision is about exactly the amount of today:
 *               what a later change adds is owed again
 *   take back   the next runs deduct it in instalments, until it is settled or the plan is stopped
 *
 * Refusals: employee_unknown, nothing_owed (the person has no such difference), paid_by_next_run, amount_changed (it is not the
 * amount that the caller saw), other_tax_year (no regular run settles it), instalment_invalid, no_plan (there is
 * none to stop), why_missing.
 */
import { actorOf } from '#caller.ts';
import { type Answer, answer, type Refused, refuse } from '#errors.ts';
import { formatAmount } from '#money/minor.ts';
import { allOrNothing } from '#operations/all-or-nothing.ts';
import { currencyOf } from '#operations/companies/pay-codes.ts';
import { idsOfListed } from '#operations/people/list-dated.ts';
import type { World } from '#operations/world.ts';
import type { CompanyRow } from '#store/reads/companies.ts';
import type { Writing } from '#store/store.ts';
import { audit } from '#store/writes/audit.ts';
import { raiseInputRevision } from '#store/writes/companies.ts';
import { endTakeBack, insertDecisions, insertTakeBack } from '#store/writes/owed-decisions.ts';
import { instalmentOf } from './instalment.ts';
import { hasLeft } from './list-owed.ts';
import { type OwedPerson, owedPeople } from './owed-people.ts';

interface Decide {
  readonly company: CompanyRow;
  /** Employee number. */
  readonly number: string;
  readonly why: string;
  readonly dryRun: boolean;
}

export interface DecideOwed extends Decide {
  /** Only the amount for this paid period. Null: all of them. */
  readonly periodId: number | null;
  /** The sum that the caller saw; another sum is refused. Null: not compared. */
  readonly seen: string | null;
}

export interface TakeBack extends Decide {
  /** `100.00` for each run, or `10%` of gross pay. Null: the plan ends. */
  readonly instalment: string | null;
}

export interface OwedDecided {
  readonly company: CompanyRow;
  readonly number: string;
  readonly decision: 'pay' | 'drop' | 'take_back' | 'stop';
  /** What the decision is about. */
  readonly amounts: readonly {
    readonly runId: number;
    readonly periodId: number;
    readonly amountMinor: bigint | null;
  }[];
  /** Above zero: owed. Below zero: overpaid. */
  readonly totalMinor: bigint;
  readonly instalment: string | null;
  /** No run pays them days of work any more. */
  readonly hasLeft: boolean;
  readonly written: boolean;
}

export function dropOwed(world: World, ask: DecideOwed): Promise<Answer<OwedDecided>> {
  return decided(world, ask, async (tx, of) => {
    const known = of.amounts.filter(({ amountMinor }) => amountMinor !== null);
    if (known.length === 0) return nothingOwed(ask);
    await insertDecisions(tx, { ...of, kind: 'drop', runs: known });
    return { decision: 'drop', amounts: known, instalment: null };
  });
}

export function payOwed(world: World, ask: DecideOwed): Promise<Answer<OwedDecided>> {
  return decided(world, ask, async (tx, of) => {
    const open = of.entries.filter(({ payer }) => payer === 'person');
    const amounts = of.amounts.filter(({ runId }) =>
      open.some(({ frame }) => frame.runId === runId),
    );
    if (amounts.length === 0) return isAllOfOtherYear(of) ? otherTaxYear(ask) : noneToPay(ask, of);
    await insertDecisions(tx, { ...of, kind: 'pay', runs: amounts });
    return { decision: 'pay', amounts, instalment: null };
  });
}

export function takeBackOwed(world: World, ask: TakeBack): Promise<Answer<OwedDecided>> {
  const { instalment, company } = ask;
  return decided(world, { ...ask, periodId: null, seen: null }, async (tx, of) => {
    if (instalment === null) {
      if (!(await endTakeBack(tx, of))) return noPlan(ask);
      return { decision: 'stop', amounts: of.amounts, instalment };
    }
    const parsed = instalmentOf(instalment, currencyOf(company.currency));
    if (!parsed.ok) return parsed;
    if (of.totalMinor >= 0n) return nothingOwed(ask);
    if (isAllOfOtherYear(of)) return otherTaxYear(ask);
    await endTakeBack(tx, of);
    await insertTakeBack(tx, { ...of, ...parsed.value });
    return { decision: 'take_back', amounts: of.amounts, instalment };
  });
}

type Amounts = OwedDecided['amounts'];

interface OfPerson extends Pick<OwedPerson, 'entries'> {
  readonly companyId: number;
  readonly employeeId: number;
  readonly revision: number;
  readonly why: string;
  readonly amounts: Amounts;
  readonly totalMinor: bigint;
}

type Written = Pick<OwedDecided, 'decision' | 'amounts' | 'instalment'> | Refused;

async function decided(
  world: World,
  ask: DecideOwed,
  write: (tx: Writing, of: OfPerson) => Promise<Written>,
): Promise<Answer<OwedDecided>> {
  const { company, number, why, dryRun } = ask;
  const { companyId } = company;
  if (why.trim() === '') return whyMissing();
  return allOrNothing(
    world,
    { scope: { companyId }, dryRun, hasChanged: () => true },
    async (tx): Promise<Answer<OwedDecided>> => {
      const asked = await idsOfListed(tx, { company, number });
      if (!asked.ok) return asked;
      const [employeeId = 0] = asked.value ?? [];
      // Locks the company's inputs: nobody changes what is owed before the decision is saved.
      const revision = await raiseInputRevision(tx, companyId);
      const person = await personOwed(tx, { ask, employeeId, revision });
      const entries = (person?.entries ?? []).filter(
        ({ frame }) => ask.periodId === null || frame.periodId === ask.periodId,
      );
      const amounts = entries.map(({ frame, amountMinor }) => ({
        ...{ runId: frame.runId, periodId: frame.periodId, amountMinor },
      }));
      const totalMinor = sumOf(amounts);
      const changed = changedSince(ask, totalMinor);
      if (changed !== null) return changed;
      const of = { companyId, employeeId, revision, why, entries, amounts, totalMinor };
      const written = await write(tx, of);
      if ('refusal' in written) return written;
      const { decision, instalment } = written;
      await audit(tx, {
        companyId,
        actor: actorOf(world.caller),
        action: `owed.${decision}`,
        subject: `employee:${employeeId}`,
        facts: {
          ...{ revision, why, runs: written.amounts.map(({ runId }) => runId) },
          ...(instalment === null ? {} : { instalment }),
        },
      });
      return answer({
        ...{ company, number, ...written },
        totalMinor: sumOf(written.amounts),
        hasLeft: person !== null && hasLeft(person),
        written: !dryRun,
      });
    },
  );
}

async function personOwed(
  tx: Writing,
  of: { readonly ask: DecideOwed; readonly employeeId: number; readonly revision: number },
): Promise<OwedPerson | null> {
  const { company } = of.ask;
  const asked = { company, revision: of.revision, employeeIds: [of.employeeId] };
  for await (const [person] of owedPeople(tx, asked)) {
    return person ?? null;
  }
  return null;
}

function sumOf(amounts: Amounts): bigint {
  return amounts.reduce((sum, { amountMinor }) => sum + (amountMinor ?? 0n), 0n);
}

export function changedSince(
  { seen, company, number }: Pick<DecideOwed, 'seen' | 'company' | 'number'>,
  totalMinor: bigint,
): Refused | null {
  const total = formatAmount(totalMinor, currencyOf(company.currency));
  if (seen === null || seen === total) return null;
  return refuse({
    family: 'conflict',
    code: 'amount_changed',
    message: `the amount of ${number} is ${total} now, not ${seen}`,
    hint: 'look at it again, and decide about the amount of today',
    actions: [{ action: 'list_owed', company: company.code }],
  });
}

/** What the next run pays anyway needs no decision. */
function noneToPay(ask: DecideOwed, { entries }: OfPerson): Refused {
  const { number, company } = ask;
  if (!entries.some(({ payer, amountMinor }) => payer === 'next_run' && (amountMinor ?? 0n) > 0n))
    return nothingOwed(ask);
  const about = { company: company.code, employee: number } as const;
  return refuse({
    family: 'conflict',
    code: 'paid_by_next_run',
    message: `the next regular run pays ${number} what is owed, so there is nothing to decide`,
    hint: 'to pay it before, make an off-cycle run',
    actions: [
      { action: 'pay_owed_now', ...about },
      { action: 'list_owed', company: company.code },
    ],
  });
}

export function nothingOwed({ number, company }: Pick<Decide, 'number' | 'company'>): Refused {
  return refuse({
    family: 'conflict',
    code: 'nothing_owed',
    message: `employee ${number} has no such amount for paid periods`,
    hint: 'the list shows what is owed, and what was too much',
    actions: [{ action: 'list_owed', company: company.code }],
  });
}

function isAllOfOtherYear({ entries }: OfPerson): boolean {
  return entries.length > 0 && entries.every(({ payer }) => payer === 'no_regular_run');
}

function otherTaxYear({ number, company: { code: company } }: Decide): Refused {
  return refuse({
    family: 'conflict',
    code: 'other_tax_year',
    message: `no regular run settles the amount of ${number}, because it belongs to another tax year`,
    hint: 'pay what is owed with an off-cycle run, then drop it',
    actions: [
      { action: 'run_off_cycle', company },
      { action: 'list_owed', company },
    ],
  });
}

function noPlan({ number, company }: Decide): Refused {
  return refuse({
    family: 'conflict',
    code: 'no_plan',
    message: `nothing is being taken back from ${number}`,
    hint: 'the list shows what is owed, and what was too much',
    actions: [{ action: 'list_owed', company: company.code }],
  });
}

export function whyMissing(): Refused {
  return refuse({
    family: 'invalid',
    code: 'why_missing',
    message: 'a decision about pay needs a reason',
    hint: 'say why in a few words',
  });
}
