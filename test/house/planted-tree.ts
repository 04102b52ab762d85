/**
 * A small project in a temporary folder, under the real rules, in which tests plant violations.
 */
import { execFile } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

/** Path inside the project → text. */
export type Files = Readonly<Record<string, string>>;

interface Finding {
  readonly file: string;
  /** For example `eslint(no-restricted-imports)`. */
  readonly rule: string;
  readonly message: string;
}

const root = join(import.meta.dirname, '..', '..');
const oxlint = join(
  dirname(createRequire(import.meta.url).resolve('oxlint/package.json')),
  'bin',
  'oxlint',
);

/** Runs the linter with this repository's configuration on these files. */
export async function lint(files: Files): Promise<readonly Finding[]> {
  const folder = await mkdtemp(join(tmpdir(), 'paybeat-fence-'));
  try {
    for (const name of ['.oxlintrc.json', 'package.json', 'tsconfig.json']) {
      await copyFile(join(root, name), join(folder, name));
    }
    for (const [path, text] of Object.entries(files)) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), text);
    }
    return await runOxlint(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}

interface Diagnostic {
  readonly filename: string;
  readonly code: string;
  readonly message: string;
  readonly help?: string;
}

async function runOxlint(folder: string): Promise<readonly Finding[]> {
  const run = promisify(execFile);
  const options = { cwd: folder, maxBuffer: 64 * 1024 * 1024 };
  const output = await run(process.execPath, [oxlint, '--format=json'], options).then(
    ({ stdout }) => stdout,
    (failed: { stdout?: string }) => failed.stdout ?? '',
  );
  const report = JSON.parse(output) as { diagnostics: Diagnostic[] };
  return report.diagnostics.map(({ filename, code, message, help }) => ({
    file: filename.replaceAll('\\', '/'),
    rule: code,
    message: help === undefined ? message : `${message} ${help}`,
  }));
}
