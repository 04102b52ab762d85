/**
 * Exports that nobody outside their file needs. What is exported is a promise to every reader; one that
 * nobody asks for hides what a file is for, and keeps code alive that no longer does anything.
 *
 * A file of src/ exports what another file of src/ imports. What its own file uses may be exported for a
 * test as well, to be looked at alone; what only tests use is theirs: a fixture, or test/support/.
 */
import { exportsOf } from './check-exports.ts';
import { aheadOfUse, isEntryPoint, isProgram } from './check-imports.ts';
import { importedPath, importsOf } from './import-graph.ts';
import { type Check, type Finding, isCode, type SourceFile } from './source-file.ts';

export const noUnusedExports: Check = (files) => {
  const code = files.filter(isCode);
  const importers = importersOf(code);
  return code
    .filter((file) => !isEntryPoint(file) && aheadOfUse[file.path] === undefined)
    .flatMap((file) =>
      exportsOf(file).flatMap(({ name, line }): Finding[] => {
        const users = (importers.get(file.path) ?? []).filter(({ takes }) => takes(name));
        const isUsedHere = usesItself(file, name);
        const finding = (message: string) => [
          { path: file.path, line, check: 'unused export', message: `${name}: ${message}` },
        ];
        if (users.length === 0) {
          return finding(
            isUsedHere
              ? 'no other file imports it: drop the export (src/index.ts hands on what the library answers with)'
              : 'nobody uses it: take it out',
          );
        }
        if (!isProgram(file) || isUsedHere || users.some(({ of }) => isProgram(of))) return [];
        return finding('only tests use it: move it to a fixture or to test/support/');
      }),
    );
};

interface Importer {
  readonly of: SourceFile;
  takes(name: string): boolean;
}

/** Path → who imports it, and what. */
function importersOf(code: readonly SourceFile[]): ReadonlyMap<string, readonly Importer[]> {
  const importers = new Map<string, Importer[]>();
  for (const of of code) {
    for (const { specifier, names } of importsOf(of)) {
      const path = importedPath(of.path, specifier);
      if (path === undefined) continue;
      const takes = (name: string) => names?.includes(name) ?? mentions(of.text, name) > 0;
      importers.set(path, [...(importers.get(path) ?? []), { of, takes }]);
    }
  }
  return importers;
}

/** Its declaration is the first mention. Comments do not count. */
function usesItself({ text }: SourceFile, name: string): boolean {
  return mentions(text.replaceAll(/\/\*[\s\S]*?\*\/|(?<=^|\s)\/\/.*$/gm, ''), name) > 1;
}

function mentions(text: string, name: string): number {
  return text.split(new RegExp(`(?<![\\w$])${name.replaceAll('$', '\\$')}(?![\\w$])`)).length - 1;
}
