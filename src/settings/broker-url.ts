/**
 * Parses the URL of a broker or a cache, and masks it for messages.
 *
 *   memory://                                tasks stay in this process (broker only)
 *   postgres://…                             PostgreSQL
 *   redis://[user:password@]host[:6379][/0]  one Redis; rediss:// with TLS
 *   sentinel://[user:password@]h1[:26379],h2,h3/name
 *                                            the primary that Sentinel knows by this name
 *   redis+cluster://[user:password@]h1[:6379],h2,h3
 *                                            a Redis Cluster, found through any of these
 *
 * User and password are those of Redis. Parameters:
 *
 *   ?tls=true                            TLS, for Sentinel and Cluster
 *   ?sentinelUser=…&sentinelPassword=…   the login of Sentinel itself, if it has one
 *   ?db=1                                the database behind Sentinel
 *
 * Pure. Error messages never contain a password. If a URL cannot be parsed, the message describes it
 * instead of quoting it, because any part of it might be a password.
 */
import { databaseUrlProblem, maskUrl } from './database-url.ts';

interface Endpoint {
  readonly host: string;
  readonly port: number;
}

export interface RedisLogin {
  readonly user: string | null;
  readonly password: string | null;
}

interface RedisAddress extends RedisLogin {
  readonly hasTls: boolean;
}

type BrokerAddress =
  | { readonly kind: 'memory' }
  | { readonly kind: 'postgres'; readonly url: string }
  | (RedisAddress & { readonly kind: 'redis'; readonly at: Endpoint; readonly db: number })
  | (RedisAddress & {
      readonly kind: 'sentinel';
      readonly at: readonly Endpoint[];
      /** Sentinel's name for the primary. */
      readonly name: string;
      readonly sentinel: RedisLogin;
      readonly db: number;
    })
  | (RedisAddress & { readonly kind: 'cluster'; readonly at: readonly Endpoint[] });

export type RedisKind = Extract<BrokerAddress, { hasTls: boolean }>;

type Parsed =
  | { readonly address: BrokerAddress; readonly problem: null }
  | { readonly address: null; readonly problem: string };

const schemes = [
  'memory',
  'postgres',
  'postgresql',
  'redis',
  'rediss',
  'sentinel',
  'redis+cluster',
] as const;
type Scheme = (typeof schemes)[number];

const sentinelPort = 26_379;
const redisPort = 6_379;
const databaseMax = 15;

/** Returns the address, or an error text to put after the setting's name, such as `must be a URL`. */
export function parseBrokerUrl(value: unknown): Parsed {
  if (typeof value !== 'string' || value === '') return wrong(`must be an address, ${example}`);
  const scheme = /^([a-z][a-z0-9+.-]{0,20}):\/\//i.exec(value)?.[1]?.toLowerCase();
  if (scheme === undefined) return wrong(`must begin with ${list(schemes)}, ${example}`);
  if (!isScheme(scheme)) return wrong(`must begin with ${list(schemes)}, not ${scheme}://`);
  if (scheme === 'postgres' || scheme === 'postgresql') {
    const problem = databaseUrlProblem(value);
    return problem === null ? right({ kind: 'postgres', url: value }) : wrong(problem);
  }
  const rest = value.slice(scheme.length + '://'.length);
  if (scheme === 'memory') {
    return rest === '' ? right({ kind: 'memory' }) : wrong('takes nothing after memory://');
  }
  return parseRedis(scheme, rest);
}

/**
 * Returns an error text to put after the setting's name, such as `must be a URL`. Null: the URL is
 * valid.
 */
export function brokerUrlProblem(value: unknown): string | null {
  return parseBrokerUrl(value).problem;
}

/** Returns the URL with every secret replaced by ***. */
export function maskBrokerUrl(value: string): string {
  const { address } = parseBrokerUrl(value);
  if (address === null) return '(an address that cannot be taken apart)';
  if (address.kind === 'postgres') return maskUrl(value);
  return value
    .replace(/^([a-z+]+:\/\/[^:@/?]*):[^@]*@/i, '$1:***@')
    .replace(/([?&]sentinelPassword=)[^&]*/, '$1***');
}

const example = 'for instance redis://localhost:6379';

function wrong(problem: string): Parsed {
  return { address: null, problem };
}

function right(address: BrokerAddress): Parsed {
  return { address, problem: null };
}

function isScheme(text: string): text is Scheme {
  return schemes.some((scheme) => scheme === text);
}

function list(words: readonly string[]): string {
  const spelled = words.filter((word) => word !== 'postgresql').map((word) => `${word}://`);
  return `${spelled.slice(0, -1).join(', ')} or ${spelled.at(-1)}`;
}

interface Parts {
  readonly login: RedisLogin;
  readonly at: readonly Endpoint[];
  readonly path: string;
  readonly parameters: ReadonlyMap<string, string>;
}

type RedisScheme = Exclude<Scheme, 'memory' | 'postgres' | 'postgresql'>;

function parseRedis(scheme: RedisScheme, rest: string): Parsed {
  const isSentinel = scheme === 'sentinel';
  const parts = takeApart(rest, isSentinel ? sentinelPort : redisPort);
  if (typeof parts === 'string') return wrong(parts);
  const { login, at, path, parameters } = parts;
  const taken = parametersOf[scheme];
  const unknown = [...parameters.keys()].find((name) => !taken.includes(name));
  if (unknown !== undefined) {
    return wrong(`has a parameter that ${scheme}:// does not take: ${unknown.slice(0, 40)}`);
  }
  const tls = parameters.get('tls') ?? 'false';
  if (tls !== 'true' && tls !== 'false') return wrong('must have tls=true or tls=false');
  const common = { ...login, hasTls: scheme === 'rediss' || tls === 'true' };
  const db = databaseNumber(isSentinel ? (parameters.get('db') ?? '') : path);
  switch (scheme) {
    case 'redis':
    case 'rediss': {
      const [only, second] = at;
      if (only === undefined || second !== undefined) {
        return wrong('names several hosts: use sentinel:// or redis+cluster:// for that');
      }
      if (db === null)
        return wrong(
          `must have a database number from 0 to ${databaseMax} after the host, or none`,
        );
      return right({ kind: 'redis', at: only, db, ...common });
    }
    case 'sentinel': {
      if (!/^[A-Za-z0-9._-]{1,64}$/.test(path)) {
        return wrong('does not say the name of the primary, as in sentinel://h1,h2,h3/mymaster');
      }
      if (db === null) return wrong(`must have a db from 0 to ${databaseMax}, or none`);
      const sentinel = {
        user: parameters.get('sentinelUser') ?? null,
        password: parameters.get('sentinelPassword') ?? null,
      };
      return right({ kind: 'sentinel', at, name: path, sentinel, db, ...common });
    }
    case 'redis+cluster':
      if (path !== '') return wrong('has something after the hosts: a cluster has one database');
      return right({ kind: 'cluster', at, ...common });
  }
}

const parametersOf: Readonly<Record<RedisScheme, readonly string[]>> = {
  redis: [],
  rediss: [],
  sentinel: ['tls', 'db', 'sentinelUser', 'sentinelPassword'],
  'redis+cluster': ['tls'],
};

/** Returns the parts, or an error text. */
function takeApart(rest: string, standardPort: number): Parts | string {
  if (rest.includes('#')) return 'has a # that is not percent-encoded (write %23)';
  const notEncoded =
    'is not an address: characters such as @ / : % in a user name or password must be percent-encoded, and a port must be a number';
  const found = /^(?:([^@/?]*)@)?([^@/?]+)(?:\/([^@/?]*))?(?:\?([^@?]*))?$/.exec(rest);
  if (found === null) return notEncoded;
  const [, userInfo, hosts = '', path = '', query = ''] = found;
  const login = loginIn(userInfo);
  if (login === null) return notEncoded;
  const at = hosts.split(',').map((host) => endpoint(host, standardPort));
  if (at.includes(null)) return notEncoded;
  const parameters = new Map(new URLSearchParams(query));
  return { login, at: at.filter((one) => one !== null), path, parameters };
}

function loginIn(userInfo: string | undefined): RedisLogin | null {
  if (userInfo === undefined) return { user: null, password: null };
  const [user = '', password, more] = userInfo.split(':');
  if (more !== undefined) return null;
  try {
    return {
      user: user === '' ? null : decodeURIComponent(user),
      password: password === undefined ? null : decodeURIComponent(password),
    };
  } catch {
    return null;
  }
}

function endpoint(text: string, standardPort: number): Endpoint | null {
  const found = /^(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+)(?::([0-9]{1,5}))?$/.exec(text);
  if (found === null) return null;
  const port = Number(found[2] ?? standardPort);
  const host = (found[1] ?? '').replace(/^\[|\]$/g, '');
  return port >= 1 && port <= 65_535 ? { host, port } : null;
}

function databaseNumber(text: string): number | null {
  if (text === '') return 0;
  return /^[0-9]{1,2}$/.test(text) && Number(text) <= databaseMax ? Number(text) : null;
}
