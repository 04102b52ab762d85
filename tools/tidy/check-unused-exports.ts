/**
 * Finds exports that no other file needs. An export shows that other code relies on it. An unneeded
 * one hides the purpose of a file and keeps dead code alive.
 *
 * A file of src/ exports only what another file of src/ imports. It may also export for a test what
 * it uses itself. Code that only tests use belongs in a fixture, or in test/support/.
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

/** Path → the files that import it, and the names that they import. */
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

/** True if the file uses the name after its declaration. Comments do not count. */
function usesItself({ text }: SourceFile, name: string): boolean {
  return mentions(text.replaceAll(/\/\*[\s\S]*?\*\/|(?<=^|\s)\/\/.*$/gm, ''), name) > 1;
}

function mentions(text: string, name: string): number {
  return text.split(new RegExp(`(?<![\\w$])${name.replaceAll('$', '\\$')}(?![\\w$])`)).length - 1;
}
