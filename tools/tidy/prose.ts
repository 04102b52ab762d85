/**
 * Finds the sentences that people read: in documents, and in the messages of the program.
 */
import { isCode, isIn, isTest, lineAt, type SourceFile } from './source-file.ts';

/** A piece of text with the line that it begins on. */
interface Passage {
  readonly text: string;
  readonly line: number;
}

export function sentencesOf(file: SourceFile): readonly Passage[] {
  if (file.path.endsWith('.md')) return passagesOf(file.text).flatMap(split);
  if (!isIn('src')(file) || !isCode(file) || isTest(file)) return [];
  return messagesOf(file.text).flatMap(split);
}

/**
 * A full stop, a question mark or an exclamation mark ends a sentence. A semicolon or a colon does
 * not.
 */
function split({ text, line }: Passage): readonly Passage[] {
  return text
    .split(/(?<=[.!?])["')*_]*\s+(?=["'(*_[`]*[\p{Lu}\d`])/u)
    .map((sentence) => ({ text: sentence.replaceAll(/\s+/g, ' ').trim(), line }));
}

/** Paragraphs, list items and table cells. Code, headings and link addresses are left out. */
function passagesOf(text: string): readonly Passage[] {
  const prose = text
    .replaceAll(/^```[\s\S]*?^```|^(?: {4}|\t|#).*$/gm, (code) => code.replaceAll(/[^\n]/g, ' '))
    .replaceAll(/`[^`\n]*`/g, 'Code')
    .replaceAll(/\]\([^)\n]*\)/g, ']');
  const found: Passage[] = [];
  for (const match of prose.matchAll(/(?:(?!\n\s*\n|\n\s*(?:[-*]|\d+\.) |\n#|\n\s*\|)[\s\S])+/g)) {
    const line = lineAt(prose, match.index + match[0].search(/\S|$/));
    const parts = match[0].trim().startsWith('|') ? match[0].split('|') : [match[0]];
    found.push(...parts.map((part) => ({ text: part, line })));
  }
  return found;
}

/** Matches a comment, or a quoted text with those that `+` joins to it. */
const comment = /\/\*[\s\S]*?\*\/|\/\/[^\n]*/;
const quoted = /'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|`(?:[^`\\]|\\[\s\S])*`/;
const joined = `(?:${quoted.source})(?:\\s*\\+\\s*(?:${quoted.source}))*`;
const token = new RegExp(`${comment.source}|(?<message>${joined})`, 'g');

const isSql = /\b(?:select|alter table|create (?:role|policy)|delete from)\b/;

/** Texts of several words. Each inserted value counts as one word; SQL is left out. */
function messagesOf(text: string): readonly Passage[] {
  return [...text.matchAll(token)].flatMap((match): Passage[] => {
    const source = match.groups?.['message'];
    if (source === undefined || /\bsql(?:<[^>]*>)?$/.test(text.slice(0, match.index))) return [];
    const parts = [...source.matchAll(new RegExp(quoted.source, 'g'))].map(([part]) =>
      part.slice(1, -1).replaceAll(/\$\{(?:[^{}]|\{[^{}]*\})*\}/g, '…'),
    );
    const message = parts.join('');
    if (!/\p{Ll} \p{Ll}+ \p{Ll}/u.test(message) || isSql.test(message)) return [];
    return [{ text: message, line: lineAt(text, match.index) }];
  });
}
