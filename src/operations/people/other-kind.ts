/**
 * A file of another kind than the command imports, such as hours that are given to the import of a roster. It would be
 * refused for each of its columns; here it is refused once, with the command that imports it.
 *
 * A file is of another kind if its header does not fit the kind of the command, and fits that one: by the names of the
 * columns, or by the column map that the company saved. A file that comes with a map is what the map makes of it.
 *
 * Refusal: other_kind_of_file.
 */
import type { Action } from '#actions.ts';
import { type Refused, refuse } from '#errors.ts';
import { type ColumnMap, columnMapOf } from '#files/column-map.ts';
import type { CsvShape } from '#files/csv.ts';
import { firstRows } from '#files/first-rows.ts';
import { fitOf, isWhole } from '#files/fits-kind.ts';
import { hasHeadersOf } from '#files/fits-map.ts';
import { actorNamed } from '#operations/who-was-first.ts';
import { type CountryPack, packFor } from '#payslip/taxes/tax-packs.ts';
import { type CompanyRow, companyById } from '#store/reads/companies.ts';
import { type SavedColumnsRow, savedColumns } from '#store/reads/saved-columns.ts';
import type { Reading } from '#store/store.ts';
import { capital, withArticle } from '#text/counted.ts';
import { type FileKind, fileKinds, importedKinds, importedShape, shapeOf } from './file-kinds.ts';

interface OfFile {
  readonly companyId: number;
  /** The shape that the command reads. */
  readonly shape: CsvShape;
  readonly bytes: Uint8Array;
  /** The period of the command, for the other command. */
  readonly periodId?: number | undefined;
  /** The map that the import brings. `none`: the person wants no map, not even a saved one. */
  readonly given: ColumnMap | 'none' | null;
}

type Kind = (typeof importedKinds)[number];
type Records = readonly (readonly string[])[];

interface Fitting {
  readonly kind: Kind;
  readonly what: string;
  readonly by: 'names' | 'map';
  /** The saved map that fits the file. Null: its own names fit, or those of the map that it brings. */
  readonly saved: { readonly by: string; readonly at: string } | null;
}

/** Null: the file is of the kind, or of no kind that Paybeat knows. */
export async function refusedAsOtherKind(at: Reading, ask: OfFile): Promise<Refused | null> {
  const { shape, given } = ask;
  const columns = given === null || given === 'none' ? null : columnsIn(given);
  const records = columns === null ? firstRows(ask.bytes, shape) : [columns];
  if (records.length === 0) return null;
  const own = fitOf(records, shape);
  if (columns === null ? isWhole(own) : own.unknown.length === 0) return null;
  const company = await companyById(at, ask.companyId);
  if (!company) return null;
  const fits = (other: CsvShape): boolean => {
    const fit = fitOf(records, other);
    return columns === null ? isWhole(fit) : fit.unknown.length === 0;
  };
  const rows = await savedColumns(at, ask.companyId);
  const saved = given === null ? rows : [];
  const fitting = otherKinds(shape, company).flatMap(
    ({ kind, shape: other }): readonly Fitting[] => {
      const { what } = other;
      const by = columns === null ? 'names' : 'map';
      if (fits(other)) return [{ kind, what, by, saved: null }];
      const row = saved.find((one) => one.kind === kind);
      return row !== undefined && isExportOf(row, records)
        ? [{ kind, what, by: 'map', saved: { by: row.savedBy, at: row.savedAt.toString() } }]
        : [];
    },
  );
  const isOwn = saved.some((row) => row.kind === shape.what && isExportOf(row, records));
  return fitting.length === 0 || isOwn ? null : refused(fitting, { ...ask, ...own, company });
}

/** The kinds whose columns a map names. */
export function kindsOfMap(map: ColumnMap, country: CountryPack): readonly FileKind[] {
  const records = [columnsIn(map)];
  return fileKinds.filter((kind) => fitOf(records, shapeOf(kind, country)).unknown.length === 0);
}

function columnsIn(map: ColumnMap): readonly string[] {
  return map.sources.map(({ column }) => column);
}

function otherKinds(shape: CsvShape, { currency }: CompanyRow) {
  const country = packFor(currency);
  return importedKinds
    .map((kind) => ({ kind, shape: importedShape(kind, country) }))
    .filter((one) => one.shape.what !== shape.what);
}

function isExportOf({ map }: SavedColumnsRow, records: Records): boolean {
  const read = columnMapOf(map);
  return read.ok && hasHeadersOf(read.value, records);
}

function refused(
  fitting: readonly Fitting[],
  ask: OfFile & ReturnType<typeof fitOf> & { readonly company: CompanyRow },
): Refused {
  const { shape, missing, unknown, periodId, company } = ask;
  const file = `${capital(withArticle(shape.what))} file`;
  const lacks =
    missing.length > 0 && fitting.every(({ by, saved }) => by === 'names' || saved !== null)
      ? `${file} also needs ${missing.join(', ')}.`
      : `${file} has no column ${unknown.join(', ')}.`;
  const actions = fitting.map(({ kind }): Action => {
    const isOfPeriod = kind === 'hours' || kind === 'inputs' || kind === 'net_pays';
    return {
      ...{ action: 'import_file', kind, company: company.code },
      ...(isOfPeriod && periodId !== undefined ? { period: periodId } : {}),
    };
  });
  return refuse({
    family: 'invalid',
    code: 'other_kind_of_file',
    message: `${fitting.map(fitInWords).join(' ')} ${lacks} Nothing was imported.`,
    hint: 'import the file as what it is',
    actions,
    facts: { expected: shape.what, fits: fitting.map(({ kind, saved }) => ({ kind, saved })) },
  });
}

function fitInWords({ what, by, saved }: Fitting): string {
  return saved === null
    ? `The columns of the ${by === 'map' ? 'column map' : 'file'} are those of ${withArticle(what)} file.`
    : `The file has the headers of the column map for ${what} files, saved by ${actorNamed(saved.by)} on ${saved.at.slice(0, 10)}.`;
}
