/**
 * Checks names in src/: an exported name has one meaning, and a constant is written like other
 * names.
 */
import {
  type Check,
  isCode,
  isFixture,
  isIn,
  isTest,
  lineAt,
  type SourceFile,
} from './source-file.ts';

interface Exported {
  readonly name: string;
  readonly path: string;
  readonly line: number;
}

/** The barrel re-exports under the same names, so it is left out. */
const barrel = 'src/index.ts';

const exported =
  /^export (?:declare )?(?:async )?(?:abstract )?(?:function\*?|const|let|class|interface|type) (?<name>[\w$]+)/gm;
export const noNameTwice: Check = (files) => {
  const first = new Map<string, string>();
  return files
    .filter((file) => isProgram(file) && file.path !== barrel)
    .flatMap(exportsOf)
    .flatMap(({ name, path, line }) => {
      const other = first.get(name);
      if (other === undefined) first.set(name, path);
      if (other === undefined || other === path) return [];
      const message = `${name} is a name of ${other} as well: one name, one meaning`;
      return [{ path, line, check: 'a name twice', message }];
    });
};

/**
 * Codes that are written in capitals elsewhere: of currencies, of taxes, and of the base of a
 * percentage.
 */
const inCapitals = new Set([
  ...['USD', 'JPY', 'KWD'],
  ...['FIT', 'SS', 'MEDICARE', 'FUTA'],
  ...['GROSS', 'DISPOSABLE', 'NET'],
]);
const constant = /^(?:export )?const (?<name>[A-Z][A-Z0-9_]+)(?=\s*[=:])/gm;

export const constantsAreCamelCase: Check = (files) =>
  files
    .filter((file) => isIn('src')(file) && isCode(file))
    .flatMap(({ path, text }) =>
      [...text.matchAll(constant)]
        .filter(({ groups }) => !inCapitals.has(groups?.['name'] ?? ''))
        .map(({ groups, index }) => ({
          path,
          line: lineAt(text, index),
          check: 'a constant in capitals',
          message: `${groups?.['name']}: a constant is camelCase; only codes of the world are not`,
        })),
    );

export function exportsOf({ path, text }: SourceFile): readonly Exported[] {
  return [...text.matchAll(exported)].map(({ groups, index }) => ({
    name: groups?.['name'] ?? '',
    path,
    line: lineAt(text, index),
  }));
}

function isProgram(file: SourceFile): boolean {
  return isIn('src')(file) && isCode(file) && !isTest(file) && !isFixture(file);
}
