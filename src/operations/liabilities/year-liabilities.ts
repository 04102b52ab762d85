/**
 * A year as its returns state it: the lines of the yearly form, and the boxes of each person's statement. People come in
 * pages, as in a register: the same runs, the same order, and the same proof that they add up.
 *
 * A person's boxes contain the opening balances of the year, because the statement covers all pay of the employer. What
 * a later year reversed is not in them; it is a correction.
 *
 * Refusals: deposits_not_covered, tax_table_missing, wrong_place.
 */
import { type Answer, answer, assert } from '#errors.ts';
import { payCodesAt } from '#operations/companies/pay-codes.ts';
import type { RegisterFrame } from '#operations/registers/open-register.ts';
import { openRegister, registerPage } from '#operations/registers/register-pages.ts';
import type { RegisterPerson } from '#operations/registers/register-people.ts';
import { packOfCompany } from '#operations/tables/packs-now.ts';
import type { World } from '#operations/world.ts';
import { ownIdsFrom } from '#payslip/codes/pay-code.ts';
import { payCodesOn } from '#payslip/codes/pay-code-versions.ts';
import type { TaxReturns, YearBox, YearReturn } from '#payslip/taxes/tax-returns.ts';
import { broughtAmounts } from '#store/reads/brought-amounts.ts';
import { type CompanyRow, currentRevision } from '#store/reads/companies.ts';
import { unfinishedRuns } from '#store/reads/liabilities.ts';
import { databaseNow } from '#store/reads/server.ts';
import { tipsOfPeople } from '#store/reads/wages-apart.ts';
import type { Reading } from '#store/store.ts';
import { fromEpochDay } from '#time/plain-date.ts';
import { quarterOf } from '#time/quarter.ts';
import { codeAmounts, liableRuns, sumOfAmounts } from './liable-runs.ts';
import { type Correction, correctionsIn, noTable } from './quarter-liabilities.ts';
import { reducedWages } from './region-wages.ts';
import { returnsNotCovered } from './set-depositor.ts';
import { apartIdsOf } from './wages-apart.ts';

export interface YearPerson {
  readonly number: string;
  readonly name: string;
  readonly payslips: number;
  /** Opening balances are in the amounts. */
  readonly hasBalances: boolean;
  /** In the order of `boxes`. */
  readonly amounts: readonly bigint[];
}

export interface YearLiabilities extends Omit<YearReturn, 'due'> {
  readonly company: CompanyRow;
  readonly year: number;
  readonly today: Temporal.PlainDate;
  readonly isOver: boolean;
  readonly unfinishedRuns: readonly number[];
  readonly dueOn: Temporal.PlainDate | null;
  readonly holidays: YearReturn['due']['holidays'];
  readonly statement: string;
  readonly boxes: readonly YearBox[];
  /** Pay code id → the code under which the statement lists its amounts. */
  readonly listed: ReadonlyMap<number, string>;
  /** Of this year, by reversals that a later year made. */
  readonly corrections: readonly Correction[];
}

interface AskYear {
  readonly company: CompanyRow;
  readonly year: number;
}

export interface OpenYear {
  readonly head: YearLiabilities;
  readonly pages: (limit: number) => AsyncGenerator<Answer<readonly YearPerson[]>>;
}

export interface YearPage {
  readonly head: YearLiabilities;
  readonly people: readonly YearPerson[];
  /** Null: this is the last page. */
  readonly next: string | null;
}

/** The whole year, to be read page by page. */
export async function openYear(world: World, ask: AskYear): Promise<Answer<OpenYear>> {
  const head = await yearHead(world, ask);
  if (!head.ok) return head;
  const register = await openRegister(world, registerAsk(ask));
  if (!register.ok) return register;
  const { frame, pages } = register.value;
  return answer({
    head: head.value,
    async *pages(limit) {
      // The last pages have only people who are not paid; after them the register proves that it is whole.
      for await (const page of pages(limit)) {
        if (!page.ok) yield page;
        else if (page.value.people.length > 0) {
          const rows = page.value.people;
          yield answer(await statements(world, { head: head.value, frame, rows }));
        }
      }
    },
  });
}

export async function yearPage(
  world: World,
  ask: AskYear & { readonly after: string | null; readonly limit: number },
): Promise<Answer<YearPage>> {
  const head = await yearHead(world, ask);
  if (!head.ok) return head;
  const { after, limit } = ask;
  const page = await registerPage(world, { ...registerAsk(ask), after, limit });
  if (!page.ok) return page;
  const { frame, people: rows, next } = page.value;
  const people = await statements(world, { head: head.value, frame, rows });
  return answer({ head: head.value, people, next: rows.length < limit ? null : next });
}

/** Those paid in the year for the year: a reversal of an earlier year's pay counts in that year. */
function registerAsk({ company, year }: AskYear) {
  const fromOn = new Temporal.PlainDate(year, 1, 1);
  const toOn = new Temporal.PlainDate(year, 12, 31);
  return { company, fromOn, toOn, by: 'person', ofTaxYear: year } as const;
}

async function yearHead(world: World, ask: AskYear): Promise<Answer<YearLiabilities>> {
  const { company, year } = ask;
  const pack = await packOfCompany(world, company);
  const returns = pack?.returns ?? null;
  if (pack === null || returns === null) return returnsNotCovered(company);
  if (returns.additionalAbove(year) === null) return noTable(pack, year);
  const { companyId } = company;
  const { fromOn, toOn } = registerAsk(ask);
  return world.store.read({ companyId }, async (at): Promise<Answer<YearLiabilities>> => {
    const now = await databaseNow(at);
    const today = now.toZonedDateTimeISO(company.timeZone).toPlainDate();
    const revision = await currentRevision(at, companyId);
    const runs = await liableRuns(at, { companyId, revision, fromOn, toOn });
    const amounts = await codeAmounts(at, runs);
    const listed = await listedCodes(at, { ...ask, returns, revision });
    if (!listed.ok) return listed;
    const ofYear = amounts.filter(
      ({ run }) => run.payOn.year === year && run.adjusts?.isEarlierYear !== true,
    );
    const quarters = [1, 2, 3, 4].map((quarter) =>
      sumOfAmounts(
        ofYear.filter(
          ({ run }) => run.adjusts === null && quarterOf(run.payOn).quarter === quarter,
        ),
      ),
    );
    const payslips = runs.reduce((all, { paidCount }) => all + paidCount, 0);
    const made = returns.year(year, {
      ...{ sumOf: sumOfAmounts(ofYear), quarters, payslips },
      regions: await reducedWages(at, { pack, returns, year, runs }),
      amounts: ofYear.map(({ code, amountMinor }) => {
        return { code, statementCode: listed.value.get(code.id) ?? null, amountMinor };
      }),
    });
    if (made === null) return noTable(pack, year);
    const { due, ...lines } = made;
    const all = correctionsIn(amounts, returns);
    return answer({
      ...{ ...lines, company, year, today, holidays: due.holidays },
      isOver: Temporal.PlainDate.compare(toOn, today) < 0,
      unfinishedRuns: await unfinishedRuns(at, { companyId, fromOn, toOn }),
      dueOn: due.day === null ? null : fromEpochDay(due.day),
      ...{ statement: returns.statement, listed: listed.value },
      boxes: returns.boxes(new Set(listed.value.values())),
      corrections: all.filter((one) => one.quarter.year === year && one.payOn.year > year),
    });
  });
}

/**
 * Pay code id → the code of the statement: by the definitions that are known now and hold at the end of the year. So a
 * code that is named after the last pay date counts for the whole year.
 */
async function listedCodes(
  at: Reading,
  { company, year, returns, revision }: AskYear & { returns: TaxReturns; revision: number },
): Promise<Answer<ReadonlyMap<number, string>>> {
  const { companyId, currency } = company;
  const codes = await payCodesAt(at, { companyId, currency, revision });
  if (!codes.ok) return codes;
  const atEnd = new Map(codes.value.byId);
  const lastDay = `${year}-12-31`;
  for (const one of payCodesOn(codes.value.versions, lastDay)) atEnd.set(one.id, one);
  return answer(
    new Map(
      [...atEnd].flatMap(([id, code]) => {
        const listed = returns.statementCodeOf(code);
        return listed === null ? [] : [[id, listed] as const];
      }),
    ),
  );
}

async function statements(
  world: World,
  of: {
    readonly head: YearLiabilities;
    readonly frame: RegisterFrame;
    readonly rows: readonly RegisterPerson[];
  },
): Promise<readonly YearPerson[]> {
  const { head, frame, rows } = of;
  const { company, year, boxes, listed } = head;
  const pack = await packOfCompany(world, company);
  const returns = pack?.returns ?? null;
  assert(pack !== null && returns !== null, 'the head has found the returns');
  const employeeIds = rows.map(({ employeeId }) => employeeId);
  const runIds = frame.runs.map(({ run }) => run.runId);
  const { companyId } = company;
  const read = await world.store.read({ companyId }, async (at) => ({
    tips: await tipsOfPeople(at, { runIds, employeeIds, ids: apartIdsOf(pack, returns) }),
    brought: await broughtAmounts(at, { employeeIds, taxYear: year, revision: frame.pin }),
  }));
  const brought = Map.groupBy(read.brought, ({ employeeId }) => employeeId);
  const nameOf = (id: number) => frame.known.get(id)?.code;
  return rows.map((row): YearPerson => {
    const { employeeId, number, name, payslips } = row;
    const own = brought.get(employeeId) ?? [];
    const sums = new Map<string, bigint>();
    const ofListed = new Map<string, bigint>();
    const add = (id: number, amountMinor: bigint) => {
      if (id < ownIdsFrom) addTo(sums, nameOf(id), amountMinor);
      addTo(ofListed, listed.get(id), amountMinor);
    };
    for (const [id, amountMinor] of row.lines) add(id, amountMinor);
    for (const { payCodeId, amountMinor } of own) add(payCodeId, amountMinor);
    const of = {
      sumOf: (code: string) => sums.get(code) ?? 0n,
      tipsMinor: read.tips.get(employeeId) ?? 0n,
      listedOf: (code: string) => ofListed.get(code) ?? 0n,
    };
    const amounts = boxes.map(({ amountOf }) => amountOf(of));
    return { number, name, payslips, hasBalances: own.length > 0, amounts };
  });
}

function addTo(sums: Map<string, bigint>, key: string | undefined, amountMinor: bigint): void {
  if (key !== undefined) sums.set(key, (sums.get(key) ?? 0n) + amountMinor);
}
