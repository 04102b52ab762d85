/** The tidy check of comparisons: a copy of a sentence is found in a test, and facts pass. */
import { describe, expect, it } from 'vitest';
import { testsCompareFacts } from '../../tools/tidy/check-comparisons.ts';

const check = (text: string, path = 'test/scenarios/run.test.ts') =>
  testsCompareFacts([{ path, text: `/** What is shown. */\n${text}\n` }]);

describe('the check of comparisons', () => {
  it.each([
    ['a text', "expect(message).toBe('Run 5 is already paying them.');"],
    ['a part of one', "expect(out).toContain('it never runs again');"],
    ['a pattern', 'expect(out).toMatch(/committed run never changes/);'],
    ['a template', 'expect(out).toContain(`Period ${id} is not due yet.`);'],
    ['a text on the next line', "expect(out).toBe(\n  'Nobody was paid now.',\n);"],
    ['a message in an object', "expect(one).toMatchObject({ message: 'it was not done' });"],
    ['a matcher', "const has = expect.stringContaining('no hours were taken');"],
    ['a thrown text', "expect(act).toThrow('there is no such run');"],
    ['a search', "expect(err.includes('it was not done')).toBe(true);"],
  ])('finds %s', (_, text) => {
    expect(check(text)).toMatchObject([{ check: 'a sentence in a comparison' }]);
  });

  it.each([
    ['a code', "expect(refusal).toMatchObject({ code: 'run_state', family: 'conflict' });"],
    ['facts', "expect(factsIn(why)).toEqual(['2026-06-18', '5']);"],
    ['a name and a reason in two words', "expect(row).toEqual({ name: 'Ada Byron', why: 'x y' });"],
    ['a command', "expect(out).toContain('paybeat runs approve');"],
    [
      'what the test gave',
      "const why = 'the shop was shut';\nexpect(run.why).toBe('the shop was shut');",
    ],
    ['a sentence outside a comparison', "it('a late period is held', () => {});"],
  ])('lets %s pass', (_, text) => {
    expect(check(text)).toEqual([]);
  });

  it('leaves out the program, and the tests whose subject is the wording', () => {
    const text = "expect(out).toContain('it never runs again');";
    expect(check(text, 'src/run/blockers.ts')).toEqual([]);
    expect(check(text, 'src/cli/views/times.test.ts')).toEqual([]);
    expect(check(text, 'src/run/blockers.test.ts')).toHaveLength(1);
  });
});
