/**
 * Keeps each country in its own folder: no file outside imports it, and none uses its tax terms.
 */
import { isProgram } from './check-imports.ts';
import { importedPath, importsOf } from './import-graph.ts';
import { type Check, isCode, lineAt } from './source-file.ts';

const countries = 'src/payslip/taxes/';
const listOfCountries = `${countries}tax-packs.ts`;

/** Only the list of packs may import a country's folder. Tests may, too. */
export const countriesBehindTheSeam: Check = (files) =>
  files
    .filter((file) => isProgram(file) && isCode(file) && file.path !== listOfCountries)
    .flatMap((file) =>
      importsOf(file)
        .filter(({ specifier }) => {
          const folder = countryOf(importedPath(file.path, specifier) ?? '');
          return folder !== undefined && folder !== countryOf(file.path);
        })
        .map(({ line, specifier }) => ({
          path: file.path,
          line,
          check: 'a country outside its folder',
          message: `${specifier}: ask the pack (tax-pack.ts); only the list of packs imports a country`,
        })),
    );

function countryOf(path: string): string | undefined {
  if (!path.startsWith(countries)) return undefined;
  const [folder, file] = path.slice(countries.length).split('/');
  return file === undefined ? undefined : folder;
}

/**
 * Names of taxes, forms and authorities. If other code has to show or check one, it is a field of
 * the pack.
 */
const wordsOf: Readonly<Record<string, RegExp>> = {
  us: /\b(?:FIT|FICA|FUTA|SUTA|FLSA|IRS|401K|W-?4|[Ff]ederal (?:\w+ )?tax(?:es)?|[Ss]tate (?:\w+ )?tax(?:es)?|Medicare|Social Security|United States|Publication 15(?:-T)?)\b/g,
};

export const countriesHaveTheirWords: Check = (files) =>
  files
    .filter((file) => isProgram(file) && isCode(file))
    .flatMap(({ path, text }) =>
      Object.entries(wordsOf)
        .filter(([country]) => countryOf(path) !== country)
        .flatMap(([country, words]) =>
          [...text.matchAll(words)].map(({ 0: word, index }) => ({
            path,
            line: lineAt(text, index),
            check: "a country's word outside its folder",
            message: `"${word}" is a word of ${country}: ask the pack (tax-pack.ts), or name the general thing`,
          })),
        ),
    );
