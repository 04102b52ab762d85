import { chmod, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createCluster } from './create-cluster.ts';
import type { Binaries } from './locate-binaries.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'paybeat-cluster-'));
});
afterEach(() => rm(folder, { recursive: true }));

/** PostgreSQL programs whose initdb is replaced by this script. */
async function initdbThat(script: string): Promise<Binaries> {
  await mkdir(join(folder, 'bin'));
  await writeFile(join(folder, 'bin', 'initdb'), `#!/bin/sh\n${script}\n`);
  await chmod(join(folder, 'bin', 'initdb'), 0o755);
  return { folder, version: 'of a test' };
}

it('leaves no partial cluster on a full disk, and reports the full disk', async () => {
  const binaries = await initdbThat(
    'mkdir "$2"; echo "initdb: error: could not write file: No space left on device" >&2; exit 1',
  );
  const dataFolder = join(folder, 'data');
  await mkdir(dataFolder);
  const serverFolder = join(dataFolder, 'postgres');
  const made = createCluster({ serverFolder, dataFolder, binaries, user: null });
  await expect(made).rejects.toMatchObject({
    code: 'disk_full',
    hint: expect.stringContaining('free'),
  });
  expect(await readdir(dataFolder)).toEqual([]);
});

it('removes what an earlier first start left behind when it was killed', async () => {
  const binaries = await initdbThat('mkdir "$2"');
  const dataFolder = join(folder, 'data');
  await mkdir(join(dataFolder, 'postgres.new-killed', 'data'), { recursive: true });
  const serverFolder = join(dataFolder, 'postgres');
  await createCluster({ serverFolder, dataFolder, binaries, user: null });
  expect(await readdir(dataFolder)).toEqual(['postgres']);
  expect((await readdir(serverFolder)).sort()).toEqual(['data', 'log', 'password']);
});
