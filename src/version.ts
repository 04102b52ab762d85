/** The version of Paybeat, from its package.json. */
import { readFileSync } from 'node:fs';

let known: string | null = null;

export function version(): string {
  known ??= readVersion();
  return known;
}

function readVersion(): string {
  const manifest: unknown = JSON.parse(
    readFileSync(new URL('../package.json', import.meta.url), 'utf8'),
  );
  const found = manifest instanceof Object && 'version' in manifest ? manifest.version : null;
  return typeof found === 'string' ? found : 'unknown';
}
