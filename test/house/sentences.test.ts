/**
 * Tests the tidy check of sentences: each kind of fault is found in a planted file, and correct
 * text passes.
 */
import { describe, expect, it } from 'vitest';
import { sentencesArePlain } from '../../tools/tidy/check-words.ts';

const comment = '/** What a stranger needs. */\n';
const document = (text: string) => ({ path: 'docs/plan.md', text: `# Plan\n\n${text}\n` });
const source = (text: string) => ({ path: 'src/store/row.ts', text: `${comment}${text}\n` });

describe('the check of sentences', () => {
  it.each([
    [
      'a long sentence in a document',
      'long sentence',
      3,
      document(`It ${'goes on and '.repeat(10)}ends.`),
    ],
    [
      'a long sentence that is put together in a message',
      'long sentence',
      2,
      source(
        `export const row = '${'goes on and '.repeat(8)}' +\n  'goes on ${'and on '.repeat(6)}';`,
      ),
    ],
    ['a double negation', 'double negation', 3, document('Nobody is paid without a reason.')],
    [
      'a mannerism',
      'mannerism',
      2,
      source('export const row = (n: string) => `run ${n} all the same`;'),
    ],
    ['what a cell of a table says', 'mannerism', 3, document('| a | mend the file now |')],
  ])('finds %s', (_, check, line, file) => {
    expect(sentencesArePlain([file])).toMatchObject([{ path: file.path, check, line }]);
  });

  it.each([
    ['short sentences that stand together', document('It runs. It ends. '.repeat(20))],
    ['code in a document', document(`\`\`\`\n${'one two '.repeat(20)}\n\`\`\``)],
    ['SQL', source(`export const q = 'select a from b where ${'c and '.repeat(30)} d';`)],
    ['a comment', source(`// ${'goes on and '.repeat(12)}`)],
    ['names beside each other', source(`export const all = '${'AED AFN ALL '.repeat(12)}';`)],
  ])('lets %s pass', (_, file) => {
    expect(sentencesArePlain([file])).toEqual([]);
  });
});
