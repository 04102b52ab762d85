/**
 * Checks the URL of a database, and masks it for messages.
 *
 * Pure. Error messages never contain a password. If a URL cannot be parsed, the message describes
 * it instead of quoting it, because any part of it might be a password.
 */

const secretParameters = ['password', 'sslpassword', 'sslkey', 'passfile'];

/**
 * Returns an error text to put after the setting's name, such as `must be a URL`. Null: the URL is
 * valid.
 */
export function databaseUrlProblem(value: unknown): string | null {
  const example = 'for instance postgres://paybeat@localhost:5432/paybeat';
  if (typeof value !== 'string' || value === '') return `must be an address, ${example}`;
  const scheme = /^([a-z][a-z0-9+.-]{0,20}):\/\//i.exec(value)?.[1]?.toLowerCase();
  if (scheme === undefined) return `must begin with postgres:// or postgresql://, ${example}`;
  if (scheme !== 'postgres' && scheme !== 'postgresql') {
    return `must begin with postgres:// or postgresql://, not ${scheme}://`;
  }
  const hosts = hostsOf(value);
  if (hosts.includes(',')) {
    return `names several hosts (${hosts}); give the address of one server, or of a proxy that follows the primary`;
  }
  const url = URL.parse(value);
  if (url === null) {
    return 'is not an address: characters such as @ / # : % in a user name or password must be percent-encoded, and the port must be a number';
  }
  if (isNotEncoded(url))
    return 'has a % in its user name or password that does not begin an encoded character (write %25)';
  if (url.pathname.length <= 1) return `does not name a database after the host, ${example}`;
  if (url.pathname.slice(1).includes('/')) return 'has more than a database name after the host';
  if (url.hash !== '') return 'has a # that is not percent-encoded (write %23)';
  return null;
}

/** The hosts without the login. Empty if what is there may not be hosts: it could be a part of a password. */
function hostsOf(value: string): string {
  const afterScheme = value.slice(value.indexOf('://') + 3);
  const hosts = afterScheme.slice(afterScheme.lastIndexOf('@') + 1).split(/[/?#]/)[0] ?? '';
  return /^[a-z0-9.-]+(:[0-9]{1,5})?(,[a-z0-9.-]+(:[0-9]{1,5})?)+$/i.test(hosts) ? hosts : '';
}

/** Returns the URL with every secret replaced by ***. */
export function maskUrl(value: string): string {
  const url = URL.parse(value);
  if (url === null) return '(an address that cannot be taken apart)';
  if (url.password !== '') url.password = '***';
  for (const name of [...url.searchParams.keys()]) {
    if (secretParameters.includes(name.toLowerCase())) url.searchParams.set(name, '***');
  }
  return url.href;
}

function isNotEncoded(url: URL): boolean {
  try {
    decodeURIComponent(url.username);
    decodeURIComponent(url.password);
    return false;
  } catch {
    return true;
  }
}
