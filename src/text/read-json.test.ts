import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { answer, refuse } from '#errors.ts';
import { ownKey, parsedText, pointerTo, readJson } from './read-json.ts';

const even = parsedText(
  (text) =>
    Number(text) % 2 === 0
      ? answer(Number(text))
      : refuse({ family: 'invalid', code: 'not_even', message: `${text} is not even.` }),
  { description: 'An even number' },
);

const shape = z.strictObject({
  code: z.string().min(2).max(4),
  kind: z.enum(['first', 'second']).optional(),
  count: z.int().min(1).max(9).optional(),
  even: even.optional(),
  list: z.array(z.strictObject({ amount: z.int() })).optional(),
});

function issuesOf(json: unknown): readonly string[] {
  return readJson(json, shape).issues.map(
    ({ pointer, code, message }) => `${pointer} ${code}: ${message}`,
  );
}

describe('a JSON value read against a shape', () => {
  it('is answered when it is sound, with text that was parsed', () => {
    expect(readJson({ code: 'AB', even: '4' }, shape)).toEqual({
      value: { code: 'AB', even: 4 },
      issues: [],
    });
  });

  it.each<readonly [unknown, readonly string[]]>([
    [{}, ['/code missing_key: The key "code" is missing.']],
    [{ code: null }, ['/code wrong_type: Expected text, found null.']],
    [{ code: 'A' }, ['/code out_of_range: Expected at least 2 characters.']],
    [{ code: 'AB', count: 1.5 }, ['/count wrong_type: Expected a whole number, found a fraction.']],
    [
      { code: 'AB', count: Infinity },
      ['/count wrong_type: Expected a number, found a number that cannot be kept.'],
    ],
    [{ code: 'AB', count: 10 }, ['/count out_of_range: Expected at most 9.']],
    [
      { code: 'AB', kind: 'frist' },
      ['/kind unknown_value: Expected one of first, second. Did you mean first?'],
    ],
    [{ code: 'AB', even: '3' }, ['/even not_even: 3 is not even.']],
    [{ code: 'AB', even: 3 }, ['/even wrong_type: Expected text, found a number.']],
    [{ code: 'AB', list: {} }, ['/list wrong_type: Expected a list, found an object.']],
    [
      { code: 'AB', list: [{ amount: 1 }, { amont: 1 }] },
      [
        '/list/1/amount missing_key: The key "amount" is missing.',
        '/list/1/amont unknown_key: There is no key "amont" here. Did you mean amount?',
      ],
    ],
    [[], [' wrong_type: Expected an object, found a list.']],
    [undefined, [' wrong_type: Expected an object, found nothing.']],
  ])('%j has each fault with its pointer', (json, expected) => {
    expect(issuesOf(json)).toEqual(expected);
  });
});

describe('a pointer', () => {
  it('escapes what RFC 6901 asks', () => {
    expect(pointerTo(['a/b', 0, '~c'])).toBe('/a~1b/0/~0c');
  });
});

describe('an own key', () => {
  it('is never one that is inherited', () => {
    expect(ownKey({ a: 1 }, 'a')).toBe(1);
    expect(ownKey({}, 'toString')).toBeUndefined();
    expect(ownKey(null, 'a')).toBeUndefined();
  });
});
