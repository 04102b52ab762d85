/**
 * The files of deploy/ match the program: its settings, its exit codes, the name of its tarball.
 */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadConfig } from '#settings/config.ts';

const root = join(import.meta.dirname, '..', '..');
const read = (...path: readonly string[]) => readFile(join(root, ...path), 'utf8');

/** The `NAME=value` lines. A commented line is a suggestion, and must work as well. */
function settingsIn(text: string): Readonly<Record<string, string>> {
  const lines = text.matchAll(/^#?(?<name>[A-Z_]+)=(?<value>.*)$/gm);
  return Object.fromEntries(
    [...lines].map(({ groups }) => [groups?.['name'] ?? '', groups?.['value'] ?? '']),
  );
}

describe('the units of systemd', () => {
  it('have settings that the program knows', async () => {
    const env = settingsIn(await read('deploy', 'systemd', 'paybeat.env'));
    expect(Object.keys(env)).toContain('PAYBEAT_CONFIG');
    // That file exists only on the operator's machine.
    const withoutFile = { ...env, PAYBEAT_CONFIG: undefined };
    expect(loadConfig({ env: withoutFile, flags: {}, folder: root })).toMatchObject({ ok: true });
  });

  it('name only settings files that come with them', async () => {
    const text = await read('deploy', 'systemd', 'paybeat.env');
    expect(text).not.toMatch(/^PAYBEAT_CONFIG=/m);
  });

  it('restart if the database is unreachable, but not if a setting is wrong', async () => {
    const units = (await readdir(join(root, 'deploy', 'systemd'))).filter((name) =>
      name.endsWith('.service'),
    );
    expect(units).toHaveLength(2);
    for (const unit of units) {
      const text = await read('deploy', 'systemd', unit);
      expect(text).toContain('Restart=always');
      expect(text).toContain('StartLimitIntervalSec=0');
      expect(text).toContain('RestartPreventExitStatus=2');
    }
  });
});

describe('the image', () => {
  it('is built from the tarball of this version', async () => {
    const { version } = JSON.parse(await read('package.json')) as { version: string };
    const tarball = `paybeat-${version}.tgz`;
    expect(await read('deploy', 'compose', 'Dockerfile')).toContain(`ARG TARBALL=${tarball}`);
    expect(await read('deploy', 'README.md')).toContain(tarball);
  });

  it('restarts with the machine, and so does the database', async () => {
    const text = await read('deploy', 'compose', 'compose.yaml');
    expect(text.match(/restart: unless-stopped/g)).toHaveLength(2);
  });
});
