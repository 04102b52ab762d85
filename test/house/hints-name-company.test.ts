/**
 * A hint is a command that works when it is pasted. With several companies, a command about one of them needs its
 * code, so the action has it.
 */
import { globSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

/** Their command has `--company` (src/cli/spell-action.test.ts). `ask_again` repeats a command that has it. */
const ofCompany = namesOfCompany(readFileSync('src/actions.ts', 'utf8'));
/** Stored with a run by its sets, which read no codes. The door adds the company of the run. */
const ofWarnings = new Set(['owed_unsettled', 'no_opening_balances']);

function namesOfCompany(text: string): ReadonlySet<string> {
  const found = text.matchAll(/readonly (\w+): InCompany\b/g);
  return new Set([...found].map(([, name = '']) => name));
}

interface Hint {
  readonly path: string;
  readonly action: string;
  readonly hasCompany: boolean;
}

function hintsIn(path: string, text: string): readonly Hint[] {
  return [...text.matchAll(/action: '(\w+)'([^}]*)\}/g)].flatMap((match): readonly Hint[] => {
    const [, action = '', rest = ''] = match;
    const [code] =
      text
        .slice(0, match.index)
        .match(/(?<=\bcode: ')\w+(?=')/g)
        ?.slice(-1) ?? [];
    if (!ofCompany.has(action) || (code !== undefined && ofWarnings.has(code))) return [];
    // Facts that are spread have the company: the types of actions do not tell.
    return [{ path, action, hasCompany: /\bcompany\b|\.\.\./.test(rest) }];
  });
}

describe('a hint about one company', () => {
  it('names the company in every room', () => {
    const hints = globSync('src/**/*.ts').flatMap((path) =>
      path.includes('.test.') || path.includes('.fixture.')
        ? []
        : hintsIn(path, readFileSync(path, 'utf8')),
    );
    expect(hints.length).toBeGreaterThan(20);
    expect(hints.filter(({ hasCompany }) => !hasCompany)).toEqual([]);
  });

  it('is found if it does not', () => {
    const hint = "hint: 'import a roster', actions: [{ action: 'import_roster', schedule: null }]";
    expect(hintsIn('a.ts', hint)).toMatchObject([{ action: 'import_roster', hasCompany: false }]);
  });
});
