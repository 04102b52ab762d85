/**
 * Text that is banned here, each with its replacement.
 *
 * These are only the bans that the linter cannot check. It bans Date, Math.random, timers in tests,
 * `any` and type-error suppressions: see .oxlintrc.json.
 */
import { type Check, isCode, isIn, isTest, lineAt, type SourceFile } from './source-file.ts';

interface Ban {
  readonly what: string;
  readonly pattern: RegExp;
  readonly instead: string;
  readonly where: (file: SourceFile) => boolean;
}

const inText = (file: SourceFile) => !isLock(file);
/** Leaves out the files of these rules, which name what they ban. */
const inCode = (file: SourceFile) =>
  isCode(file) && !/^(tools\/tidy|test\/house)\//.test(file.path);
const inSource = (file: SourceFile) => isCode(file) && isIn('src')(file);
const inTests = (file: SourceFile) => inCode(file) && (isTest(file) || isIn('test')(file));

/** The doors, and what starts them. */
const atTheDoors = /^src\/(?:cli|library|http|processes|main\.ts|index\.ts)/;

const isLock = ({ path }: SourceFile) => path === 'package-lock.json';

const bans: readonly Ban[] = [
  {
    what: 'a note to self',
    pattern: /\b(TODO|FIXME|HACK)\b/,
    instead: 'do it, or write down in ARCHITECTURE.md what is deliberately absent',
    where: inCode,
  },
  {
    what: 'a silenced rule',
    pattern: /(?:biome|oxlint|eslint|prettier)-(?:ignore|disable|enable)|\bv8 ignore|\bc8 ignore/,
    instead: 'change the code, or change the rule for everybody',
    where: inCode,
  },
  {
    what: 'an enum',
    pattern: /^\s*(?:export )?(?:declare )?(?:const )?enum \w+/m,
    instead: 'a union of strings',
    where: inCode,
  },
  {
    what: 'a test that does not run',
    pattern: /\.(?:skip|only|todo|skipIf|runIf|fails)\b\s*[(.]|\b(?:xit|xdescribe|fit|fdescribe)\(/,
    instead: 'make it true, or take it out',
    where: inTests,
  },
  {
    what: 'a sleep in a test',
    pattern: /\bsetTimeout\(|timers\/promises|\bsleep\(|\bAtomics\.wait\b/,
    instead: 'wait for a condition, or move a clock by hand',
    where: inTests,
  },
  {
    what: 'a test name that wishes',
    pattern:
      /\b(?:it|test)(?:\.each\([^)]*\))?\(\s*['"`](?:should|must|test|works?|handles?|it)\b/i,
    instead: 'a sentence that is true: "a late period is held"',
    where: inTests,
  },
  {
    what: 'a transaction outside operations',
    pattern: /\bstore\.write\(/,
    instead: 'an operation; transactions open only in src/operations/',
    where: (file) =>
      inSource(file) && !isTest(file) && !/^src\/(operations|store)\//.test(file.path),
  },
  {
    what: 'a command outside cli',
    pattern: /^(?!\s*(?:\*|\/\*|\/\/)).*(?:\bpaybeat (?!presence\b)[a-z]|[\s'"`(]--[a-z])/m,
    instead: 'an action of src/actions.ts, which each door spells',
    where: (file) =>
      inSource(file) &&
      !isTest(file) &&
      !/^src\/(cli\/|store\/embedded\/(?:create-cluster|server-user|locate-binaries)\.)/.test(
        file.path,
      ),
  },
  {
    what: "a door's word below the doors",
    pattern:
      /^(?!\s*(?:\*|\/\*|\/\/)).*['"`].*\b(?:pay-held|run-now|pool-(?:grow|shrink)|Ctrl-C)\b/m,
    instead: 'an action of src/actions.ts, which each door spells',
    where: (file) => inSource(file) && !isTest(file) && !atTheDoors.test(file.path),
  },
  {
    what: 'a path of one machine',
    pattern:
      /(?:^|[\s"'`(=:,])(?:file:\/\/)?\/(?:work|home|Users|root)\/[\w.-]|\b[A-Z]:\\\\?Users\b/,
    instead: 'a path from the root of the repository, or a temporary folder',
    where: (file) => inText(file) && !/^(tools\/tidy|test\/house)\//.test(file.path),
  },
  {
    what: 'where one machine gets its packages',
    pattern: /"resolved": "https?:/,
    instead: 'npm install with the .npmrc of the repository, which leaves the address out',
    where: isLock,
  },
];

export const noBannedText: Check = (files) =>
  files.flatMap((file) =>
    bans
      .filter(({ where }) => where(file))
      .flatMap(({ what, pattern, instead }) =>
        [...file.text.matchAll(new RegExp(pattern, `${pattern.flags}g`))].map((match) => ({
          path: file.path,
          line: lineAt(file.text, match.index),
          check: what,
          message: `"${match[0].trim()}"; instead: ${instead}`,
        })),
      ),
  );
