/**
 * `bin/paybeat.js` in a checkout whose program only prints how it was started.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const project = join(import.meta.dirname, '..', '..');
let root = '';

const program = `
import { here } from '#here.ts';
export async function main(args: readonly string[]): Promise<number> {
  if (args[0] === 'wait') {
    process.on('SIGTERM', () => process.exit(5));
    process.stdout.write('waiting');
    await new Promise(() => setInterval(() => undefined, 1 << 30));
  }
  process.stdout.write(JSON.stringify({ here, args, flags: process.execArgv }));
  return args[0] === 'three' ? 3 : 0;
}`;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'paybeat-entry-'));
  await mkdir(join(root, 'src'));
  await cp(join(project, 'bin'), join(root, 'bin'), { recursive: true });
  await copyFile(join(project, 'package.json'), join(root, 'package.json'));
  await writeFile(join(root, 'src', 'main.ts'), program);
  await writeFile(join(root, 'src', 'here.ts'), "export const here: string = 'in src';");
});
afterEach(() => rm(root, { recursive: true }));

const installed = () => symlink(join(project, 'node_modules'), join(root, 'node_modules'));

function paybeat(args: readonly string[], flags: readonly string[] = []) {
  const entry = join(root, 'bin', 'paybeat.js');
  return spawn(process.execPath, [...flags, entry, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
}

async function outcome(child: ReturnType<typeof paybeat>) {
  let [output, errors] = ['', ''];
  child.stdout.on('data', (text) => {
    output += String(text);
  });
  child.stderr.on('data', (text) => {
    errors += String(text);
  });
  const [code, signal] = await once(child, 'close');
  return { code, signal, output, errors };
}

describe('the entry file', () => {
  it('runs src/main.ts with the arguments, and ends with its exit code', async () => {
    await installed();
    const { code, output, errors } = await outcome(paybeat(['three', 'a b', '--json']));
    expect(JSON.parse(output)).toMatchObject({ here: 'in src', args: ['three', 'a b', '--json'] });
    expect(code).toBe(3);
    expect(errors).toBe('');
  });

  it('limits the memory of young objects, unless somebody chose a limit', async () => {
    await installed();
    const { output } = await outcome(paybeat([]));
    expect(JSON.parse(output).flags).toContain('--max-semi-space-size=8');
    const chosen = await outcome(paybeat([], ['--max-semi-space-size=32']));
    expect(JSON.parse(chosen.output).flags).not.toContain('--max-semi-space-size=8');
  });

  it('does not start Node again if the condition is set', async () => {
    await installed();
    const child = paybeat([], ['--conditions=paybeat-source']);
    expect((await outcome(child)).output).toContain('in src');
  });

  it('forwards a signal to the program', async () => {
    await installed();
    const child = paybeat(['wait']);
    const ended = outcome(child);
    await once(child.stdout, 'data');
    child.kill('SIGTERM');
    expect((await ended).code).toBe(5);
  });

  it('ends by a signal if the program ended by one', async () => {
    await installed();
    const child = paybeat(['wait']);
    const ended = outcome(child);
    await once(child.stdout, 'data');
    child.kill('SIGINT');
    expect((await ended).signal).toBe('SIGINT');
  });

  it('says in one line what to do if nothing is installed', async () => {
    const { code, errors } = await outcome(paybeat([]));
    expect(code).toBe(7);
    expect(errors).toMatch(/^error not_installed: .* \(run: npm ci\)\n$/);
  });
});
