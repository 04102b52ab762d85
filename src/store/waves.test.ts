import { describe, expect, it } from 'vitest';
import { Bug } from '#errors.ts';
import type { Connection, QueryResult } from './connections.ts';
import { Waves } from './waves.ts';

/** A connection that records what it is sent together, and answers each statement with its text. */
function recorded(fails: (sql: string) => boolean = () => false) {
  const sent: string[][] = [];
  const answerTo = (sql: string): QueryResult => {
    if (fails(sql)) throw new Error(`refused: ${sql}`);
    return { rows: [sql], rowCount: 1, command: 'SELECT' };
  };
  const connection: Connection = {
    query: async (sql) => {
      sent.push([sql]);
      return answerTo(sql);
    },
    together: async (asks) => {
      sent.push(asks.map(({ sql }) => sql));
      return asks.map(({ sql }) => answerTo(sql));
    },
    copyIn: async () => undefined,
    copyOut: async () => Buffer.alloc(0),
    release: () => undefined,
  };
  const waves = new Waves(connection);
  const ask = async (sql: string) =>
    (await waves.ask({ sql, parameters: [], keepsPlan: false })).rows[0];
  return { waves, ask, sent };
}

describe('the questions of a transaction', () => {
  it('go together when none waits for the answer of another, in the order in which they are put', async () => {
    const { ask, sent } = recorded();
    const chain = async (name: string) => [await ask(`${name}1`), await ask(`${name}2`)];
    expect(await Promise.all([chain('a'), ask('b'), chain('c')])).toEqual([
      ['a1', 'a2'],
      'b',
      ['c1', 'c2'],
    ]);
    expect(await ask('d')).toBe('d');
    expect(sent).toEqual([['a1', 'b', 'c1'], ['a2', 'c2'], ['d']]);
  });

  it('keep their order around one that goes alone', async () => {
    const { waves, ask, sent } = recorded();
    const copied = async () => sent.push(['copy']);
    await Promise.all([ask('a'), ask('b'), waves.alone(copied), ask('c')]);
    expect(sent).toEqual([['a', 'b'], ['copy'], ['c']]);
  });

  it('all fail with the one that fails, and nothing more is sent', async () => {
    const { waves, ask, sent } = recorded((sql) => sql === 'b');
    const later = ask('a').then(() => ask('later'));
    const answers = await Promise.allSettled([later, ask('b'), ask('c')]);
    expect(answers.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
    await expect(ask('d')).rejects.toThrow('refused: b');
    await waves.end();
    expect(sent).toEqual([['a', 'b', 'c']]);
  });

  it('are refused once the transaction has ended', async () => {
    const { waves, ask, sent } = recorded();
    expect(await ask('a')).toBe('a');
    const notSent = ask('b');
    await Promise.all([waves.end(), expect(notSent).rejects.toBeInstanceOf(Bug)]);
    await expect(ask('c')).rejects.toBeInstanceOf(Bug);
    expect(sent).toEqual([['a']]);
  });
});
