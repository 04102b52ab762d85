/**
 * Which PostgreSQL Paybeat works on; asked of every server before anything else is.
 *
 * 16 is the first whose roles may be taken on without their rights being inherited (GRANT … WITH
 * INHERIT FALSE, SET TRUE), and each transaction takes one on. Later versions are not refused.
 */
import { Outage } from '#errors.ts';

export const lowestServerMajor = 16;

/** A column of a question that is asked anyway, so that looking costs nothing. */
export const serverVersionColumn = `current_setting('server_version_num')::int as "serverVersion"`;

/** Throws Outage (`server_too_old`). The number is PostgreSQL's own: 150018 is 15.18. */
export function assertServerVersion(serverVersion: number): void {
  const major = Math.floor(serverVersion / 10_000);
  if (major >= lowestServerMajor) return;
  const minor = major < 10 ? Math.floor(serverVersion / 100) % 100 : serverVersion % 10_000;
  throw new Outage(
    'server_too_old',
    `the database is PostgreSQL ${major}.${minor}, and Paybeat needs ${lowestServerMajor} or later`,
    {
      hint: `upgrade the server of DATABASE_URL to PostgreSQL ${lowestServerMajor} or later; nothing was changed`,
    },
  );
}
