import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseJsonText } from './json-text.ts';

function issuesOf(text: string): readonly string[] {
  const parsed = parseJsonText(text);
  if (parsed.ok) return [];
  return (
    parsed.refusal.issues?.map(({ pointer, code }) => `${pointer} ${code}`) ?? [parsed.refusal.code]
  );
}

describe('JSON text', () => {
  it('gives the same value as JSON.parse for any content', () => {
    const any = fc.jsonValue().filter((value) => !JSON.stringify(value).includes('"__proto__"'));
    fc.assert(
      fc.property(any, (value) => {
        const text = JSON.stringify(value, null, 1);
        expect(issuesOf(text).filter((issue) => !issue.endsWith('number_too_large'))).toEqual([]);
        const parsed = parseJsonText(text);
        if (parsed.ok) expect(parsed.value).toEqual(JSON.parse(text));
      }),
    );
  });

  it('may begin with a byte order mark', () => {
    expect(parseJsonText('\uFEFF{"a":1}')).toEqual({ ok: true, value: { a: 1 } });
  });

  it.each([
    ['{"a":1,"b":{"a":2,"a":3}}', ['/b/a duplicate_key']],
    ['{"a":1,"\\u0061":2}', ['/a duplicate_key']],
    ['[{"x":1},{"x":1,"x":2}]', ['/1/x duplicate_key']],
    ['{"a/b~c":{"d":1,"d":1}}', ['/a~1b~0c/d duplicate_key']],
    ['{"__proto__":{"a":1}}', ['/__proto__ reserved_key']],
    ['{"n":9007199254740993}', ['/n number_too_large']],
    ['[1,2,-9007199254740992]', ['/2 number_too_large']],
    ['{"n":1e400,"m":[-1e999]}', ['/n number_too_large', '/m/0 number_too_large']],
    ['[1e30,9007199254740993.0]', ['/0 number_too_large', '/1 number_too_large']],
    ['[1e-400,0,0.0,-0,0e5]', ['/0 number_too_small']],
    ['{"s":"{\\"a\\":1,\\"a\\":2}","t":"\\\\"}', []],
    ['{"a":[],"b":{"a":{}},"c":1.5e3}', []],
  ])('%s has %j', (text, expected) => {
    expect(issuesOf(text)).toEqual(expected);
  });

  it.each(['', '   ', '{', '{"a":1,}', "{'a':1}", '{"a":1} x', 'NaN', '// hello'])(
    '%j is refused',
    (text) => {
      expect(issuesOf(text)).toEqual(['json_wrong_format']);
    },
  );

  it('says where it stops being JSON', () => {
    const parsed = parseJsonText('{\n  "a": 1,\n  b: 2\n}');
    expect(parsed.ok || parsed.refusal.message).toContain('line 3, column 3');
  });
});
