import { describe, expect, it } from 'vitest';
import { Outage, refuse } from '#errors.ts';
import { shortened } from './shortened.ts';

const long = 'x'.repeat(10_000);
const start = `${'x'.repeat(60)}…`;

describe('what somebody else wrote, inside a sentence', () => {
  it.each([
    [
      'a long word',
      `there is no company ${long}`,
      `there is no company ${start} (10,000 characters)`,
    ],
    ['a quotation', `unknown command '${long}'`, `unknown command '${start}' (10,000 characters)`],
    [
      'a quotation before a full stop',
      `There is no key "${long}".`,
      `There is no key "${start}" (10,000 characters).`,
    ],
    [
      'a quotation with blanks in it',
      `argument '${'x y '.repeat(100)}' is invalid`,
      `argument '${'x y '.repeat(15)}…' (400 characters) is invalid`,
    ],
    [
      'characters of two halves',
      `no ${'🎄'.repeat(300)} here`,
      `no ${'🎄'.repeat(60)}… (300 characters) here`,
    ],
  ])('%s is shown by its beginning and its length', (_, text, expected) => {
    expect(shortened(text)).toBe(expected);
  });

  it('is whole when it is short, whatever its apostrophes', () => {
    const text = `the company's list and ${'another word '.repeat(40)}and the person's`;
    expect(shortened(text)).toBe(text);
    expect(shortened('there is no company x')).toBe('there is no company x');
    expect(shortened(`/${'folder/'.repeat(20)}file`)).toBe(`/${'folder/'.repeat(20)}file`);
  });

  it('that is only words is cut as a whole', () => {
    expect(shortened('word '.repeat(2_000))).toBe(`${'word '.repeat(200)}… (10,000 characters)`);
  });

  it('is short in every refusal, with its issues, and in every outage', () => {
    const { refusal } = refuse({
      family: 'invalid',
      code: 'x',
      message: long,
      hint: long,
      issues: [{ pointer: `/${long}`, code: 'x', message: long }],
    });
    expect(refusal.message.length).toBeLessThan(100);
    expect(refusal.hint?.length).toBeLessThan(100);
    expect(refusal.issues?.[0]?.message.length).toBeLessThan(100);
    expect(refusal.issues?.[0]?.pointer.length).toBeLessThan(100);
    expect(new Outage('x', long).message.length).toBeLessThan(100);
  });
});
