/** The version of Paybeat, from its package.json. */
import { readFileSync } from 'node:fs';

export function version(): string {
  const manifest: unknown = JSON.parse(
    readFileSync(new URL('../package.json', import.meta.url), 'utf8'),
  );
  const found = manifest instanceof Object && 'version' in manifest ? manifest.version : null;
  return typeof found === 'string' ? found : 'unknown';
}
