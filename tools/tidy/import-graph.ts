/**
 * The import graph, read from the text of the files.
 *
 * Our specifiers need no resolver. `./file.ts` and `../file.ts` are relative to the file,
 * `#room/file.ts` is below src/, and everything else is a package or a part of Node.
 */
import { posix } from 'node:path';
import { isCode, lineAt, type SourceFile } from './source-file.ts';

interface Import {
  readonly specifier: string;
  readonly line: number;
  /** True if nothing remains after the types are stripped. */
  readonly isTypeOnly: boolean;
  /** `export … from`. */
  readonly isReExport: boolean;
  /**
   * The imported names, as the other file exports them. Null: the whole module is imported (`* as`,
   * `import()`).
   */
  readonly names: readonly string[] | null;
}

const statement =
  /^(?<verb>import|export)\s+(?<type>type\s+)?(?<names>\*(?:\s+as\s+\w+)?|[\w$]+(?:\s*,\s*\{[^}]*\})?|\{[^}]*\})\s*from\s*['"](?<from>[^'"\n]+)['"]/gm;
const bare = /^import\s+['"](?<from>[^'"\n]+)['"]/gm;
const dynamic = /\bimport\(\s*['"](?<from>[^'"\n]+)['"]/g;

export function importsOf({ text }: SourceFile): readonly Import[] {
  const statements = [...text.matchAll(statement)].map((match): Import => {
    const { verb, type, names = '', from = '' } = match.groups ?? {};
    return {
      specifier: from,
      line: lineAt(text, match.index),
      isTypeOnly: type !== undefined || namesOnlyTypes(names),
      isReExport: verb === 'export',
      names: names.startsWith('*') ? null : namesIn(names),
    };
  });
  const whole = (names: readonly string[] | null) => (match: RegExpExecArray) => ({
    specifier: match.groups?.['from'] ?? '',
    line: lineAt(text, match.index),
    isTypeOnly: false,
    isReExport: false,
    names,
  });
  return [
    ...statements,
    ...[...text.matchAll(bare)].map(whole([])),
    ...[...text.matchAll(dynamic)].map(whole(null)),
  ];
}

/** `{ type A, b as c }` → A, b. A default import matches no export of this repository. */
function namesIn(names: string): readonly string[] {
  return [...names.matchAll(/(?<=[{,]\s*(?:type\s+)?)(?!type\s)[\w$]+/g)].map(([name]) => name);
}

function namesOnlyTypes(names: string): boolean {
  if (!names.startsWith('{')) return false;
  const each = names.slice(1, -1).split(',');
  const named = each.map((name) => name.trim()).filter((name) => name !== '');
  return named.length > 0 && named.every((name) => name.startsWith('type '));
}

/** The path of the imported file. Undefined: the specifier names a package. */
export function importedPath(from: string, specifier: string): string | undefined {
  if (specifier.startsWith('.')) return posix.join(posix.dirname(from), specifier);
  return specifier.startsWith('#') ? `src/${specifier.slice(1)}` : undefined;
}

/** Path → paths of the listed files that it imports. */
export function importGraph(
  files: readonly SourceFile[],
  isWanted: (one: Import) => boolean = () => true,
): ReadonlyMap<string, readonly string[]> {
  const code = files.filter(isCode);
  const known = new Set(code.map(({ path }) => path));
  return new Map(
    code.map((file) => {
      const imported = importsOf(file)
        .filter(isWanted)
        .map(({ specifier }) => importedPath(file.path, specifier));
      return [
        file.path,
        imported.filter((path) => path !== undefined && known.has(path)) as string[],
      ];
    }),
  );
}
