/**
 * Prepares the files for `npm pack`, and restores the checkout afterwards.
 *
 *   - `node tools/pack-manifest.mjs prepack` compiles src/ into dist/, copies the migrations, adds
 *     the types of Node 26, and writes the manifest to pack;
 *   - `node tools/pack-manifest.mjs postpack` restores package.json.
 *
 * The packed manifest has no `node` dependency, which would switch the npm scripts of a dependent
 * project to our Node. The command says which Node it needs. The manifest also leaves out what only
 * a checkout uses: scripts, development dependencies, and the condition that leads to src/.
 *
 * npm runs both. If `postpack` cannot run, use `git checkout package.json`.
 */
import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const manifestFile = join(root, 'package.json');
const dist = join(root, 'dist');
/** The "files" list keeps this out of the tarball. */
const kept = join(dist, '.package.json');

if (process.argv[2] === 'prepack') {
  build();
  if (!existsSync(kept)) cpSync(manifestFile, kept);
  const packed = packedManifest(JSON.parse(readFileSync(kept, 'utf8')));
  writeFileSync(manifestFile, `${JSON.stringify(packed, null, 2)}\n`);
} else if (existsSync(kept)) {
  renameSync(kept, manifestFile);
}

function build() {
  // Restores the manifest first if an earlier pack was interrupted.
  if (existsSync(kept)) renameSync(kept, manifestFile);
  rmSync(dist, { recursive: true, force: true });
  mkdirSync(dist);
  const compiler = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  const done = spawnSync(process.execPath, [compiler, '-p', 'tsconfig.build.json'], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  if (done.status !== 0) process.exit(done.status ?? 1);
  bringTypes();
  const migrations = join('store', 'migrations');
  cpSync(join(root, 'src', migrations), join(dist, migrations), { recursive: true });
}

/**
 * Adds the types of Node 26 for projects that do not name them. The compiler drops such references.
 */
function bringTypes() {
  const types = join(dist, 'index.d.ts');
  const libs = ['esnext.temporal', 'esnext.disposable'].map(
    (lib) => `/// <reference lib="${lib}" />\n`,
  );
  writeFileSync(types, libs.join('') + readFileSync(types, 'utf8'));
}

function packedManifest(manifest) {
  const { dependencies, ...rest } = manifest;
  const { node: ourNode, ...others } = dependencies;
  for (const key of ['scripts', 'devDependencies', 'allowScripts', 'overrides', 'private']) {
    delete rest[key];
  }
  return {
    ...rest,
    engines: { node: `>=${Number.parseInt(ourNode, 10)}` },
    imports: { '#*.ts': './dist/*.js' },
    exports: {
      '.': {
        types: './dist/index.d.ts',
        require: './bin/library.cjs',
        default: './bin/library.js',
      },
      './package.json': './package.json',
    },
    dependencies: others,
  };
}
