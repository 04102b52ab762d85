/**
 * Lists what is stored: the entries of a pay period, and the people of a roster. Each row says from which file it
 * came, who entered it and when.
 *
 * A list comes in pages. All pages of one list show the same revision, even if somebody imports meanwhile.
 *
 * Refusals: period_not_found, employee_unknown, wrong_place (`after` is not what an earlier page gave),
 * invalid_pay_codes.
 */
import { type Answer, answer } from '#errors.ts';
import { payCodesAt } from '#operations/companies/pay-codes.ts';
import { findPeriod } from '#operations/look-up.ts';
import { periodNotFound } from '#operations/not-found.ts';
import type { World } from '#operations/world.ts';
import { wrongPlace } from '#operations/wrong-place.ts';
import type { PayCodes } from '#payslip/codes/pay-code.ts';
import { microText } from '#payslip/text.ts';
import { type CompanyRow, companyById, currentRevision } from '#store/reads/companies.ts';
import { type Entered, enteredBy } from '#store/reads/entered-by.ts';
import {
  type EntryKey,
  type EntrySumRow,
  entriesPage,
  entrySums,
  fileNames,
  type ListedEntryRow,
  type ListedPersonRow,
  rosterPage,
} from '#store/reads/listed-inputs.ts';
import type { Reading } from '#store/store.ts';
import { idsOfListed } from './list-dated.ts';

/** Which page, and of whom. */
interface ListStored {
  /** Employee number; null for everybody. */
  readonly employee: string | null;
  /** `next` of the page before; null for the first page. */
  readonly after: string | null;
  readonly limit: number;
}

/** Where a row came from. */
interface Source {
  readonly file: string | null;
  readonly enteredBy: string | null;
  readonly enteredAt: Temporal.Instant | null;
}

export interface StoredEntry extends Source {
  readonly employee: string;
  readonly code: string;
  readonly job: string;
  readonly workedOn: Temporal.PlainDate | null;
  readonly hours: string | null;
  readonly pieces: string | null;
  readonly rate: string | null;
  readonly amountMinor: bigint | null;
  readonly percent: string | null;
}

export interface ListedSum {
  readonly code: string;
  readonly entries: number;
  readonly people: number;
  readonly hours: string | null;
  readonly pieces: string | null;
  readonly amountMinor: bigint | null;
}

export interface ListedEntries {
  readonly periodId: number;
  readonly company: CompanyRow;
  /** Of all pages, by pay code. Null on a later page. */
  readonly sums: readonly ListedSum[] | null;
  readonly entries: readonly StoredEntry[];
  /** Null: this is the last page. */
  readonly next: string | null;
}

export async function listEntries(
  world: World,
  ask: ListStored & { readonly periodId: number; readonly only: 'hours' | 'all' },
): Promise<Answer<ListedEntries>> {
  const found = await findPeriod(world, ask.periodId);
  if (!found.ok) return found;
  const { companyId, periodId } = found.value;
  const place = entryPlace(ask.after);
  if (place === undefined) return wrongPlace();
  return world.store.read({ companyId }, async (at): Promise<Answer<ListedEntries>> => {
    const company = await companyById(at, companyId);
    if (!company) return periodNotFound(periodId);
    const people = await idsOfListed(at, { company, number: ask.employee });
    if (!people.ok) return people;
    const revision = place?.revision ?? (await currentRevision(at, companyId));
    const codes = await payCodesAt(at, { ...company, revision });
    if (!codes.ok) return codes;
    const [employeeId = null] = people.value ?? [];
    const of = { periodId, revision, employeeId, hasQuantity: ask.only === 'hours' };
    const rows = await entriesPage(at, { ...of, after: place?.key ?? null, limit: ask.limit });
    const sources = await sourcesOf(at, { companyId, rows });
    const last = rows.length === ask.limit ? rows.at(-1) : undefined;
    return answer({
      ...{ periodId, company },
      sums: place === null ? sumsOf(await entrySums(at, of), codes.value) : null,
      entries: rows.map((row) => entryOf(row, { codes: codes.value, sources })),
      next: last === undefined ? null : entryPlaceText(revision, last),
    });
  });
}

function sumsOf(rows: readonly EntrySumRow[], codes: PayCodes): readonly ListedSum[] {
  return rows.map((row) => ({
    ...measured(row, codes),
    ...{ entries: row.entries, people: row.people, amountMinor: row.amountMinor },
  }));
}

function entryOf(
  row: ListedEntryRow,
  { codes, sources }: { readonly codes: PayCodes; readonly sources: Sources },
): StoredEntry {
  const { number, job, workedOn, rateMicro, amountMinor, percentMicro } = row;
  return {
    ...{ employee: number, ...measured(row, codes), job, workedOn },
    ...{ rate: textOf(rateMicro), amountMinor, percent: textOf(percentMicro) },
    ...sources(row.revision),
  };
}

function measured(
  row: Pick<ListedEntryRow, 'payCodeId' | 'quantityMicro'>,
  codes: PayCodes,
): Pick<StoredEntry, 'code' | 'hours' | 'pieces'> {
  const code = codes.byId.get(row.payCodeId);
  const quantity = textOf(row.quantityMicro);
  const isPieces = code?.amount.by === 'pieces';
  return {
    code: code?.code ?? String(row.payCodeId),
    hours: isPieces ? null : quantity,
    pieces: isPieces ? quantity : null,
  };
}

export interface ListedPerson
  extends Omit<ListedPersonRow, 'revision' | 'hourlyRateMicro'>,
    Source {
  readonly hourlyRate: string | null;
}

export interface ListedRoster {
  readonly company: CompanyRow;
  readonly people: readonly ListedPerson[];
  /** Null: this is the last page. */
  readonly next: string | null;
}

export async function listRoster(
  world: World,
  ask: ListStored & { readonly company: CompanyRow },
): Promise<Answer<ListedRoster>> {
  const { company } = ask;
  const { companyId } = company;
  const place = rosterPlace(ask.after);
  if (place === undefined) return wrongPlace();
  return world.store.read({ companyId }, async (at): Promise<Answer<ListedRoster>> => {
    const people = await idsOfListed(at, { company, number: ask.employee });
    if (!people.ok) return people;
    const revision = place?.revision ?? (await currentRevision(at, companyId));
    const [employeeId = null] = people.value ?? [];
    const after = place?.employeeId ?? 0;
    const of = { companyId, revision, employeeId, after, limit: ask.limit };
    const rows = await rosterPage(at, of);
    const sources = await sourcesOf(at, { companyId, rows });
    const last = rows.length === ask.limit ? rows.at(-1) : undefined;
    return answer({
      company,
      people: rows.map(({ revision: entered, hourlyRateMicro, ...row }) => ({
        ...{ ...row, hourlyRate: textOf(hourlyRateMicro), ...sources(entered) },
      })),
      next: last === undefined ? null : `${revision}.${last.employeeId}`,
    });
  });
}

type Sources = (revision: number) => Source;

async function sourcesOf(
  at: Reading,
  ask: { readonly companyId: number; readonly rows: readonly { readonly revision: number }[] },
): Promise<Sources> {
  const revisions = [...new Set(ask.rows.map(({ revision }) => revision))];
  const of = { companyId: ask.companyId, revisions };
  const files = await fileNames(at, of);
  const entered: ReadonlyMap<number, Entered> = await enteredBy(at, of);
  return (revision) => ({
    file: files.get(revision) ?? null,
    enteredBy: entered.get(revision)?.actor ?? null,
    enteredAt: entered.get(revision)?.at ?? null,
  });
}

/** Null for the first page. Undefined: no page gave this text. */
function entryPlace(
  after: string | null,
): { readonly revision: number; readonly key: EntryKey } | null | undefined {
  if (after === null) return null;
  const [, revision, employeeId, payCodeId, part = ''] =
    /^(\d{1,9})\.(\d{1,10})\.(-?\d{1,9})\.([A-Za-z0-9_-]*)$/.exec(after) ?? [];
  if (revision === undefined) return undefined;
  const key = {
    employeeId: Number(employeeId),
    payCodeId: Number(payCodeId),
    part: Buffer.from(part, 'base64url').toString('utf8'),
  };
  return { revision: Number(revision), key };
}

function entryPlaceText(revision: number, { employeeId, payCodeId, part }: EntryKey): string {
  const text = Buffer.from(part, 'utf8').toString('base64url');
  return [revision, employeeId, payCodeId, text].join('.');
}

function rosterPlace(
  after: string | null,
): { readonly revision: number; readonly employeeId: number } | null | undefined {
  if (after === null) return null;
  const [, revision, employeeId] = /^(\d{1,9})\.(\d{1,10})$/.exec(after) ?? [];
  if (revision === undefined) return undefined;
  return { revision: Number(revision), employeeId: Number(employeeId) };
}

function textOf(micro: bigint | null): string | null {
  return micro === null ? null : microText(micro);
}
