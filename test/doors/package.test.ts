/** The tarball of `npm pack`, installed in an empty project, is complete and works. */
import { spawn } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testDatabase } from '../support/database.ts';

const database = await testDatabase();
const root = join(import.meta.dirname, '..', '..');
const folder = await mkdtemp(join(tmpdir(), 'paybeat-package-'));
const [checkout, project] = [join(folder, 'checkout'), join(folder, 'project')];
const installed = join(project, 'node_modules', 'paybeat');
afterAll(() => rm(folder, { recursive: true }));

async function run(program: string, args: readonly string[], cwd: string) {
  const child = spawn(program, args, {
    cwd,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, DATABASE_URL: database.url, PAYBEAT_DATA: join(folder, 'data') },
  });
  const code = new Promise<number | null>((resolve) => child.on('close', resolve));
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return { code: await code, out, err };
}

beforeAll(async () => {
  // Packs a copy of the checkout, because packing rewrites package.json for a moment and other
  // tests read it.
  const parts = ['bin', 'src', 'examples', 'deploy', 'docs', 'tools', 'package.json', 'LICENSE'];
  const texts = ['README.md', 'ARCHITECTURE.md', 'CHANGELOG.md', 'GLOSSARY.md'];
  for (const part of [...parts, ...texts, 'tsconfig.json', 'tsconfig.build.json']) {
    await cp(join(root, part), join(checkout, part), { recursive: true });
  }
  await symlink(join(root, 'node_modules'), join(checkout, 'node_modules'));
  const packed = await run('npm', ['pack', '--silent', '--pack-destination', folder], checkout);
  expect(packed.code, packed.err).toBe(0);
  await mkdir(project);
  const manifest = { name: 'somebody-elses', version: '1.0.0', type: 'module', private: true };
  await writeFile(join(project, 'package.json'), JSON.stringify(manifest));
  const tarball = join(folder, packed.out.trim().split('\n').at(-1) ?? '');
  const quiet = ['--prefer-offline', '--no-audit', '--no-fund', '--silent'];
  const done = await run('npm', ['install', ...quiet, tarball], project);
  expect(done.code, done.err + done.out).toBe(0);
}, 240_000);

describe('the tarball', () => {
  it('has a manifest without our Node, our tools and our source', async () => {
    const manifest = JSON.parse(await readFile(join(installed, 'package.json'), 'utf8'));
    expect(Object.keys(manifest.dependencies)).not.toContain('node');
    expect(manifest).not.toHaveProperty('devDependencies');
    expect(manifest).not.toHaveProperty('scripts');
    expect(JSON.stringify(manifest)).not.toContain('paybeat-source');
    expect(manifest.engines).toEqual({ node: '>=26' });
  });

  it('contains every file that its README and guides name', async () => {
    const files = await readdir(installed, { recursive: true });
    for (const file of ['deploy/systemd/paybeat-beat.service', 'examples/library/send-and-wait.ts'])
      expect(files).toContain(file);
    const pages = files.filter(
      (file) => file === 'README.md' || /^(docs|deploy).*\.md$/.test(file),
    );
    const leadNowhere: string[] = [];
    for (const page of pages) {
      const text = await readFile(join(installed, page), 'utf8');
      for (const [, target = ''] of text.matchAll(/\]\((?!https?:|#)([^)#]+)/g)) {
        const path = join(dirname(page), target);
        if (!files.includes(path.replace(/\/$/, ''))) leadNowhere.push(path);
      }
    }
    // Files for people who change Paybeat stay out of the tarball.
    const ofCheckout = /^(src\/|test\/|\.oxlintrc|CONTRIBUTING\.md$|STYLE\.md$)/;
    expect(leadNowhere.filter((path) => !ofCheckout.test(path))).toEqual([]);
  });

  it("leaves the checkout's manifest unchanged", async () => {
    const [before, after] = await Promise.all(
      [root, checkout].map((path) => readFile(join(path, 'package.json'), 'utf8')),
    );
    expect(after).toBe(before);
  });

  it('runs the command, schema, demo and pay run included', async () => {
    const bin = join(project, 'node_modules', '.bin', 'paybeat');
    const version = await run(bin, ['--version'], project);
    expect(version.out.trim()).toMatch(/^\d+\.\d+\.\d+$/);
    const started = await run(bin, ['start', '--once', '--json'], project);
    expect(started.code, started.err).toBe(0);
    const { results } = JSON.parse(started.out);
    expect(results).toMatchObject([
      { kind: 'ran', run: { state: 'committed' } },
      { kind: 'ran', run: { state: 'committed' } },
    ]);
  });

  it('says in one sentence which Node it needs, under an older Node', async () => {
    const older = join(folder, 'older.cjs');
    // Runs before everything else and imitates Node 20: its version number, and no Temporal.
    await writeFile(
      older,
      `Object.defineProperty(process.versions, 'node', { value: '20.20.2' });\ndelete globalThis.Temporal;\n`,
    );
    const ways = [
      ['--input-type=module', '-e', "import { openPaybeat } from 'paybeat';"],
      ['--input-type=commonjs', '-e', "require('paybeat');"],
    ];
    for (const way of ways) {
      const { code, err } = await run(process.execPath, ['--require', older, ...way], project);
      expect(code).toBe(1);
      expect(err).toContain('Error: Paybeat needs Node 26 or later');
      expect(err).not.toContain('SyntaxError');
    }
    const check = await readFile(join(installed, 'bin', 'node-check.cjs'), 'utf8');
    expect(check.split("'use strict';")[1]).not.toMatch(/\?\.|\?\?|=>|\basync\b|\busing\b/);
  });

  it('has the names of the library, imported and required', async () => {
    const names = 'process.stdout.write(JSON.stringify(Object.keys(library).sort()))';
    const own = pathToFileURL(join(installed, 'dist', 'index.js'));
    const [imported, required, inside] = await Promise.all(
      [
        ['--input-type=module', '-e', `import * as library from 'paybeat'; ${names}`],
        ['--input-type=commonjs', '-e', `const library = require('paybeat'); ${names}`],
        ['--input-type=module', '-e', `import * as library from '${own}'; ${names}`],
      ].map((way) => run(process.execPath, way, project)),
    );
    expect(imported?.out).toBe(inside?.out);
    expect(required?.out.replace('"__esModule",', '')).toBe(inside?.out);
    expect(inside?.out).toContain('openPaybeat');
  });

  it('provides the types of Temporal to a project that does not name them', async () => {
    await writeFile(
      join(project, 'typed.ts'),
      "import type { Paybeat } from 'paybeat';\nexport type Due = Awaited<ReturnType<Paybeat['due']>>;\nexport const at: Due['due'][number]['dueAt'] | null = null;\n",
    );
    const compilerOptions = {
      ...{ module: 'nodenext', target: 'es2022', lib: ['es2022'], strict: true, noEmit: true },
      ...{ types: ['node'], typeRoots: [join(root, 'node_modules', '@types')] },
    };
    const tsconfig = { compilerOptions, files: ['typed.ts'] };
    await writeFile(join(project, 'tsconfig.typed.json'), JSON.stringify(tsconfig));
    const tsc = join(root, 'node_modules', '.bin', 'tsc');
    const checked = await run(tsc, ['-p', 'tsconfig.typed.json'], project);
    expect(checked.out).toBe('');
  });

  it('is a library that runs and that a type checker understands', async () => {
    const program = [
      "import { openPaybeat, valueOf } from 'paybeat';",
      'const paybeat = valueOf(await openPaybeat());',
      'const codes: string[] = (await paybeat.companies.list()).map(({ code }) => code);',
      'process.stdout.write(codes.join());',
      'await paybeat.close();',
    ];
    await writeFile(join(project, 'use.ts'), program.join('\n'));
    const ran = await run(process.execPath, ['use.ts'], project);
    expect([ran.code, ran.err, ran.out]).toEqual([0, '', 'harbour-bakery,two-rivers']);

    await writeFile(
      join(project, 'wrong.ts'),
      `${program.join('\n')}\nconst no: number = codes;\n`,
    );
    const compilerOptions = {
      ...{ module: 'nodenext', target: 'esnext', strict: true, noEmit: true },
      ...{ types: ['node'], typeRoots: [join(root, 'node_modules', '@types')] },
    };
    const tsconfig = { compilerOptions, files: ['use.ts', 'wrong.ts'] };
    await writeFile(join(project, 'tsconfig.json'), JSON.stringify(tsconfig));
    const tsc = join(root, 'node_modules', '.bin', 'tsc');
    const checked = await run(tsc, ['-p', '.'], project);
    expect(checked.out.trim().split('\n')).toEqual([
      expect.stringMatching(/^wrong\.ts\(6,7\): error TS2322/),
    ]);
  });
});
