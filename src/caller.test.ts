import { describe, expect, it } from 'vitest';
import { Bug } from '#errors.ts';
import {
  actorOf,
  companiesOf,
  confinedTo,
  mayLookInto,
  operator,
  operatorOnly,
  work,
} from './caller.ts';

const ada = operator({ who: 'person:ada', door: 'library' });

describe('a caller', () => {
  it('stands in the audit chain as who acted, and for whom', () => {
    expect(actorOf(ada)).toBe('person:ada');
    expect(actorOf(work('worker:one'))).toBe('worker:one');
    expect(actorOf({ ...ada, onBehalfOf: 'person:bob' })).toBe('person:ada for person:bob');
  });

  it('who is an operator looks into every company', () => {
    expect(mayLookInto(ada, 7)).toBe(true);
    expect(operatorOnly(ada).ok).toBe(true);
  });

  it('who is confined looks into those companies and no other', () => {
    const confined = confinedTo(ada, [3]);
    expect(companiesOf(confined)).toEqual([3]);
    expect([3, 7].map((companyId) => mayLookInto(confined, companyId))).toEqual([true, false]);
  });

  it('who is confined may not do what is of no company', () => {
    expect(operatorOnly(confinedTo(ada, [3]))).toMatchObject({
      ok: false,
      refusal: { family: 'denied', code: 'not_an_operator' },
    });
  });

  it('cannot be confined to a company of somebody else', () => {
    expect(() => confinedTo(confinedTo(ada, [3]), [3, 7])).toThrow(Bug);
  });

  it('that is work looks across companies', () => {
    expect(companiesOf(work('worker:one'))).toBe('every');
    expect(operatorOnly(work('worker:one')).ok).toBe(true);
  });
});
