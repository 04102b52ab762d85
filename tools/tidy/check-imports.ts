/**
 * Checks the import graph: dead files, cycles, barrels, and unused dependencies.
 */
import { posix } from 'node:path';
import { importGraph, importsOf } from './import-graph.ts';
import {
  type Check,
  type Finding,
  isCode,
  isFixture,
  isIn,
  isTest,
  type SourceFile,
} from './source-file.ts';

/** Files that something outside starts: npm, Node, vitest, a person. */
export function isEntryPoint(file: SourceFile): boolean {
  const { path } = file;
  return (
    isTest(file) ||
    ['src/main.ts', 'src/index.ts'].includes(path) ||
    /^(bin|bench|examples)\//.test(path) ||
    /^[^/]+\.config\.ts$/.test(path)
  );
}

/**
 * Files written before the code that will use them, each with the reason. A file leaves the list
 * when it is imported.
 */
export const aheadOfUse: Readonly<Record<string, string>> = {
  'src/money/allocate.ts': 'payments and postings share amounts out; they are not built yet',
};

/**
 * Files that no file imports. A file of src/ that only tests import is dead, too, because the
 * program does not use it. A fixture must be imported by a test.
 */
export function deadFiles(
  files: readonly SourceFile[],
  expected: readonly string[],
): readonly Finding[] {
  const code = files.filter(isCode);
  const graph = importGraph(code);
  const isNamedElsewhere = namedElsewhere(files);
  return code
    .filter((file) => !isEntryPoint(file) && !isNamedElsewhere(file))
    .flatMap((file): Finding[] => {
      const importers = code.filter((other) => graph.get(other.path)?.includes(file.path));
      const inProgram = importers.filter(isProgram);
      const finding = (message: string) => [
        { path: file.path, line: 1, check: 'dead file', message },
      ];
      if (isFixture(file) && inProgram.length > 0) return finding('the program imports a fixture');
      const users = isIn('src')(file) && !isFixture(file) ? inProgram : importers;
      const isExpected = expected.includes(file.path);
      if (users.length > 0) return isExpected ? finding('it is used: take it off the list') : [];
      if (isExpected) return [];
      return finding(importers.length === 0 ? 'nobody imports it' : 'only tests import it');
    });
}

export const noDeadFiles: Check = (files) => deadFiles(files, Object.keys(aheadOfUse));

export function isProgram(file: SourceFile): boolean {
  return isIn('src')(file) && !isTest(file) && !isFixture(file);
}

/** True if another file names this one: package.json, or a test that starts a process. */
function namedElsewhere(files: readonly SourceFile[]): (file: SourceFile) => boolean {
  const places = new Map<string, Set<string>>();
  for (const { path, text } of files) {
    if (!/(\.(ts|mjs|js)|package\.json)$/.test(path)) continue;
    for (const [, name = ''] of withoutImports(text).matchAll(/(?<=['"/ ])([\w.-]+)(?=['" ])/g)) {
      const inFiles = places.get(name) ?? new Set();
      places.set(name, inFiles.add(path));
    }
  }
  return ({ path }) => {
    const inFiles = places.get(posix.basename(path));
    return inFiles !== undefined && (inFiles.size > 1 || !inFiles.has(path));
  };
}

function withoutImports(text: string): string {
  return text.replaceAll(/\bfrom\s*['"][^'"\n]+['"]/g, '').replaceAll(/^import\s*['"].*$/gm, '');
}

/** The linter finds cycles of `./` imports. This check also finds cycles through `#room/`. */
export const noCycles: Check = (files) => {
  const graph = importGraph(files, ({ isTypeOnly }) => !isTypeOnly);
  const done = new Set<string>();
  const findings: Finding[] = [];
  const visit = (path: string, trail: readonly string[]): void => {
    const start = trail.indexOf(path);
    if (start !== -1) {
      const cycle = [...trail.slice(start), path];
      findings.push({ path, line: 1, check: 'cycle', message: cycle.join(' → ') });
      return;
    }
    if (done.has(path)) return;
    for (const next of graph.get(path) ?? []) visit(next, [...trail, path]);
    done.add(path);
  };
  for (const path of graph.keys()) visit(path, []);
  return findings;
};

/** Only src/index.ts re-exports, because a re-export hides where a declaration is. */
export const noBarrels: Check = (files) =>
  files
    .filter((file) => isIn('src')(file) && isCode(file) && file.path !== 'src/index.ts')
    .flatMap((file) =>
      importsOf(file)
        .filter(({ isReExport }) => isReExport)
        .map(({ line, specifier }) => ({
          path: file.path,
          line,
          check: 'barrel',
          message: `import ${specifier} where it is used; only src/index.ts hands on`,
        })),
    );

/** Dependencies that are used without an import. */
const notImported = ['node'];

export const noUnusedDependencies: Check = (files) => {
  const manifest = files.find(({ path }) => path === 'package.json');
  if (manifest === undefined) return [];
  const { dependencies = {} } = JSON.parse(manifest.text) as {
    dependencies?: Record<string, string>;
  };
  const imported = new Set(
    files
      .filter((file) => isCode(file) && /^(src|bin)\//.test(file.path) && !isTest(file))
      .flatMap((file) => importsOf(file).map(({ specifier }) => packageOf(specifier))),
  );
  return Object.keys(dependencies)
    .filter((name) => !imported.has(name) && !notImported.includes(name))
    .map((name) => ({
      path: manifest.path,
      line: manifest.text.split('\n').findIndex((line) => line.includes(`"${name}"`)) + 1,
      check: 'unused dependency',
      message: `nothing in src/ or bin/ imports ${name}`,
    }));
};

function packageOf(specifier: string): string {
  const parts = specifier.split('/');
  return parts.slice(0, specifier.startsWith('@') ? 2 : 1).join('/');
}
