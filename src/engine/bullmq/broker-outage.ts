/**
 * Describes failures of a broker or a cache in the words of an operator.
 *
 * An error of a broker is an Outage and never a Bug, because no result depends on the broker.
 */

import type { Action } from '#actions.ts';
import { systemTimers } from '#engine/timers.ts';
import { Bug, Outage } from '#errors.ts';

/** The time limit for a request to a broker. */
const answerMs = 10_000;

type Service = 'broker' | 'cache';

interface Words {
  /** The part of the code after `broker_` or `cache_`. */
  readonly code: string;
  /** What happened; the driver's own message follows. */
  readonly what: (service: string) => string;
  readonly hint: (service: Service) => string;
  readonly actions?: readonly Action[];
}

/** The setting's name in the environment. */
const url = (service: Service) => `${service.toUpperCase()}_URL`;

const kinds: readonly (readonly [RegExp, Words])[] = [
  [
    /NOAUTH|WRONGPASS|NOPERM|invalid username-password|password authentication failed|no pg_hba/i,
    {
      code: 'login_refused',
      what: (service) => `the ${service} refused the login`,
      hint: (service) => `check the user and the password in ${url(service)}`,
    },
  ],
  [
    /certificate|self-signed|ERR_TLS|SSL routines|wrong version number/i,
    {
      code: 'certificate_refused',
      what: (service) => `the TLS connection to the ${service} failed`,
      hint: (service) =>
        `check that rediss:// and ${service.toUpperCase()}_CA_FILE are those of this server`,
    },
  ],
  [
    /No such master with that name/i,
    {
      code: 'primary_unknown',
      what: (service) => `no Sentinel knows the primary of the ${service}`,
      hint: (service) =>
        `the name at the end of ${url(service)} must be one that 'redis-cli -p 26379 SENTINEL MASTERS' shows`,
    },
  ],
  [
    /OOM command not allowed/i,
    {
      code: 'full',
      what: (service) => `the ${service} has no memory left`,
      hint: () => 'give Redis more memory; the next scan enqueues the tasks again',
    },
  ],
  [
    /not initialized. Run the migrations/,
    {
      code: 'schema_missing',
      what: (service) => `the tables of the ${service} are missing`,
      hint: () => 'bring its schema up to date',
      actions: [{ action: 'migrate' }],
    },
  ],
  [
    /ECONN|ENOTFOUND|EHOSTUNREACH|ENETUNREACH|EPIPE|ETIMEDOUT|EAI_AGAIN|timeout|timed out|Connection (is closed|terminated)|LOADING|CLUSTERDOWN|All sentinels are unreachable|slots cache|shutting down|starting up/i,
    {
      code: 'unreachable',
      what: (service) => `cannot reach the ${service}`,
      hint: (service) => `is the ${service} running, and is ${url(service)} right?`,
    },
  ],
];

export function brokerOutage(error: unknown, service: Service = 'broker'): Outage | Bug {
  if (error instanceof Outage || error instanceof Bug) return error;
  const cause = error instanceof AggregateError ? (error.errors[0] ?? error) : error;
  const raw: unknown = cause instanceof Error && 'code' in cause ? cause.code : '';
  const message = inShort(
    cause instanceof Error && cause.message !== '' ? cause.message : String(raw),
  );
  const words = kinds.find(([pattern]) => pattern.test(`${String(raw)} ${message}`))?.[1];
  const code = `${service}_${words?.code ?? 'failed'}`;
  const what = words?.what(service) ?? `the ${service} reported an error`;
  return new Outage(code, `${what}: ${message}`, {
    cause: error,
    ...(words === undefined ? {} : { hint: words.hint(service), actions: words.actions ?? [] }),
  });
}

/** Names the database instead of the broker, for a broker that is in the database of the runs. */
export function databaseOutage(outage: Outage): Outage {
  const { code, message, hint, actions, cause } = outage;
  if (!/^broker_(unreachable|login_refused|certificate_refused|failed)$/.test(code)) return outage;
  return new Outage(
    code.replace(/^broker/, 'database'),
    message.replace(/\bbroker\b/, 'database'),
    {
      cause,
      ...(hint === undefined
        ? {}
        : { hint: hint.replaceAll('BROKER', 'DATABASE').replaceAll('broker', 'database') }),
      ...(actions === undefined ? {} : { actions }),
    },
  );
}

/** Removes what a driver says about its own plans or its protocol. */
function inShort(message: string): string {
  return message
    .replace(/^All sentinels are unreachable\..* Last error: /, 'no Sentinel answers: ')
    .replace(/^the database system is /, 'it is ')
    .replace(/^Failed to refresh slots cache\.?$/, 'none of its nodes answers as one of a cluster')
    .replace(/^(NOAUTH) HELLO must be called .*/, '$1 it asks for a password');
}

/** True for failures that a retry cannot fix: a wrong password, a wrong name, an unfit broker. */
export function isRefusal(error: unknown): boolean {
  const found = brokerOutage(error);
  return (
    found instanceof Outage &&
    /_(login_refused|certificate_refused|primary_unknown|evicts|schema_missing)$/.test(found.code)
  );
}

/** Waits for the reply of the broker (or cache). Throws Outage if it fails or takes too long. */
export async function answered<T>(
  asked: Promise<T>,
  ask: {
    readonly withinMs?: number;
    readonly lastError?: () => Error | undefined;
    readonly service?: Service;
  } = {},
): Promise<T> {
  const { withinMs = answerMs, lastError, service } = ask;
  const silence = Promise.withResolvers<never>();
  const callOff = systemTimers.after(withinMs, () => {
    const last = lastError?.();
    silence.reject(last ?? new Error(`timed out: no answer in ${withinMs / 1000} s`));
  });
  // The promise that loses the race must not end the process.
  asked.catch(() => undefined);
  try {
    return await Promise.race([asked, silence.promise]);
  } catch (error) {
    throw brokerOutage(error, service);
  } finally {
    callOff();
  }
}
