/**
 * Checks messages and documents: short sentences, no double negation, no mannerisms of ours.
 *
 * Add a mannerism to the list when a reader stumbles over it. STYLE.md says what to write instead.
 */
import { sentencesOf } from './prose.ts';
import type { Check, Finding } from './source-file.ts';

const wordsMax = 30;

const negation = String.raw`(?:not|never|no|nobody|nothing|none|neither|cannot|\w+n't)`;
const doubleNegation = new RegExp(
  String.raw`\b${negation}\b(?:[^.,;:()]|\d\.\d)* (?:without|unless not|not|never|nobody|nothing)\b`,
  'i',
);

interface Mannerism {
  readonly words: RegExp;
  readonly instead: string;
}

const mannerisms: readonly Mannerism[] = [
  { words: /\bmend(?:s|ed|ing)?\b/i, instead: 'fix, correct' },
  { words: /\bnobody whom\b/i, instead: 'no held people, no one' },
  { words: /\bof which nothing\b/i, instead: 'with no …' },
  { words: /\ball the same\b/i, instead: 'anyway' },
  { words: /\bthat there is\b/i, instead: 'say it with the noun alone' },
  { words: /\bnothing is to be done\b/i, instead: 'You do not need to do anything.' },
  { words: /\bis there already\b/i, instead: 'already exists' },
  { words: /\bin the hands of\b/i, instead: 'held by' },
  { words: /\bnone is alive\b/i, instead: 'no workers are running' },
  { words: /\bof a sudden\b|\bby and by\b|\bonce for all\b/i, instead: 'plain words' },
];

export const sentencesArePlain: Check = (files) =>
  files
    .filter(({ path }) => path !== 'STYLE.md')
    .flatMap((file) =>
      sentencesOf(file).flatMap(({ text, line }): Finding[] => {
        const finding = (check: string, message: string) => ({
          ...{ path: file.path, line, check },
          message: `${message}: "${text}"`,
        });
        const words = text.split(' ').filter((word) => /[\p{L}\p{N}…]/u.test(word)).length;
        const found: Finding[] = [];
        if (words > wordsMax) found.push(finding('long sentence', `${words} words`));
        if (doubleNegation.test(text)) found.push(finding('double negation', 'say what is so'));
        for (const one of mannerisms) {
          if (!one.words.test(text)) continue;
          found.push(finding('mannerism', `${one.words.source}; instead: ${one.instead}`));
        }
        return found;
      }),
    );
