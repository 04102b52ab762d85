/**
 * The column maps that a company has saved, one for each kind of file. Imports of exports use them (file-forms.ts).
 * Every change is in the audit chain, with the map before and after.
 *
 * Refusals: column_map_refused (with a pointer for each problem), no_saved_columns.
 */
import { isDeepStrictEqual } from 'node:util';
import { actorOf } from '#caller.ts';
import { type Answer, answer, type Refused, refuse } from '#errors.ts';
import { columnMapOf, mapRefused } from '#files/column-map.ts';
import { allOrNothing } from '#operations/all-or-nothing.ts';
import { ownDefinitions } from '#operations/companies/pay-codes.ts';
import type { World } from '#operations/world.ts';
import type { PayCodeDefinition } from '#payslip/codes/pay-code.ts';
import { packFor } from '#payslip/taxes/tax-packs.ts';
import { type CompanyRow, currentRevision } from '#store/reads/companies.ts';
import { payCodesKnownAt } from '#store/reads/pay-codes.ts';
import { type SavedColumnsRow, savedColumns, savedColumnsOf } from '#store/reads/saved-columns.ts';
import { audit } from '#store/writes/audit.ts';
import { deleteSavedColumns, upsertSavedColumns } from '#store/writes/saved-columns.ts';
import { didYouMean } from '#text/closest-word.ts';
import { capital, withArticle } from '#text/counted.ts';
import { type FileKind, shapeOf } from './file-kinds.ts';
import { kindsOfMap } from './other-kind.ts';

interface OfKind {
  readonly company: CompanyRow;
  readonly kind: FileKind;
}

/** A part of the map, such as `columns.employee_id`. Null: it is not there. */
interface MapChange {
  readonly part: string;
  readonly before: unknown;
  readonly after: unknown;
}

export interface ColumnsSaved {
  readonly saved: SavedColumnsRow;
  /** False: there was no map before. */
  readonly isReplaced: boolean;
  readonly changes: readonly MapChange[];
}

export async function saveColumns(
  world: World,
  ask: OfKind & { readonly map: unknown },
): Promise<Answer<ColumnsSaved>> {
  const { company, kind } = ask;
  const { companyId } = company;
  const own = kind === 'net_pays' ? await ownPayCodes(world, company) : [];
  const checked = mapFor({ ...ask, own });
  if (!checked.ok) return checked;
  const map = checked.value;
  const by = actorOf(world.caller);
  const hasChanged = ({ isReplaced, changes }: ColumnsSaved) => !isReplaced || changes.length > 0;
  return allOrNothing(world, { scope: { companyId }, hasChanged }, async (tx) => {
    const before = await savedColumnsOf(tx, { companyId, kind });
    const changes = before === null ? [] : changesOf(before.map, map);
    if (before !== null && changes.length === 0) {
      return answer({ saved: before, isReplaced: true, changes });
    }
    await upsertSavedColumns(tx, { companyId, kind, map, by });
    const facts = { kind, map, ...(before === null ? {} : { before: before.map }) };
    const saved = (await savedColumnsOf(tx, { companyId, kind })) ?? refuseLost(kind);
    await audit(tx, { ...told(companyId, by), action: 'columns.save', facts });
    return answer({ saved, isReplaced: before !== null, changes });
  });
}

export function listSavedColumns(
  world: World,
  { company: { companyId } }: Pick<OfKind, 'company'>,
): Promise<readonly SavedColumnsRow[]> {
  return world.store.read({ companyId }, (at) => savedColumns(at, companyId));
}

export async function showSavedColumns(
  world: World,
  { company: { companyId }, kind }: OfKind,
): Promise<Answer<SavedColumnsRow>> {
  const row = await world.store.read({ companyId }, (at) =>
    savedColumnsOf(at, { companyId, kind }),
  );
  return row === null ? noneSaved(kind) : answer(row);
}

export function removeSavedColumns(world: World, ask: OfKind): Promise<Answer<SavedColumnsRow>> {
  const { kind } = ask;
  const { companyId } = ask.company;
  return allOrNothing(world, { scope: { companyId } }, async (tx) => {
    const before = await savedColumnsOf(tx, { companyId, kind });
    if (before === null || !(await deleteSavedColumns(tx, { companyId, kind }))) {
      return noneSaved(kind);
    }
    const facts = { kind, before: before.map };
    await audit(tx, { ...told(companyId, actorOf(world.caller)), action: 'columns.remove', facts });
    return answer(before);
  });
}

function told(companyId: number, actor: string) {
  return { companyId, actor, subject: `company:${companyId}` };
}

function refuseLost(kind: FileKind): never {
  throw new Error(`the column map for ${kind} is gone right after it was saved`);
}

async function ownPayCodes(
  world: World,
  { companyId }: CompanyRow,
): Promise<readonly PayCodeDefinition[]> {
  const rows = await world.store.read({ companyId }, async (at) =>
    payCodesKnownAt(at, { companyId, revision: await currentRevision(at, companyId) }),
  );
  return ownDefinitions(rows);
}

/** A map whose columns the kind of file has. */
function mapFor({
  company,
  kind,
  map,
  own,
}: OfKind & { readonly map: unknown; readonly own: readonly PayCodeDefinition[] }): Answer<
  Readonly<Record<string, unknown>>
> {
  const read = columnMapOf(map);
  if (!read.ok) return notSaved(read);
  const country = packFor(company.currency);
  const { columns, what } = shapeOf(kind, country, own);
  const issues = read.value.sources.flatMap(({ column }) => {
    if (columns.includes(column)) return [];
    const message = `${capital(withArticle(what))} file has no column ${column}.${didYouMean(column, columns)}`;
    return [{ pointer: `/columns/${column}`, code: 'unknown_column', message }];
  });
  const kinds = kindsOfMap(read.value, country);
  return issues.length > 0
    ? notSaved(mapRefused(issues), kinds)
    : answer(JSON.parse(read.value.json));
}

/** The refusal of a map is about the import that brings it. */
function notSaved({ refusal }: Refused, kinds: readonly FileKind[] = []): Refused {
  const hint =
    kinds.length === 0
      ? 'Fix the column map, and save it again.'
      : `The map has the columns of ${kinds.map((one) => `${withArticle(one)} file`).join(' or ')}: save it for that kind.`;
  return refuse({ ...refusal, hint });
}

function changesOf(before: object, after: object): readonly MapChange[] {
  const old = partsOf(before);
  const now = partsOf(after);
  return [...new Set([...old.keys(), ...now.keys()])].sort().flatMap((part) => {
    const change = { part, before: old.get(part) ?? null, after: now.get(part) ?? null };
    return isDeepStrictEqual(change.before, change.after) ? [] : [change];
  });
}

/** `columns.employee_id`, `ignore` … */
function partsOf(map: object): ReadonlyMap<string, unknown> {
  return new Map(
    Object.entries(map).flatMap(([key, value]: [string, unknown]) =>
      key === 'columns' && typeof value === 'object' && value !== null
        ? Object.entries(value).map(([column, one]): [string, unknown] => [
            `columns.${column}`,
            one,
          ])
        : [[key, value] as [string, unknown]],
    ),
  );
}

function noneSaved(kind: FileKind): Refused {
  return refuse({
    family: 'not_found',
    code: 'no_saved_columns',
    message: `no column map is saved for ${kind} files`,
    facts: { kind },
  });
}
