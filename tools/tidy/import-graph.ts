/**
 * Who imports whom, read from the text of the files.
 *
 * The specifiers of this house need no resolver: `./file.ts` and `../file.ts` are beside the file,
 * `#room/file.ts` is below src/, and everything else is a package or a part of Node.
 */
import { posix } from 'node:path';
import { isCode, lineAt, type SourceFile } from './source-file.ts';

interface Import {
  readonly specifier: string;
  readonly line: number;
  /** Nothing of it is left when the types are stripped. */
  readonly isTypeOnly: boolean;
  /** `export … from`. */
  readonly isReExport: boolean;
  /** As the other file calls them; null where it is imported as a whole (`* as`, `import()`). */
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

/** `{ type A, b as c }` → A, b. A default import has the name of no export of this house. */
function namesIn(names: string): readonly string[] {
  return [...names.matchAll(/(?<=[{,]\s*(?:type\s+)?)(?!type\s)[\w$]+/g)].map(([name]) => name);
}

function namesOnlyTypes(names: string): boolean {
  if (!names.startsWith('{')) return false;
  const each = names.slice(1, -1).split(',');
  const named = each.map((name) => name.trim()).filter((name) => name !== '');
  return named.length > 0 && named.every((name) => name.startsWith('type '));
}

/** The path of the imported file, or undefined for a package. */
export function importedPath(from: string, specifier: string): string | undefined {
  if (specifier.startsWith('.')) return posix.join(posix.dirname(from), specifier);
  return specifier.startsWith('#') ? `src/${specifier.slice(1)}` : undefined;
}

/** Path → paths of the files in the list that it imports. */
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
