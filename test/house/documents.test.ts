/**
 * The lists in the documents match what exists.
 */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { coveragePage } from '#cli/payslips/coverage-page.ts';
import { valueOf } from '#methods/refused.ts';
import { coverage } from '#operations/coverage.ts';
import { furtherInvariants } from '#store/reads/further-invariants.ts';
import { invariants } from '#store/reads/invariants.ts';
import { apiRolesPage } from '../../tools/api-roles.ts';
import { filesBelow } from '../../tools/tidy.ts';
import { rooms } from './room-table.ts';

const root = join(import.meta.dirname, '..', '..');
const read = (path: string) => readFile(join(root, path), 'utf8');

/** The rows of every table in a document, cell by cell. */
function rowsOf(text: string): readonly (readonly string[])[] {
  return text
    .split('\n')
    .filter((line) => line.startsWith('|') && !/^\|[\s|-]+$/.test(line))
    .map((line) =>
      line
        .slice(1, -1)
        .split('|')
        .map((cell) => cell.trim()),
    );
}

describe('ARCHITECTURE.md', () => {
  it('lists exactly the invariants that verify checks', async () => {
    const listed = rowsOf(await read('ARCHITECTURE.md')).filter(([id]) => /^I\d+$/.test(id ?? ''));
    const checked = [...invariants, ...furtherInvariants].map(({ id }) => id);
    const number = (id: string) => Number(id.slice(1));
    expect(listed.map(([id]) => id)).toEqual(
      [...new Set(checked)].sort((one, other) => number(one) - number(other)),
    );
  });

  it('names only existing tests for an invariant', async () => {
    const listed = rowsOf(await read('ARCHITECTURE.md')).filter(([id]) => /^I\d+$/.test(id ?? ''));
    for (const [id, , , shownBy = ''] of listed) {
      for (const [, path = ''] of shownBy.matchAll(/`((?:src|test)\/[^`]+)`/g)) {
        await expect(readFile(join(root, path)), `${id}: ${path}`).resolves.toBeDefined();
      }
    }
  });

  it('lists the rooms on the floors of the import fence', async () => {
    const listed = rowsOf(await read('ARCHITECTURE.md')).filter(([floor]) =>
      /^\d$/.test(floor ?? ''),
    );
    const expected = Object.entries(rooms).map(([name, { floor }]) => [
      String(floor),
      `\`${name}\``,
    ]);
    expect(listed.map(([floor, room]) => [floor, room])).toEqual(expected);
  });
});

describe('the documents of this repository', () => {
  it.each(['ARCHITECTURE.md', 'AGENTS.md', 'CONTRIBUTING.md', 'GLOSSARY.md', 'STYLE.md'])(
    '%s names only existing files and folders',
    async (document) => {
      const all = (await filesBelow(root)).map(({ path }) => `/${path}`);
      const isThere = (name: string) =>
        all.some(
          (path) => path.endsWith(`/${name}`) || path.includes(`/${name.replace(/\/$/, '')}/`),
        );
      const text = await read(document);
      const named = [...text.matchAll(/`([\w.-]+(?:\/[\w.-]*)+|[\w-]+\.(?:ts|mjs|json))`/g)]
        .map(([, name = '']) => name)
        .filter((name) => !/^(?:\.|dist\/|node_modules\/)|NNNN/.test(name));
      expect(named.filter((name) => !isThere(name))).toEqual([]);
    },
  );
});

describe('docs/decisions', () => {
  it('lists every record in its index', async () => {
    const records = (await readdir(join(root, 'docs/decisions'))).filter((name) =>
      /^\d{4}-/.test(name),
    );
    const index = await read('docs/decisions/README.md');
    for (const record of records) expect(index).toContain(`(${record})`);
  });

  it('says in a replaced record which record replaces it', async () => {
    const records = (await readdir(join(root, 'docs/decisions'))).sort();
    for (const record of records) {
      const text = await read(`docs/decisions/${record}`);
      for (const [, replaced = ''] of text.matchAll(/^.*Replaces .*\((\d{4}-[\w-]+\.md)\)/gm)) {
        expect(await read(`docs/decisions/${replaced}`), replaced).toContain(`(${record})`);
      }
    }
  });
});

describe('docs/api-roles.md', () => {
  it('is what the table of the API says', async () => {
    expect(await read('docs/api-roles.md')).toBe(apiRolesPage());
  });
});

describe('docs/coverage.md', () => {
  it('is what `paybeat coverage --markdown` writes', async () => {
    expect(await read('docs/coverage.md')).toBe(`${coveragePage(valueOf(coverage()))}\n`);
  });
});

describe('GLOSSARY.md', () => {
  it('gives each word one meaning', async () => {
    const words = rowsOf(await read('GLOSSARY.md')).flatMap(([cell = '']) => cell.split(', '));
    const given = words.filter((word) => word !== 'word');
    expect(given.filter((word, index) => given.indexOf(word) !== index)).toEqual([]);
  });
});
