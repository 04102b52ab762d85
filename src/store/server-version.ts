/**
 * The lowest version of PostgreSQL that Paybeat works with. Every server is asked for its version first.
 *
 * Each transaction assumes a role. Version 16 is the first in which a role can be assumed without inheriting
 * its rights (GRANT … WITH INHERIT FALSE, SET TRUE). Later versions are not refused.
 */
import { Outage } from '#errors.ts';

export const lowestServerMajor = 16;

/** A column for a query that runs anyway, so that asking costs nothing. */
export const serverVersionColumn = `current_setting('server_version_num')::int as "serverVersion"`;

/** Throws Outage (`server_too_old`). The number has PostgreSQL's form: 150018 is 15.18. */
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
