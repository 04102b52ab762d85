/**
 * The tidy checks: rules for the files of this repository that the linter cannot check.
 *
 * `node tools/tidy.ts`
 *
 * prints each finding as `path:line: check: message`, and exits with 1 if there is one.
 * test/house/tidy.test.ts runs the same checks in the gate, and shows that each of them can fail.
 */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { noBannedText } from './tidy/check-bans.ts';
import { testsCompareFacts } from './tidy/check-comparisons.ts';
import { countriesBehindTheSeam, countriesHaveTheirWords } from './tidy/check-countries.ts';
import { constantsAreCamelCase, noNameTwice } from './tidy/check-exports.ts';
import { noBarrels, noCycles, noDeadFiles, noUnusedDependencies } from './tidy/check-imports.ts';
import { linksResolve } from './tidy/check-links.ts';
import {
  filesAreKebabCase,
  filesAreShort,
  filesOpenWithAComment,
  roomsHaveNames,
} from './tidy/check-names.ts';
import { noUnusedExports } from './tidy/check-unused-exports.ts';
import { sentencesArePlain } from './tidy/check-words.ts';
import type { Check, Finding, SourceFile } from './tidy/source-file.ts';

const checks: readonly Check[] = [
  noBannedText,
  noDeadFiles,
  noCycles,
  noBarrels,
  countriesBehindTheSeam,
  countriesHaveTheirWords,
  noUnusedDependencies,
  noNameTwice,
  noUnusedExports,
  constantsAreCamelCase,
  roomsHaveNames,
  filesAreKebabCase,
  filesAreShort,
  filesOpenWithAComment,
  linksResolve,
  sentencesArePlain,
  testsCompareFacts,
];

export function tidy(files: readonly SourceFile[]): readonly Finding[] {
  return checks.flatMap((check) => check(files));
}

/** The files that .gitignore excludes, and git's own folder. */
const notOurs = new Set(['.git', '.paybeat', 'coverage', 'dist', 'node_modules']);

/** Lists every file of the repository below a folder. Data files are listed without their text. */
export async function filesBelow(root: string): Promise<readonly SourceFile[]> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile())
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(root.length + 1)
        .replaceAll('\\', '/'),
    )
    .filter((path) => !path.split('/').some((part) => notOurs.has(part)) && !path.endsWith('.tgz'));
  return Promise.all(
    paths.map(async (path) => {
      const isText = !/\.(csv|png|svg|gz|zip|woff2)$/.test(path);
      return { path, text: isText ? await readFile(join(root, path), 'utf8') : '' };
    }),
  );
}

if (import.meta.main) {
  const findings = tidy(await filesBelow(join(import.meta.dirname, '..')));
  for (const { path, line, check, message } of findings) {
    console.log(`${path}:${line}: ${check}: ${message}`);
  }
  if (findings.length > 0) process.exitCode = 1;
}
