/**
 * Compares a period in shadow with the net pays of the other payroll, person by person, and keeps both results.
 *
 * All in one transaction under the lock of the schedule, so two people who compare at once get one result. The same
 * file again changes nothing, unless the inputs have changed. Nothing is paid, and no run is opened.
 *
 * Refusals: period_not_found, not_in_shadow, compare_earlier_first (the year-to-date of the period depends on them),
 * file_of_another_period, file_refused (with every row), those of the file and of previewed-period.ts.
 */
import { createHash } from 'node:crypto';
import { actorOf } from '#caller.ts';
import { type Answer, answer, refuse } from '#errors.ts';
import { namedColumnsOf, netPaysCsv, parseNetPaysFile } from '#files/net-pays-file.ts';
import type { FileNote } from '#files/typed-file.ts';
import { allOrNothing } from '#operations/all-or-nothing.ts';
import { currencyOf, ownDefinitions } from '#operations/companies/pay-codes.ts';
import { findPeriod } from '#operations/look-up.ts';
import { periodNotFound } from '#operations/not-found.ts';
import { formAt, type MayHaveForm } from '#operations/people/file-forms.ts';
import { previewedPeriod } from '#operations/runs/previewed-period.ts';
import type { World } from '#operations/world.ts';
import { builtInBeside } from '#payslip/codes/built-in-pay-codes.ts';
import { packFor } from '#payslip/taxes/tax-packs.ts';
import { companyById, currentRevision } from '#store/reads/companies.ts';
import { payCodesKnownAt } from '#store/reads/pay-codes.ts';
import { type PeriodRow, periodById } from '#store/reads/periods.ts';
import { employeeIdsOf, peopleNamed } from '#store/reads/roster.ts';
import { type ShadowPeriodRow, shadowPeriods } from '#store/reads/shadows.ts';
import type { Reading, Writing } from '#store/store.ts';
import { audit } from '#store/writes/audit.ts';
import { lockSchedule } from '#store/writes/periods.ts';
import { type NewShadowPerson, replaceComparison } from '#store/writes/shadows.ts';
import { counted } from '#text/counted.ts';
import { comparePeople } from './compare-people.ts';
import { type ComparedPeriod, comparedPeriod } from './compared-period.ts';
import { type OwnResult, ownPay } from './own-pay.ts';
import { type PersonThere, peopleThere } from './people-there.ts';
import { rowsOfPeriod } from './rows-of-period.ts';
import { digestOfResults, notInShadow } from './shadow-record.ts';

export interface CompareShadow extends MayHaveForm {
  readonly periodId: number;
  readonly bytes: Uint8Array;
  /** Kept with the comparison. */
  readonly fileName?: string | undefined;
  readonly dryRun: boolean;
}

export interface ShadowCompared extends ComparedPeriod {
  /** False: a dry run, or the same result as before. */
  readonly written: boolean;
  readonly isSame: boolean;
}

export async function compareShadow(
  world: World,
  ask: CompareShadow,
): Promise<Answer<ShadowCompared>> {
  const found = await findPeriod(world, ask.periodId);
  if (!found.ok) return found;
  const { companyId } = found.value;
  const how = {
    scope: { companyId },
    dryRun: ask.dryRun,
    hasChanged: (one: ShadowCompared) => !one.isSame,
  };
  const compared = await allOrNothing(world, how, (tx) =>
    compareInside(tx, { ...ask, world, companyId }),
  );
  if (!compared.ok) return compared;
  return answer({ ...compared.value, written: !ask.dryRun && !compared.value.isSame });
}

interface CompareInside extends CompareShadow {
  readonly world: World;
  readonly companyId: number;
}

async function compareInside(tx: Writing, ask: CompareInside): Promise<Answer<ShadowCompared>> {
  const { periodId, companyId } = ask;
  const unlocked = await periodById(tx, periodId);
  if (unlocked === null || unlocked.scheduleId === null) return notShadowed(unlocked, periodId);
  await lockSchedule(tx, unlocked.scheduleId);
  const period = await periodById(tx, periodId);
  if (period === null || period.shadowId === null || period.status === 'skipped') {
    return notShadowed(period, periodId);
  }
  const { shadowId } = period;
  const all = await shadowPeriods(tx, shadowId);
  const earlier = all.filter((one) => isEarlier(one, period) && !one.isSkipped);
  const missing = earlier.filter(({ comparedAt }) => comparedAt === null);
  if (missing.length > 0) return earlierFirst(period, missing);
  const file = await fileOf(tx, { ...ask, period, all });
  if (!file.ok) return file;
  const previewed = await previewedPeriod(tx, period);
  if (!previewed.ok) return previewed;
  const basis = {
    period,
    shadowId,
    previewed: previewed.value,
    chunkSize: ask.world.settings.chunkSize,
  };
  const own = await ownPay(tx, basis);
  const { there, named, fileDigest } = file.value;
  const ownDigest = digestOf(own.map(ownText));
  const digests = { fileDigest, ownDigest, earlierDigest: digestOfResults(earlier) };
  const isSame = isSameAs(all, { ...digests, periodId });
  if (!isSame) {
    const people = await comparePeople(tx, { ...basis, own, there, named });
    const notes = [...file.value.notes, ...sameAsNotes({ all, periodId, fileDigest })];
    const { revision } = previewed.value;
    const of = { companyId, periodId, shadowId, revision, notes, by: actorOf(ask.world.caller) };
    await replaceComparison(tx, { ...of, ...digests, fileName: ask.fileName ?? null }, people);
    await audit(tx, toldOf({ ...of, ...digests, people }));
  }
  return answer({ ...(await comparedPeriod(tx, period)), written: false, isSame });
}

function isEarlier(one: ShadowPeriodRow, period: PeriodRow): boolean {
  const byPay = Temporal.PlainDate.compare(one.payOn, period.payOn);
  return byPay < 0 || (byPay === 0 && Temporal.PlainDate.compare(one.startOn, period.startOn) < 0);
}

interface ReadFile {
  readonly there: readonly PersonThere[];
  readonly named: ReturnType<typeof namedColumnsOf>;
  readonly notes: readonly FileNote[];
  readonly fileDigest: string;
}

async function fileOf(
  at: Reading,
  ask: CompareInside & { readonly period: PeriodRow; readonly all: readonly ShadowPeriodRow[] },
): Promise<Answer<ReadFile>> {
  const { companyId, bytes, period } = ask;
  const company = await companyById(at, companyId);
  if (!company) return periodNotFound(period.periodId);
  const revision = await currentRevision(at, companyId);
  const country = packFor(company.currency);
  const own = ownDefinitions(await payCodesKnownAt(at, { companyId, revision }));
  const named = namedColumnsOf(country, [...builtInBeside(country, own), ...own]);
  const used = await formAt(at, { ...ask, companyId, shape: netPaysCsv(named) });
  if (!used.ok) return used;
  const numbers = await employeeIdsOf(at, { companyId });
  const isKnown = (number: string) => numbers.has(number);
  const currency = currencyOf(company.currency);
  const read = parseNetPaysFile(bytes, { currency, named, isKnown, form: used.value.form });
  if (!read.ok) return read;
  const mine = rowsOfPeriod(read.value.rows(), { period, others: ask.all });
  if (!mine.ok) return mine;
  const { rows } = mine.value;
  const hasNames = rows.some(({ name }) => name !== null);
  const employeeIds = hasNames ? [...numbers.values()] : [];
  const people = hasNames ? await peopleNamed(at, { employeeIds, revision }) : [];
  const found = peopleThere(rows, { numbers, named: people });
  if (found.issues.length > 0) {
    return refuse({
      family: 'invalid',
      code: 'file_refused',
      message: `The net_pays file has ${counted(found.issues.length, 'row')} with an unclear person.`,
      hint: 'Fix the listed rows, then compare the whole file again.',
      issues: found.issues,
    });
  }
  const hash = createHash('sha256')
    .update(bytes)
    .update(JSON.stringify(used.value.told ?? null));
  const notes = [...read.value.notes, ...mine.value.notes, ...found.notes];
  return answer({ there: found.people, named, notes, fileDigest: hash.digest('hex') });
}

function ownText({ employeeId, totals, lineCodes, lineAmounts, reason }: OwnResult): string {
  return [employeeId, totals, lineCodes, lineAmounts, reason].join(';');
}

function digestOf(texts: readonly string[]): string {
  const hash = createHash('sha256');
  for (const text of texts) hash.update(`${text}\n`);
  return hash.digest('hex');
}

/** The file of another period is easily taken again. Where everybody earns the same in both, it may be right. */
function sameAsNotes(of: {
  readonly all: readonly ShadowPeriodRow[];
  readonly periodId: number;
  readonly fileDigest: string;
}): readonly FileNote[] {
  const twin = of.all.find(
    (one) => one.fileDigest === of.fileDigest && one.periodId !== of.periodId,
  );
  if (twin === undefined) return [];
  const message = `The file is the same as that of period ${twin.periodId}, ${twin.startOn} to ${twin.endOn}. Is it the file of this period?`;
  return [{ code: 'same_file_as', message, facts: { periodId: twin.periodId } }];
}

type Digests = Pick<ShadowPeriodRow, 'periodId' | 'fileDigest' | 'ownDigest' | 'earlierDigest'>;

function isSameAs(all: readonly ShadowPeriodRow[], now: Digests): boolean {
  const stored = all.find(({ periodId }) => periodId === now.periodId);
  return (
    stored?.fileDigest === now.fileDigest &&
    stored.ownDigest === now.ownDigest &&
    stored.earlierDigest === now.earlierDigest
  );
}

function toldOf(of: {
  readonly companyId: number;
  readonly periodId: number;
  readonly fileDigest: string;
  readonly ownDigest: string;
  readonly by: string;
  readonly people: readonly NewShadowPerson[];
}) {
  const { companyId, periodId, fileDigest, ownDigest, people } = of;
  const outcomes = Object.fromEntries(
    [...Map.groupBy(people, ({ outcome }) => outcome)].map(([outcome, list]) => [
      outcome,
      list.length,
    ]),
  );
  const facts = { fileDigest, ownDigest, people: people.length, outcomes };
  return {
    companyId,
    actor: of.by,
    action: 'shadow.compare',
    subject: `period:${periodId}`,
    facts,
  };
}

function notShadowed(period: PeriodRow | null, periodId: number): Answer<never> {
  if (period === null) return periodNotFound(periodId);
  const { scheduleCode: schedule, companyCode: company } = period;
  if (schedule !== null && period.status !== 'skipped') return notInShadow({ company, schedule });
  return refuse({
    family: 'conflict',
    code: 'not_in_shadow',
    message: `period ${periodId} is not in shadow${period.status === 'skipped' ? ': it is skipped' : ''}`,
    facts: { periodId },
  });
}

function earlierFirst(period: PeriodRow, missing: readonly ShadowPeriodRow[]): Answer<never> {
  const list = missing.map(({ periodId }) => periodId);
  return refuse({
    family: 'conflict',
    code: 'compare_earlier_first',
    message: `period ${period.periodId} continues the year of earlier periods that were not compared: ${list.join(', ')}`,
    hint: 'compare them first, in their order',
    actions: list.slice(0, 3).map((one) => ({ action: 'compare_shadow', period: one })),
    facts: { periodId: period.periodId, missing: list },
  });
}
