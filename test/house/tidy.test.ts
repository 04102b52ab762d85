/**
 * Tests the tidy checks: each finds its violation in a planted file, and the repository passes them
 * all.
 */
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { deadFiles } from '../../tools/tidy/check-imports.ts';
import type { SourceFile } from '../../tools/tidy/source-file.ts';
import { filesBelow, tidy } from '../../tools/tidy.ts';

const comment = '/** What a stranger needs. */\n';
/** A small tidy repository: an entry point that uses one file of a room, a test, and a document. */
const repository: Readonly<Record<string, string>> = {
  'package.json': '{ "dependencies": { "pg": "8.0.0", "node": "26.0.0" } }\n',
  'README.md': '# Paybeat\n\nSee [the plan](docs/plan.md#what-it-is) and [rooms](src/).\n',
  'docs/plan.md': '# Plan\n\n## What it is\n\nBack [home](../README.md).\n',
  'src/main.ts': `${comment}import { store } from '#store/store.ts';\nexport const main = store;\n`,
  'src/store/store.ts': `${comment}import pg from 'pg';\nimport type { Row } from './row.ts';\nexport const store = (row: Row) => [pg, row];\n`,
  'src/store/row.ts': `${comment}export type Row = string;\n`,
  'src/store/migrations/0001_the_house.sql': '-- The first schema.\nCREATE TABLE company ();\n',
  'test/scenarios/due.test.ts': "it('a late period is held', () => {});\n",
};

function findingsOf(changes: Readonly<Record<string, string>>) {
  const files: SourceFile[] = Object.entries({ ...repository, ...changes }).map(([path, text]) => ({
    path,
    text,
  }));
  return tidy(files);
}

/** What is planted, the check that must report it, and the line. */
const planted: readonly [
  what: string,
  check: string,
  line: number,
  path: string,
  text: string,
  alsoThere?: Readonly<Record<string, string>>,
][] = [
  ['a note to self', 'a note to self', 2, 'tools/build.mjs', '// Builds.\n// TODO: build faster\n'],
  [
    'a silenced linter',
    'a silenced rule',
    2,
    'bin/run.js',
    '// Runs.\n// oxlint-disable-next-line\n',
  ],
  [
    'a silenced formatter',
    'a silenced rule',
    2,
    'bin/run.js',
    '// Runs.\n// biome-ignore format: wide\n',
  ],
  [
    'an enum',
    'an enum',
    2,
    'src/main.ts',
    `${comment}export enum State {\n  Open,\n}\n`,
    { 'package.json': '{}' },
  ],
  [
    'a skipped test',
    'a test that does not run',
    1,
    'test/a.test.ts',
    "it.skip('a period is due', () => {});\n",
  ],
  [
    'a test to be written',
    'a test that does not run',
    1,
    'test/a.test.ts',
    "it.todo('a period is due');\n",
  ],
  [
    'a test that is run alone',
    'a test that does not run',
    1,
    'test/a.test.ts',
    "describe.only('due', () => {});\n",
  ],
  [
    'a test that runs sometimes',
    'a test that does not run',
    1,
    'test/a.test.ts',
    "it.skipIf(isWindows)('a period is due', () => {});\n",
  ],
  [
    'a sleep in a test',
    'a sleep in a test',
    1,
    'test/a.test.ts',
    'await new Promise((done) => setTimeout(done, 100));\n',
  ],
  [
    'a sleep in a unit test',
    'a sleep in a test',
    1,
    'src/store/store.test.ts',
    "import { setTimeout } from 'node:timers/promises';\n",
  ],
  ['a wish', 'a test name that wishes', 1, 'test/a.test.ts', "it('should work', () => {});\n"],
  [
    'a wish in a table',
    'a test name that wishes',
    1,
    'test/a.test.ts',
    "it.each(cases)('works for %s', () => {});\n",
  ],
  [
    'a command in a refusal',
    'a command outside cli',
    2,
    'src/main.ts',
    `${comment}export const hint = "'paybeat runs list' shows the runs";\n`,
  ],
  [
    'an option in a refusal',
    'a command outside cli',
    2,
    'src/main.ts',
    `${comment}export const hint = 'say which with --company CODE';\n`,
  ],
  [
    'a verb of the command in a blocker',
    "a door's word below the doors",
    2,
    'src/run/blockers.ts',
    `${comment}export const later = 'pay these people later with pay-held';\n`,
  ],
  [
    'a transaction in a door',
    'a transaction outside operations',
    2,
    'src/main.ts',
    `${comment}world.store.write(scope, pay);\n`,
  ],
  [
    'the path of a home folder',
    'a path of one machine',
    1,
    'docs/plan.md',
    'Look into /home/anna/paybeat.\n## What it is\n',
  ],
  [
    'the path of a Mac',
    'a path of one machine',
    2,
    'bin/run.js',
    "// Runs.\nrun('/Users/anna/paybeat');\n",
  ],
  [
    'the address of a registry',
    'where one machine gets its packages',
    1,
    'package-lock.json',
    '"resolved": "https://registry.npmjs.org/pg"\n',
  ],
  ['a file that nobody imports', 'dead file', 1, 'src/store/forgotten.ts', comment],
  [
    'a file that only its test imports',
    'dead file',
    1,
    'src/store/forgotten.ts',
    comment,
    { 'src/store/forgotten.test.ts': "import { it } from './forgotten.ts';\n" },
  ],
  ['a fixture that no test uses', 'dead file', 1, 'src/store/rows.fixture.ts', comment],
  [
    'a fixture that the program uses',
    'dead file',
    1,
    'src/store/rows.fixture.ts',
    comment,
    {
      'src/store/row.ts': `${comment}import './rows.fixture.ts';\nexport type Row = string;\n`,
    },
  ],
  ['test support that nobody uses', 'dead file', 1, 'test/support/forgotten.ts', comment],
  [
    'a cycle through the room',
    'cycle',
    1,
    'src/store/store.ts',
    `${comment}import pg from 'pg';\nimport { Row } from './row.ts';\nexport const store = [pg, Row];\n`,
    {
      'src/store/row.ts': `${comment}import { store } from '#store/store.ts';\nexport const Row = store;\n`,
    },
  ],
  ['a barrel', 'barrel', 2, 'src/main.ts', `${comment}export * from '#store/store.ts';\n`],
  [
    'a barrel of names',
    'barrel',
    2,
    'src/main.ts',
    `${comment}export {\n  store,\n} from '#store/store.ts';\n`,
  ],
  [
    'a dependency that nobody imports',
    'unused dependency',
    2,
    'package.json',
    '{ "dependencies": {\n  "left-pad": "1.0.0",\n  "pg": "8.0.0" } }\n',
  ],
  [
    'a name with two meanings',
    'a name twice',
    3,
    'src/store/row.ts',
    `${comment}export type Row = string;\nexport const store = 'a row';\n`,
  ],
  [
    'an export that nobody uses',
    'unused export',
    3,
    'src/store/row.ts',
    `${comment}export type Row = string;\nexport const rowsMax = 3;\n`,
  ],
  [
    'an export that only its own file uses',
    'unused export',
    2,
    'src/store/row.ts',
    `${comment}export interface Cell {\n  readonly text: string;\n}\nexport type Row = Cell;\n`,
  ],
  [
    'an export that only a test uses',
    'unused export',
    3,
    'src/store/row.ts',
    `${comment}export type Row = string;\nexport const rowsMax = 3;\n`,
    { 'src/store/row.test.ts': "import { rowsMax } from './row.ts';\n" },
  ],
  [
    'an export that a comment alone speaks of',
    'unused export',
    3,
    'src/store/row.ts',
    `${comment}export type Row = string;\nexport const rowsMax = 3; // rowsMax rows\n`,
  ],
  [
    'test support that exports too much',
    'unused export',
    2,
    'test/support/rows.ts',
    `${comment}export const rowsMax = 3;\nexport const rows = rowsMax;\n`,
    { 'test/a.test.ts': "import { rows } from './support/rows.ts';\n" },
  ],
  [
    'a country that the calculation knows',
    'a country outside its folder',
    2,
    'src/store/store.ts',
    `${comment}import type { Form } from '#payslip/taxes/us/w4.ts';\nexport const store = (form: Form) => form;\n`,
    { 'src/payslip/taxes/us/w4.ts': `${comment}export type Form = string;\n` },
  ],
  [
    'a country that knows another',
    'a country outside its folder',
    2,
    'src/payslip/taxes/ca/ca.ts',
    `${comment}import '#payslip/taxes/us/w4.ts';\n`,
    { 'src/payslip/taxes/us/w4.ts': comment },
  ],
  [
    'a tax of one country that the house speaks of',
    "a country's word outside its folder",
    2,
    'src/store/row.ts',
    `${comment}export type Row = 'FUTA';\n`,
  ],
  [
    'an authority of one country in a comment',
    "a country's word outside its folder",
    1,
    'src/store/row.ts',
    '/** As Social Security asks for. */\nexport type Row = string;\n',
  ],
  [
    'a constant in capitals',
    'a constant in capitals',
    2,
    'src/store/row.ts',
    `${comment}const ROW_MAX = 3;\nexport type Row = typeof ROW_MAX;\n`,
  ],
  ['a room that is none', 'room name', 1, 'src/payroll/pay.sql', '-- Pay.\n'],
  ['a folder that says nothing', 'room name', 1, 'src/store/utils/rows.sql', '-- Rows.\n'],
  ['a file name in camel case', 'file name', 1, 'src/store/payPeriod.sql', '-- Pay.\n'],
  [
    'a migration without a number',
    'file name',
    1,
    'src/store/migrations/the_house.sql',
    '-- Pay.\n',
  ],
  ['a long file', 'file size', 400, 'bin/run.js', `// Runs.\n${'\n'.repeat(400)}`],
  ['a long document', 'file size', 400, 'docs/long.md', '\n'.repeat(401)],
  ['a file without an opening comment', 'opening comment', 1, 'bin/run.js', 'run();\n'],
  [
    'a migration without an opening comment',
    'opening comment',
    1,
    'src/store/migrations/0002_more.sql',
    'CREATE TABLE run ();\n',
  ],
  [
    'a link to nowhere',
    'link',
    3,
    'docs/plan.md',
    '# Plan\n## What it is\nSee [here](elsewhere.md).\n',
  ],
  [
    'a link to no heading',
    'link',
    3,
    'docs/plan.md',
    '# Plan\n## What it is\nSee [here](../README.md#nothing).\n',
  ],
  [
    'a link to no heading of its own',
    'link',
    1,
    'docs/plan.md',
    '[here](#nothing)\n## What it is\n',
  ],
];

describe('the tidy checks', () => {
  it('find nothing in a tidy repository', () => {
    expect(findingsOf({})).toEqual([]);
  });

  it.each(planted)('find %s', (_, check, line, path, text, alsoThere = {}) => {
    const findings = findingsOf({ [path]: text, ...alsoThere });
    expect(findings).toContainEqual(expect.objectContaining({ check, path, line }));
  });

  it('accept a listed file without a user, until it has one', () => {
    const files = Object.entries(repository).map(([path, text]) => ({ path, text }));
    const waiting = { path: 'src/money/allocate.ts', text: comment };
    expect(deadFiles([...files, waiting], [])).toHaveLength(1);
    expect(deadFiles([...files, waiting], [waiting.path])).toEqual([]);
    expect(deadFiles(files, ['src/store/store.ts'])).toMatchObject([
      { path: 'src/store/store.ts', message: 'it is used: take it off the list' },
    ]);
  });

  it('name what to write instead', () => {
    const [finding] = findingsOf({ 'bin/run.js': '// Runs.\n// FIXME\n' });
    expect(finding?.message).toContain('instead: do it');
  });

  it('accept text that only looks like a violation', () => {
    const innocent = {
      'src/store/rows.fixture.ts': `${comment}export const rows = [];\n`,
      'src/store/row.test.ts': "import './rows.fixture.ts';\n",
      'bin/run.js': '#!/usr/bin/env node\n/** Runs. */\nconst enumerate = 1;\n',
      'src/main.ts': `${repository['src/main.ts']}import * as whole from '#store/whole.ts';\nwhole.a();\nconst { b, c } = await import('#store/whole.ts');\n`,
      'bench/pay.ts': `${comment}const path = 'a/home/b';\nconst only = { skip: 1 };\nconst at = only.skip;\n`,
      'test/a.test.ts': "it('a period that is skipped shows the reason', () => {});\n",
      'docs/more.md':
        '`[not a link](nowhere.md)` and [out](https://example.org/x) and [up](../src/main.ts)\n',
      'src/store/row.ts': `${comment}import type { store } from '#store/store.ts';\nexport type Row = typeof store;\n`,
      'src/store/whole.ts': `${comment}export const a = 1;\nexport function b() {}\nexport const seenAlone = a;\nexport const c = seenAlone;\n`,
      'src/payslip/taxes/us/row.test.ts': "expect(FUTA).toBe('Social Security');\n",
      'src/store/whole.test.ts':
        "import { seenAlone, type c as other } from './whole.ts';\nimport { rows } from './rows.fixture.ts';\n",
      'test/support/holder.ts': comment,
      'test/b.test.ts': "start('test/support/holder.ts');\n",
      'package-lock.json': '{ "node_modules/pg": { "version": "8.0.0" } }\n',
      'examples/roster-2000.csv': '',
    };
    expect(findingsOf(innocent)).toEqual([]);
  });

  it('find nothing in this repository', async () => {
    const findings = tidy(await filesBelow(join(import.meta.dirname, '..', '..')));
    expect(
      findings.map(({ path, line, check, message }) => `${path}:${line}: ${check}: ${message}`),
    ).toEqual([]);
  });
});
