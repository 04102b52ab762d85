/** Several statements in one message to the server (decision 0098). */
import { afterAll, describe, expect, it } from 'vitest';
import { connectionsOf } from '#store/connections.ts';
import { BinaryRows } from '#store/reads/binary-rows.ts';
import { testDatabase } from '../support/database.ts';

const database = await testDatabase();
const connections = connectionsOf({ url: database.url, connections: 1 });
const connection = await connections.connect();
afterAll(async () => {
  connection.release();
  await connections.end();
});

const asked = (sql: string, ...parameters: readonly unknown[]) => {
  return { sql, parameters, keepsPlan: false };
};
const kept = (sql: string, ...parameters: readonly unknown[]) => {
  return { sql, parameters, keepsPlan: true };
};

async function valueOf(sql: string): Promise<unknown> {
  const [row] = (await connection.query(sql, [])).rows as readonly { readonly value: unknown }[];
  return row?.value;
}

await connection.query('create temporary table seen (nth int primary key)');

describe('statements that are sent together', () => {
  it('are worked on in their order, and each sees what the ones before it wrote', async () => {
    const answers = await connection.together([
      asked('insert into seen select nth from generate_series($1::int, $2::int) nth', 1, 3),
      asked('select array_agg(nth order by nth) as "all" from seen'),
      asked('update seen set nth = -nth where nth > $1', 1),
      asked('select nth from seen order by nth'),
      asked('delete from seen where nth > 100'),
    ]);
    expect(answers.map(({ rowCount, command }) => [command, rowCount])).toEqual([
      ['INSERT', 3],
      ['SELECT', 1],
      ['UPDATE', 2],
      ['SELECT', 3],
      ['DELETE', 0],
    ]);
    expect(answers[1]?.rows).toEqual([{ all: [1, 2, 3] }]);
    expect(answers[3]?.rows).toEqual([{ nth: -3 }, { nth: -2 }, { nth: 1 }]);
  });

  it('all fail when one fails, nothing after it is done, and the connection goes on', async () => {
    await connection.query('create temporary sequence called');
    const together = connection.together([
      asked("select nextval('called')"),
      asked('select 1 / $1::int', 0),
      asked("select nextval('called')"),
    ]);
    await expect(together).rejects.toMatchObject({ code: '22012' });
    expect(await valueOf('select last_value::int as value from called')).toBe(1);
  });

  it('do nothing outside the transaction that they were to begin', async () => {
    const together = connection.together([
      asked('begin isolation level unheard_of'),
      asked('insert into seen values ($1)', 77),
    ]);
    await expect(together).rejects.toMatchObject({ code: '42601' });
    expect(await valueOf('select count(*)::int as value from seen where nth = 77')).toBe(0);
  });

  it('keep their plans by text, also after one of them failed', async () => {
    const halves = (by: number) => kept('select 12 / $1::int as half', by);
    const seven = kept('select 7 as seven where $1', true);
    await expect(connection.together([seven, halves(0)])).rejects.toThrow('zero');
    for (let time = 0; time < 3; time += 1) {
      const [half, also] = await connection.together([halves(2), seven]);
      expect([half?.rows, also?.rows]).toEqual([[{ half: 6 }], [{ seven: 7 }]]);
    }
    const plans = `select count(*)::int as value from pg_prepared_statements
      where statement like 'select 12 /%'`;
    expect(await valueOf(plans)).toBe(1);
  });

  it('answer many rows, as objects and as the bytes of a COPY', async () => {
    const many = `select nth, repeat('é', 40) as text, null::date as day
      from generate_series(1, $1::int) nth`;
    const count = 20_000;
    const [rows, bytes, none] = await connection.together([
      asked(many, count),
      { ...kept(many, count), inBytes: true },
      { ...kept(many, 0), inBytes: true },
    ]);
    const found = rows?.rows as readonly { readonly nth: number; readonly text: string }[];
    expect(found).toHaveLength(count);
    expect(found.at(-1)).toEqual({ nth: count, text: 'é'.repeat(40), day: null });
    const read = new BinaryRows(bytes?.inBytes ?? Buffer.alloc(0));
    let last: unknown;
    for (let nth = 0; nth < count; nth += 1) {
      expect(read.next()).toBe(true);
      last = [read.int4(), read.text(), read.dateOrNull()];
    }
    expect([last, read.next()]).toEqual([[count, 'é'.repeat(40), null], false]);
    expect(new BinaryRows(none?.inBytes ?? Buffer.alloc(0)).next()).toBe(false);
  });
});

describe('a COPY whose bytes go with its statement', () => {
  const line = (nth: number) => Buffer.from(`${nth}\n`);
  const copy =
    'set local statement_timeout = 0; copy seen from stdin; set local statement_timeout = 0';
  const copied = async () => valueOf('select count(*)::int as value from seen where nth > 1000');

  it.each([
    ['none', 0],
    ['few bytes', 10],
    ['more than go at once', 400_000],
  ])('stores all rows: %s', async (_, count) => {
    await connection.query('begin');
    const lines = Iterator.from(Array.from({ length: count }, (__, nth) => line(2_000 + nth)));
    await connection.copyIn(copy, lines);
    expect(await copied()).toBe(count);
    await connection.query('rollback');
  });

  it('stores none when it fails before or in its bytes, and the connection goes on', async () => {
    await connection.query('begin');
    const twice = connection.copyIn(copy, [line(2_000), line(2_000)]);
    await expect(twice).rejects.toMatchObject({ code: '23505' });
    await connection.query('rollback');
    const unknown = connection.copyIn('copy unheard_of from stdin', [line(2_000), line(2_001)]);
    await expect(unknown).rejects.toMatchObject({ code: '42P01' });
    expect(await copied()).toBe(0);
  });
});

describe('a parameter', () => {
  const day = Temporal.PlainDate.from('2026-11-27');
  const odd = ['NULL', '', 'a"b\\c', 'é, {x}', null];
  it.each([
    ['int', 7, 7],
    ['int8', 2n ** 60n, 2n ** 60n],
    ['bool', true, true],
    ['text', null, null],
    ['text', 'a "word" \\ é', 'a "word" \\ é'],
    ['date', day, day],
    ['bytea', Buffer.from([0, 255, 34]), Buffer.from([0, 255, 34])],
    ['bytea[]', [Buffer.from([0, 92]), null], [Buffer.from([0, 92]), null]],
    ['text[]', odd, odd],
    ['text[]', [], []],
    ['int[]', [1, null, -3], [1, null, -3]],
    ['int8[]', [1n, -(2n ** 60n)], [1n, -(2n ** 60n)]],
    ['bool[]', [true, false, null], [true, false, null]],
    ['jsonb', { a: ['"', 1] }, { a: ['"', 1] }],
    ['jsonb[]', ['{"a": "\\""}', null], [{ a: '"' }, null]],
  ] as const)('of type %s arrives as it was given', async (type, given, arrives) => {
    const [answer] = await connection.together([asked(`select $1::${type} as value`, given)]);
    expect(answer?.rows).toEqual([{ value: arrives }]);
  });
});
