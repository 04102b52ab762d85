/**
 * Decides which database failures are an Outage ("try again later"), with messages for an operator.
 *
 * Everything else (a violated constraint, a mistake in SQL) is a bug and is thrown unchanged.
 */
import { Outage } from '#errors.ts';

const byClass: Readonly<Record<string, string>> = {
  '08': 'database_unreachable',
  '40': 'database_conflict',
  '53': 'database_exhausted',
  '57': 'database_interrupted',
  '58': 'database_system_error',
};

const bySystemCode: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'database_unreachable',
  ECONNRESET: 'database_unreachable',
  ENOTFOUND: 'database_unreachable',
  EHOSTUNREACH: 'database_unreachable',
  ENETUNREACH: 'database_unreachable',
  EPIPE: 'database_unreachable',
  ETIMEDOUT: 'database_unreachable',
  EAI_AGAIN: 'database_unreachable',
  '28P01': 'database_login_refused',
  '28000': 'database_login_refused',
  '3D000': 'database_missing',
  '55P03': 'database_lock_timeout',
  '25P03': 'database_interrupted',
  // The server is starting up, shutting down or recovering: it accepts no connection.
  '57P03': 'database_unreachable',
};

/** Messages of `pg` itself, which have no code. */
const byMessage =
  /Connection terminated|timeout exceeded|timeout expired|Query read timeout|not queryable|ECONN/;

const happened: Readonly<Record<string, string>> = {
  database_unreachable: 'cannot reach the database',
  database_login_refused: 'the database refused the login',
  database_missing: 'the database does not exist',
  database_exhausted: 'the database is out of space or connections',
  database_interrupted: 'the database interrupted the statement',
};

const hints: Readonly<Record<string, string>> = {
  database_unreachable: 'check that the server is running and that DATABASE_URL is correct',
  database_login_refused: 'check the user and the password in DATABASE_URL',
  database_missing: 'create the database, or correct its name in DATABASE_URL',
  database_exhausted:
    'free disk space or connections; nothing was lost, and Paybeat continues by itself',
};

/** The Outage that the error stands for; null when it is none. */
export function outageFrom(error: unknown): Outage | null {
  if (error instanceof Outage) return error;
  if (!(error instanceof Error)) return null;
  const cause = error instanceof AggregateError ? (error.errors[0] ?? error) : error;
  const raw: unknown = 'code' in cause ? cause.code : undefined;
  const system = typeof raw === 'string' ? raw : '';
  const code =
    bySystemCode[system] ??
    (system.length === 5 ? byClass[system.slice(0, 2)] : undefined) ??
    (byMessage.test(cause.message) ? 'database_unreachable' : undefined);
  if (code === undefined) return null;
  const hint = hints[code];
  const what = happened[code] ?? 'the database reported a temporary error';
  const why = cause.message.replace(/^the database system is /, 'it is ');
  const message = `${what}: ${why || system}`;
  return new Outage(code, message, { cause: error, ...(hint === undefined ? {} : { hint }) });
}
