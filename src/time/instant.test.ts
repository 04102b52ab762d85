import { describe, expect, it } from 'vitest';
import { parseInstant } from './instant.ts';

describe('a moment', () => {
  it.each([
    ['2026-03-08T07:00:00Z', '2026-03-08T07:00:00Z'],
    ['2026-03-08T02:00-05:00', '2026-03-08T07:00:00Z'],
    ['2026-03-08T07:00:00.125+00:00', '2026-03-08T07:00:00.125Z'],
    ['2026-03-08T12:45:00+05:45', '2026-03-08T07:00:00Z'],
  ])('%s is read', (text, at) => {
    const parsed = parseInstant(text);
    expect(parsed.ok && `${parsed.value}`).toBe(at);
  });

  it.each([
    ['2026-03-08', 'instant_wrong_format'],
    ['2026-03-08T07:00:00', 'instant_wrong_format'],
    ['2026-03-08 07:00:00Z', 'instant_wrong_format'],
    ['2026-03-08T24:00:00Z', 'instant_wrong_format'],
    ['2026-03-08T07:00:60Z', 'instant_wrong_format'],
    ['2026-03-08T07:00:00Z[America/New_York]', 'instant_wrong_format'],
    ['2026-03-08T07:00:00,5Z', 'instant_wrong_format'],
    ['2026-02-30T07:00:00Z', 'date_impossible'],
    [1_772_953_200, 'instant_wrong_format'],
    [null, 'instant_wrong_format'],
  ])('%j is refused', (text, code) => {
    const parsed = parseInstant(text);
    expect(parsed.ok || parsed.refusal.code).toBe(code);
  });
});
