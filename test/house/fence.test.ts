/**
 * Tests the import fence between the rooms with the real linter. It must report every planted
 * violation and accept every planted permitted import.
 *
 * The linter silently ignores a pattern that it cannot parse, so every rule is tested.
 */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Files, lint } from './planted-tree.ts';
import { type ImportKind, importable, mayImport, rooms } from './room-table.ts';

const root = join(import.meta.dirname, '..', '..');
const importRules = ['eslint(no-restricted-imports)', 'import(no-relative-parent-imports)'];

interface Planted {
  readonly file: string;
  readonly text: string;
  readonly isAllowed: boolean;
}

function plantedImports(kind: ImportKind): readonly Planted[] {
  return Object.keys(rooms).flatMap((room) =>
    importable.map((specifier, index) => ({
      file: `src/${room}/${kind}-${index}.ts`,
      text:
        kind === 'type'
          ? `import type { Thing } from '${specifier}';\nexport type Same = Thing;\n`
          : `import { thing } from '${specifier}';\nexport const same = thing;\n`,
      isAllowed: mayImport(room, specifier, kind),
    })),
  );
}

/** One line per planted file: the file, its import, and whether the fence accepted it. */
async function judged(planted: readonly Planted[]) {
  const findings = await lint(Object.fromEntries(planted.map(({ file, text }) => [file, text])));
  const refused = new Set(
    findings.filter(({ rule }) => importRules.includes(rule)).map(({ file }) => file),
  );
  const line = (file: string, text: string, isAllowed: boolean) =>
    `${file.split('/')[1]} ${isAllowed ? 'may' : 'may not'}: ${text.split('\n')[0]}`;
  return {
    found: planted.map(({ file, text }) => line(file, text, !refused.has(file))),
    expected: planted.map(({ file, text, isAllowed }) => line(file, text, isAllowed)),
  };
}

describe('the fence between the rooms', () => {
  it('has a row and a lint list for every room that is built', async () => {
    const entries = await readdir(join(root, 'src'), { withFileTypes: true });
    const built = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
    expect(Object.keys(rooms)).toEqual(expect.arrayContaining(built));
    const configuration = await readFile(join(root, '.oxlintrc.json'), 'utf8');
    for (const room of Object.keys(rooms)) expect(configuration).toContain(`"src/${room}/**"`);
  });

  it('lets a room import rooms on lower floors only, and on its own floor only those above it in the table', () => {
    const order = Object.keys(rooms);
    for (const [name, room] of Object.entries(rooms)) {
      for (const part of [...room.imports, ...room.importsTypesOf]) {
        const other = part.split('/')[0] ?? '';
        const floor = rooms[other]?.floor ?? 9;
        const isEarlier = order.indexOf(other) < order.indexOf(name);
        expect(floor < room.floor || (floor === room.floor && isEarlier), `${name} → ${part}`).toBe(
          true,
        );
      }
    }
  });

  it('treats every import of a value as the table says, room by room', async () => {
    const { found, expected } = await judged(plantedImports('value'));
    expect(found).toEqual(expected);
    expect(new Set(expected.map((line) => line.includes('may not')))).toEqual(
      new Set([true, false]),
    );
  });

  it('treats every import of a type as the table says, room by room', async () => {
    const { found, expected } = await judged(plantedImports('type'));
    expect(found).toEqual(expected);
  });

  it('sees an import in every form', async () => {
    const forms = [
      "import * as store from '#store/store.ts';\nexport const same = store;\n",
      "import '#store/store.ts';\nexport const same = 1;\n",
      "export * from '#store/store.ts';\n",
      "export { store } from '#store/store.ts';\n",
      "export const same = import('#store/store.ts');\n",
    ];
    const files = forms.map((text, index) => ({
      file: `src/money/form-${index}.ts`,
      text,
      isAllowed: false,
    }));
    const { found, expected } = await judged(files);
    expect(found).toEqual(expected);
  });

  it('keeps unit tests of pure rooms from the outside world, and allows test tools', async () => {
    const imports: readonly [file: string, specifier: string, isAllowed: boolean][] = [
      ['src/money/a.test.ts', 'vitest', true],
      ['src/money/b.test.ts', 'fast-check', true],
      ['src/money/c.test.ts', 'node:fs', true],
      ['src/money/d.test.ts', '#store/store.ts', false],
      ['src/run/e.test.ts', '#operations/runs/open-run.ts', false],
      ['src/run/f.test.ts', '#payslip/payslip.ts', true],
      ['src/payslip/g.test.ts', '#settings/config.ts', false],
      ['src/store/h.test.ts', '#cli/main.ts', false],
      ['src/engine/i.test.ts', '#http/server.ts', false],
      ['src/operations/j.test.ts', '#main.ts', false],
      ['src/operations/k.test.ts', '#store/store.ts', true],
    ];
    const { found, expected } = await judged(
      imports.map(([file, specifier, isAllowed]) => ({
        file,
        text: `import { thing } from '${specifier}';\nexport const same = thing;\n`,
        isAllowed,
      })),
    );
    expect(found).toEqual(expected);
  });

  it('keeps the files outside the rooms from importing a room', async () => {
    const imports: readonly [file: string, specifier: string, isAllowed: boolean][] = [
      ['src/errors.ts', '#time/clock.ts', false],
      ['src/errors.ts', '#actions.ts', true],
      ['src/log-lines.ts', '#text/json-text.ts', true],
      ['src/telemetry.ts', 'pino', true],
      ['src/telemetry.ts', 'pg', false],
      ['src/errors.ts', './main.ts', false],
      ['src/errors.ts', '#open-world.ts', false],
      ['src/main.ts', '#store/store.ts', true],
      ['src/open-world.ts', '#store/store.ts', true],
      ['src/main.ts', '#http/server.ts', true],
      ['src/index.ts', '#operations/world.ts', true],
      ['src/errors.ts', '#library/library.ts', false],
    ];
    for (const [file, specifier, isAllowed] of imports) {
      const text = `import { thing } from '${specifier}';\nexport const same = thing;\n`;
      const { found, expected } = await judged([{ file, text, isAllowed }]);
      expect(found).toEqual(expected);
    }
  });
});

const longFile = `${'\n'.repeat(400)}export const last = 1;\n`;
const longFunction = `export function long(): number {\n${'  sum();\n'.repeat(69)}}\nfunction sum() {}\n`;

/** The rule that the linter must name, and a file that breaks only that rule. */
const violations: readonly [what: string, rule: string, file: string, text: string][] = [
  [
    'a cycle',
    'import(no-cycle)',
    'src/money/cycle.ts',
    "import { b } from './cycle-b.ts';\nexport const a = () => b;\n",
  ],
  ['a file over 400 lines', 'eslint(max-lines)', 'src/money/long.ts', longFile],
  ['a test over 400 lines', 'eslint(max-lines)', 'src/money/long.test.ts', longFile],
  [
    'a function over 70 lines',
    'eslint(max-lines-per-function)',
    'src/money/long-function.ts',
    longFunction,
  ],
  [
    'a type imported around the fence',
    'typescript(consistent-type-imports)',
    'src/money/around.ts',
    "export type Store = import('#store/store.ts').Store;\n",
  ],
  ['any', 'typescript(no-explicit-any)', 'src/money/any.ts', 'export const rate: any = 1;\n'],
  [
    'a suppressed type error',
    'typescript(ban-ts-comment)',
    'src/money/ignore.ts',
    '// @ts-ignore\nexport const rate = 1;\n',
  ],
  [
    'an expected type error',
    'typescript(ban-ts-comment)',
    'src/money/expect.ts',
    '// @ts-expect-error\nexport const rate = 1;\n',
  ],
  [
    'a non-null assertion',
    'typescript(no-non-null-assertion)',
    'src/money/bang.ts',
    'export const first = (all: number[]) => all[0]!;\n',
  ],
  [
    'a namespace',
    'typescript(no-namespace)',
    'src/money/namespace.ts',
    'export namespace Rates {\n  export const one = 1;\n}\n',
  ],
  [
    'a parameter property',
    'typescript(parameter-properties)',
    'src/engine/property.ts',
    'export class Queue {\n  constructor(readonly name: string) {}\n}\n',
  ],
  ['a default export', 'import(no-default-export)', 'src/cli/default.ts', 'export default 1;\n'],
  [
    'an unused import',
    'eslint(no-unused-vars)',
    'src/cli/unused.ts',
    "import { join } from 'node:path';\nexport const one = 1;\n",
  ],
  ['the console', 'eslint(no-console)', 'src/operations/console.ts', "console.log('paid');\n"],
  [
    'loose equality',
    'eslint(eqeqeq)',
    'src/money/loose.ts',
    'export const isOne = (rate: unknown) => rate == 1;\n',
  ],
  [
    'a built-in without node:',
    'unicorn(prefer-node-protocol)',
    'tools/protocol.ts',
    "import { join } from 'path';\nexport const same = join;\n",
  ],
  [
    'a thrown text',
    'eslint(no-throw-literal)',
    'src/money/throw.ts',
    "export function stop() {\n  throw 'stop';\n}\n",
  ],
  [
    'Date in a pure room',
    'eslint(no-restricted-globals)',
    'src/schedule/date.ts',
    'export const at = (ms: number) => new Date(ms);\n',
  ],
  [
    'Date in the store',
    'eslint(no-restricted-globals)',
    'src/store/date.ts',
    'export const atMs = () => Date.now();\n',
  ],
  [
    'Date in a test',
    'eslint(no-restricted-globals)',
    'test/scenarios/date.test.ts',
    'export const atMs = () => Date.now();\n',
  ],
  [
    'Date by the back door',
    'eslint(no-restricted-properties)',
    'src/cli/date.ts',
    'export const atMs = () => globalThis.Date.now();\n',
  ],
  [
    'chance in a pure room',
    'eslint(no-restricted-properties)',
    'src/run/chance.ts',
    'export const chance = () => Math.random();\n',
  ],
  [
    'chance in a test',
    'eslint(no-restricted-properties)',
    'test/contract/chance.test.ts',
    'export const chance = () => Math.random();\n',
  ],
  [
    'the clock of the machine in a pure room',
    'eslint(no-restricted-properties)',
    'src/time/zone.ts',
    'export const now = () => Temporal.Now.instant();\n',
  ],
  [
    'the clock of the machine in an operation',
    'eslint(no-restricted-properties)',
    'src/operations/now.ts',
    'export const now = () => Temporal.Now.instant();\n',
  ],
  [
    'the environment outside the configuration',
    'eslint(no-restricted-properties)',
    'src/operations/environment.ts',
    "export const home = () => process.env['HOME'];\n",
  ],
  [
    'a timer in a pure room',
    'eslint(no-restricted-globals)',
    'src/schedule/timer.ts',
    'export const later = (run: () => void) => setTimeout(run, 1);\n',
  ],
  [
    'the process in a pure room',
    'eslint(no-restricted-globals)',
    'src/payslip/process.ts',
    'export const pid = () => process.pid;\n',
  ],
  [
    'the global object in a pure room',
    'eslint(no-restricted-globals)',
    'src/payslip/global.ts',
    'export const all = () => globalThis;\n',
  ],
  [
    'a promise in a pure room',
    'eslint(no-restricted-globals)',
    'src/run/promise.ts',
    'export const later = () => Promise.resolve(1);\n',
  ],
  [
    'await in a pure room',
    'oxc(no-async-await)',
    'src/ledger/await.ts',
    'export const later = async (rate: () => number) => rate();\n',
  ],
  [
    'a sleeping test',
    'eslint(no-restricted-globals)',
    'test/faults/sleep.test.ts',
    'export const sleep = (run: () => void) => setTimeout(run, 1_000);\n',
  ],
  [
    'a focused test',
    'vitest(no-focused-tests)',
    'src/money/focus.test.ts',
    "import { expect, it } from 'vitest';\nit.only('is one', () => {\n  expect(1).toBe(1);\n});\n",
  ],
  [
    'a skipped test',
    'vitest(no-disabled-tests)',
    'src/money/skip.test.ts',
    "import { expect, it } from 'vitest';\nit.skip('is one', () => {\n  expect(1).toBe(1);\n});\n",
  ],
  [
    'a test that expects nothing',
    'vitest(expect-expect)',
    'src/money/nothing.test.ts',
    "import { it } from 'vitest';\nit('is one', () => {});\n",
  ],
];

/** Files that the planted files need, and files that must pass. */
const innocent: Files = {
  'src/money/cycle-b.ts': "import { a } from './cycle.ts';\nexport const b = () => a;\n",
  'src/time/clock.ts': 'export const now = () => Temporal.Now.instant();\n',
  'src/settings/config.ts': "export const home = () => process.env['HOME'];\n",
  'src/money/exactly-400.ts': `${'\n'.repeat(399)}export const last = 1;\n`,
  'src/operations/pay.ts':
    'export const pay = async (run: () => Promise<number>) => await run();\n',
  'src/store/wait.ts': 'export const later = (run: () => void) => setTimeout(run, 1);\n',
  'src/money/fine.test.ts':
    "import { expect, it } from 'vitest';\nit('is one', async () => {\n  expect(await Promise.resolve(1), 'one').toBe(1);\n});\n",
  'test/support/near.ts': 'export const near = 1;\n',
  'test/scenarios/up.test.ts':
    "import { near } from '../support/near.ts';\nexport const same = near;\n",
};

describe('the rules that a machine can hold', () => {
  const planted = violations.map(([, , file, text]) => [file, text] as const);
  const findings = lint({ ...innocent, ...Object.fromEntries(planted) });

  it.each(violations)('refuse %s', async (_, rule, file) => {
    const here = (await findings).filter((finding) => finding.file === file);
    expect(here.map((finding) => finding.rule)).toContain(rule);
    expect(new Set(here.map((finding) => finding.rule)).size, 'one rule each').toBe(1);
  });

  it.each([
    ['src/store/date.ts', 'Use Temporal'],
    ['src/operations/now.ts', 'the Clock that is handed in'],
    ['src/run/chance.ts', '#engine/seeded.ts'],
    ['test/faults/sleep.test.ts', 'wait for a condition'],
    ['src/operations/environment.ts', 'src/settings/'],
  ])('name what to write instead in %s', async (file, instead) => {
    const here = (await findings).filter((finding) => finding.file === file);
    expect(here.map(({ message }) => message).join()).toContain(instead);
  });

  it('accept what is allowed', async () => {
    const files = Object.keys(innocent).filter((file) => file !== 'src/money/cycle-b.ts');
    expect((await findings).filter(({ file }) => files.includes(file))).toEqual([]);
  });

  it('plant every file under its own name', () => {
    expect(new Set(planted.map(([file]) => file)).size).toBe(violations.length);
  });
});
