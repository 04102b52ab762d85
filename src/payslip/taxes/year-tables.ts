/**
 * The seam for a year's figures as a file: what the core asks of a country that lets people load next year's tables.
 *
 * A file has one year of one country. It is made by editing a copy of an earlier year. The country says which figures
 * there are, how they fit together, and what is not calculated without a group that may be left out.
 *
 * Elsewhere: the check of a file (cases/check-tables.ts); what the calculation makes of it (`with` of a pack).
 */
import { z } from 'zod';
import type { Issue } from '#errors.ts';
import type { CanonicalValue } from '#text/canonical-json.ts';

export const tableFileFormat = 'paybeat-tax-tables/1';

/** The members of every file, whatever its country. */
export const tableFileOpening = {
  $schema: z.string().optional(),
  format: z.literal(tableFileFormat).describe('The form of this file'),
  country: z.string().length(2).describe('Two letters'),
  year: z.int().min(2000).max(2100).describe('The figures hold for pay dates of this year'),
};

const decimal = z.string().describe('A decimal number as text: "1234.50"');

export const tableFileExamples = z
  .array(
    z.strictObject({
      what: z.string().min(1).max(500),
      source: z.string().min(1).max(500).describe('Where the amounts are published'),
      case: z.record(z.string(), z.unknown()).describe('A case, as `calculate` reads it'),
      lines: z.record(z.string(), decimal).describe('Pay code → the published amount'),
      gross: decimal.optional(),
    }),
  )
  .max(200)
  .describe('Published examples. Each must be calculated to the cent');

/** A file that the shape of its country has accepted. It is JSON. */
export interface TableFile {
  readonly country: string;
  readonly year: number;
  readonly examples?: z.output<typeof tableFileExamples> | undefined;
}

/** Figures that somebody gives, next to the built-in ones. */
export interface GivenTables {
  readonly file: TableFile;
  /** Of a stored table. Null: it is only in a file. */
  readonly version: number | null;
}

/** A group that may be left out, and what that means. */
export interface MissingFigures {
  readonly pointer: string;
  readonly effect: string;
}

export interface YearTables {
  /** The id of a table that was given. */
  idOf(of: { readonly year: number; readonly version: number | null }): string;
  readonly shape: z.ZodType<TableFile>;
  /** The figures of a year that a pack knows, as a file. Null: there are none. */
  fileOf(
    year: number,
  ): (TableFile & { readonly [name: string]: CanonicalValue | undefined }) | null;
  /** What cannot be right. */
  faults(file: TableFile): readonly Issue[];
  /** What is hardly right: a relation that has held in every year. */
  doubts(file: TableFile): readonly Issue[];
  missing(file: TableFile): readonly MissingFigures[];
  /** Pointers below which something changes every year. */
  readonly yearly: readonly string[];
}
