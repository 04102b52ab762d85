import { describe, expect, it } from 'vitest';
import { actorNamed } from '#operations/who-was-first.ts';
import { enteredInWords } from './owed-csv.ts';

describe('who entered pay data that something is owed for', () => {
  const entered = {
    actor: 'person:ada',
    at: Temporal.Instant.from('2026-11-20T14:03:00Z'),
    action: 'terms.import',
    revision: 7,
    subject: 'company:1',
  };

  it('is a person by name, as in every other list', () => {
    const name = actorNamed(entered.actor);
    expect(name).toBe('ada');
    expect(enteredInWords(entered).split(',')[0]).toBe(name);
  });

  it('is a program with the person it acts for', () => {
    const words = actorNamed('person:portal for person:ada').split(' ');
    expect(words).toEqual(['portal', 'for', 'ada']);
    expect(actorNamed('worker:host-4711')).toBe('worker:host-4711');
  });
});
