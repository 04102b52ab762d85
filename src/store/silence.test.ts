import { describe, expect, it } from 'vitest';
import { type Seen, unlessSilent } from './silence.ts';

const patience = { quietMs: 1, doubtMs: 1 };
const atWork: Seen = { kind: 'at_work' };
const waiting = (progress: string): Seen => ({ kind: 'waits_for_us', progress });

/** The result when the answer arrives after `looksNeeded` looks. The last sight repeats. */
async function after(looksNeeded: number, sights: readonly Seen[]): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<string>();
  let looks = 0;
  const look = async (): Promise<Seen> => {
    looks += 1;
    if (looks === looksNeeded) resolve('answered');
    return sights[looks - 1] ?? sights.at(-1) ?? atWork;
  };
  return unlessSilent(promise, { look, patience }).catch(
    (error: { readonly code: string }) => error.code,
  );
}

describe('a statement that is not answered', () => {
  it.each<[string, number, readonly Seen[], string]>([
    ['is waited for while the server works on it', 20, [atWork], 'answered'],
    [
      'is given up when nobody reaches the server',
      5,
      [{ kind: 'unreachable' }],
      'database_unreachable',
    ],
    [
      'is given up when the server waits for us twice',
      5,
      [waiting('7'), waiting('7')],
      'database_unreachable',
    ],
    [
      'is waited for while its bytes grow',
      4,
      [waiting('1'), waiting('2'), waiting('3'), waiting('4')],
      'answered',
    ],
    [
      'is not given up for one answer on its way',
      3,
      [waiting('7'), atWork, waiting('7')],
      'answered',
    ],
  ])('%s', async (_, looksNeeded, sights, becomes) => {
    expect(await after(looksNeeded, sights)).toBe(becomes);
  });

  it('ends with its own error when it has one', async () => {
    const failed = Promise.reject(new Error('a constraint'));
    await expect(unlessSilent(failed, { look: async () => atWork, patience })).rejects.toThrow(
      'a constraint',
    );
  });
});
