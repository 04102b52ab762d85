import { describe, expect, it } from 'vitest';
import type { ReviewDecision } from '#run/review-clock.ts';
import { actorNamed } from './who-was-first.ts';

type By = Extract<ReviewDecision, { readonly kind: 'approve' }>['by'];
const deciders: { readonly [One in By]: true } = {
  approve_when_clean: true,
  window: true,
  silence: true,
};

describe('the name of who approved a run', () => {
  it('is another one for each rule that approves without a person', () => {
    const names = Object.keys(deciders).map((one) => actorNamed(`policy:${one}`));
    expect(new Set(names).size).toBe(names.length);
  });

  it('is the rule, if a later version has one that this version does not know', () => {
    expect(actorNamed('policy:two_thirds')).toContain('two thirds');
  });

  it('is the name of a person, and of the program that acts for one', () => {
    expect(actorNamed('person:ada')).toBe('ada');
    expect(actorNamed('person:portal for person:ada').split(' ')).toEqual(['portal', 'for', 'ada']);
  });
});
