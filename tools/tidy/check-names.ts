/**
 * Checks the names of files and rooms, their sizes, and their opening comments.
 */
import { type Check, type Finding, isCode, isIn, isTest, type SourceFile } from './source-file.ts';

const rooms = [
  ...['text', 'time', 'money'],
  ...['schedule', 'payslip', 'run', 'judgement', 'payment', 'ledger', 'files'],
  ...['settings', 'store', 'engine'],
  ...['operations', 'answers', 'processes', 'methods'],
  ...['http', 'cli', 'library'],
];
const sayNothing = [
  'util',
  'utils',
  'common',
  'shared',
  'helper',
  'helpers',
  'lib',
  'misc',
  'core',
];
const linesMax = 400;

/** `src/` has exactly these rooms, and no folder has a name without meaning. */
export const roomsHaveNames: Check = (files) =>
  files.filter(isOurs).flatMap((file) => {
    const folders = file.path.split('/').slice(0, -1);
    const [top, room] = folders;
    const empty = folders.find((folder) => sayNothing.includes(folder));
    const messages: string[] = [];
    if (empty !== undefined) messages.push(`"${empty}" says nothing; name what lives there`);
    if (top === 'src' && room !== undefined && !rooms.includes(room)) {
      messages.push(`"${room}" is none of the rooms`);
    }
    return messages.map((message) => ({ path: file.path, line: 1, check: 'room name', message }));
  });

const kebab = /^[a-z0-9]+(?:-[a-z0-9]+)*(?:\.[a-z0-9]+)*$/;
const migration = /^\d{4}_[a-z0-9]+(?:_[a-z0-9]+)*\.sql$/;
const document = /^[A-Z]+\.md$/;

export const filesAreKebabCase: Check = (files) =>
  files
    .filter(isOurs)
    .filter(({ path }) => {
      const name = path.slice(path.lastIndexOf('/') + 1);
      return !kebab.test(name) && !migration.test(name) && !document.test(name);
    })
    .map(({ path }) => ({
      path,
      line: 1,
      check: 'file name',
      message: 'kebab-case: a thing is a noun, an operation a verb',
    }));

/** The linter counts the lines of code files. This check counts those of documents; the changelog grows for ever. */
export const filesAreShort: Check = (files) =>
  files
    .filter((file) => isCode(file) || file.path.endsWith('.md'))
    .filter(({ path }) => path !== 'CHANGELOG.md')
    .map(({ path, text }) => ({ path, lines: text.split('\n').length - 1 }))
    .filter(({ lines }) => lines > linesMax)
    .map(({ path, lines }) => ({
      path,
      line: linesMax,
      check: 'file size',
      message: `${lines} lines, ${linesMax} at most: it does more than one thing`,
    }));

/**
 * An opening comment tells a new reader what the file is, what it guarantees, and where related
 * code is.
 */
export const filesOpenWithAComment: Check = (files) =>
  files
    .filter((file) => isOurs(file) && !isTest(file))
    .filter(({ path, text }) => {
      const opening = text.replace(/^#!.*\n/, '');
      if (path.endsWith('.sql')) return !opening.startsWith('--');
      return /\.(ts|mjs|js)$/.test(path) && !/^(?:\/\*\*|\/\/) ?/.test(opening);
    })
    .map(
      ({ path }): Finding => ({
        path,
        line: 1,
        check: 'opening comment',
        message: 'open with what a stranger needs: what it is, what it promises, what is elsewhere',
      }),
    );

function isOurs(file: SourceFile): boolean {
  return ['src', 'test', 'tools', 'bench', 'bin', 'docs', 'console'].some((folder) =>
    isIn(folder)(file),
  );
}
