/**
 * What reading and writing rows of COPY (FORMAT binary) share.
 *
 * Source: https://www.postgresql.org/docs/18/sql-copy.html, "Binary Format".
 */
import { toEpochDay } from '#time/plain-date.ts';

/** The signature, the flags, and the length of the extension, which is empty. */
export const copyHeader: Buffer = Buffer.from('PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0', 'latin1');

/** The day from which PostgreSQL counts dates. */
export const dateEpoch: number = toEpochDay(new Temporal.PlainDate(2000, 1, 1));
