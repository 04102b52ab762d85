import { describe, expect, it } from 'vitest';
import { exceptionRows, type ShownException } from './exceptions-view.ts';

function held(count: number, code: string, detail = 'no hours'): readonly ShownException[] {
  return Array.from({ length: count }, (_, index) => ({
    number: `E${index + 1}`,
    name: `Person ${index + 1}`,
    disposition: 'held' as const,
    code,
    detail,
    hint: 'enter the hours',
    actions: [],
  }));
}

describe('people who are not paid', () => {
  it('are a row each while few have one reason', () => {
    const rows = exceptionRows(held(10, 'missing_hours'), { isAll: false });
    expect(rows).toHaveLength(10);
  });

  it('are one row with a count if many have the same reason, next to those with another', () => {
    const many = [...held(560, 'missing_hours'), ...held(1, 'negative_net', 'not enough pay')];
    expect(exceptionRows(many, { isAll: false })).toEqual([
      ['560 people', 'E1, E2, E3, …', 'held', 'no hours', 'enter the hours'],
      ['E1', 'Person 1', 'held', 'not enough pay', 'enter the hours'],
    ]);
  });

  it('are each listed when all are asked for', () => {
    expect(exceptionRows(held(560, 'missing_hours'), { isAll: true })).toHaveLength(560);
  });

  it('are counted by who knows how many there are, if not all are listed', () => {
    const rows = exceptionRows(held(100, 'missing_hours'), {
      isAll: false,
      peopleWith: () => 560,
    });
    expect(rows).toMatchObject([{ 0: '560 people' }]);
  });

  it('with reasons that differ by person are pointed at, not mixed', () => {
    const each = held(11, 'hired_later').map((one) => ({ ...one, detail: `of ${one.number}` }));
    expect(exceptionRows(each, { isAll: false })).toMatchObject([
      { 0: '11 people', 3: 'hired later', 4: 'enter the hours' },
    ]);
  });
});
