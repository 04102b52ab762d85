/**
 * Refuses requests that a foreign page sends through somebody's browser.
 *
 * A page can point a host name of its own to 127.0.0.1 (DNS rebinding). Its requests then carry that name in Host.
 * A page of another site sends its Origin. Numeric addresses cannot be chosen by a page, so they are accepted.
 */
import { isIP } from 'node:net';
import { httpProblem, type Problem } from './problem.ts';

export interface OwnAddress {
  /** The address on which the server listens. */
  readonly host: string;
  /** Further names under which people reach it. */
  readonly hostNames: readonly string[];
}

/** Null: the request was sent to this server by a program, or by a page of this server. */
export function foreignProblem(
  headers: { readonly host?: string | undefined; readonly origin?: string | undefined },
  own: OwnAddress,
): Problem | null {
  const host = headers.host ?? '';
  if (!isOwn(host, own)) {
    return httpProblem(421, {
      code: 'host_unknown',
      title: 'The request is for another host',
      detail: 'The Host header names a host that this server does not answer for.',
    });
  }
  const { origin } = headers;
  if (origin === undefined || hostOf(origin) === host.toLowerCase()) return null;
  return httpProblem(403, {
    code: 'origin_refused',
    title: 'Not allowed',
    detail: 'The request comes from a page of another site.',
  });
}

function isOwn(header: string, { host, hostNames }: OwnAddress): boolean {
  const name = header
    .toLowerCase()
    .replace(/:\d+$/, '')
    .replace(/^\[(.*)\]$/, '$1');
  return isIP(name) !== 0 || name === 'localhost' || name === host || hostNames.includes(name);
}

function hostOf(origin: string): string | null {
  return URL.canParse(origin) ? new URL(origin).host : null;
}
