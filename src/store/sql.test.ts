import { describe, expect, it } from 'vitest';
import { Bug } from '#errors.ts';
import { sql, statementOf, textOf } from './sql.ts';

describe('a statement', () => {
  it('keeps its values separate from its text, and numbers them in order', () => {
    const inner = sql`b = ${2}`;
    expect(statementOf(sql`select ${1} where ${inner} and c = ${'x; drop table'}`)).toEqual({
      text: 'select $1 where b = $2 and c = $3',
      parameters: [1, 2, 'x; drop table'],
    });
  });

  it('takes null, objects and arrays as values', () => {
    expect(statementOf(sql`select ${null}, ${[1, 2]}, ${{ a: 1 }}`).parameters).toEqual([
      null,
      [1, 2],
      { a: 1 },
    ]);
  });

  it('refuses a value that is not there', () => {
    expect(() => statementOf(sql`select ${undefined}`)).toThrow(Bug);
  });

  it('quotes names, and joins pieces with a comma or a given separator', () => {
    const names = ['a', 'b"c', 't.d'].map((name) => sql.ref(name));
    expect(statementOf(sql`select ${sql.join(names)}`).text).toBe('select "a", "b""c", "t"."d"');
    expect(statementOf(sql.join([sql`a = ${1}`, sql`b = ${2}`], sql` and `))).toEqual({
      text: 'a = $1 and b = $2',
      parameters: [1, 2],
    });
    expect(statementOf(sql`(${sql.join([])})`).text).toBe('()');
  });
});

describe('a statement with its values in its text', () => {
  it('has whole numbers, dates and arrays of them', () => {
    const day = Temporal.PlainDate.from('2026-01-05');
    const query = sql`select ${7} where id = any(${[1, 2]}::int[]) and ${sql`on_day = ${day}`}`;
    expect(textOf(query)).toBe(
      "select '7' where id = any('{1,2}'::int[]) and on_day = '2026-01-05'",
    );
  });

  it.each(["'; drop table payslip; --", 1.5, null, [null], 7n])('refuses %s', (value) => {
    expect(() => textOf(sql`select ${value}`)).toThrow(Bug);
  });
});
