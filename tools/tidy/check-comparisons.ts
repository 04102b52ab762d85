/**
 * Tests compare codes and facts, never a copy of a sentence, so that words can be changed freely.
 *
 * A comparison copies a sentence if a text or a pattern in it has three words in a row. A test whose
 * subject is the wording is named below, or imports the text from the one place where it stands.
 */
import { type Check, isCode, isIn, isTest, lineAt } from './source-file.ts';

/** Tests whose subject is the wording: what a view draws, and what the checks themselves read. */
const aboutWording =
  /^(test\/house\/|src\/cli\/(views\/|table\.|output\.|progress\.|spell-action\.|system\/doctor\.))/;

const comparison =
  /(?:\.(?:to(?:Be|Equal|StrictEqual|Contain|ContainEqual|Match|MatchObject|Throw|HaveProperty|MatchInlineSnapshot)|includes)|\bexpect\.(?:not\.)?string(?:Containing|Matching))(?:<[^>()]*>)?\(/g;

const text = /'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|`(?:[^`\\]|\\[\s\S])*`/;
const pattern = /(?<=[(,:[]\s*)\/(?![*/])(?:[^/\\\n[]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\//;
const token = new RegExp(`\\/\\/[^\\n]*|(?<said>${text.source}|${pattern.source})|[()]`, 'g');

/** Three words in a row; the first may open a sentence. Names, keys of a log line and commands are none. */
const sentence = /(?<![\p{L}\d_:.=-])\p{L}\p{Ll}* \p{Ll}+ \p{Ll}+(?![\p{L}\d_:=-])/u;
const isSentence = (said: string): boolean => sentence.test(said.replaceAll(noWords, '…'));
const noWords = /\$\{[^}]*\}|\b(?:paybeat|npm)(?: [a-z-]+)+|\\n/g;

export const testsCompareFacts: Check = (files) =>
  files
    .filter((file) => isCode(file) && (isTest(file) || isIn('test')(file)))
    .filter(({ path }) => !aboutWording.test(path))
    .flatMap((file) =>
      copiesIn(file.text).map(({ index, said }) => ({
        path: file.path,
        line: lineAt(file.text, index),
        check: 'a sentence in a comparison',
        message: `${said}; instead: a code, a fact (factsIn) or --json output`,
      })),
    );

interface Said {
  readonly index: number;
  readonly said: string;
}

/** A text that the test itself has given, such as a reason, is no copy. */
function copiesIn(code: string): readonly Said[] {
  const compared = saidIn(code);
  return compared.filter(({ said }) => {
    const times = compared.filter((other) => other.said === said).length;
    return code.split(said.slice(1, -1)).length - 1 <= times;
  });
}

/** The sentences in the arguments of comparisons. */
function saidIn(code: string): readonly Said[] {
  const found = new Map<number, Said>();
  for (const call of code.matchAll(comparison)) {
    token.lastIndex = call.index + call[0].length;
    for (let depth = 1; depth > 0; ) {
      const part = token.exec(code);
      if (part === null) break;
      const { index, groups } = part;
      const said = groups?.['said'];
      if (part[0] === '(') depth += 1;
      if (part[0] === ')') depth -= 1;
      if (said !== undefined && isSentence(said)) {
        found.set(index, { index, said });
      }
    }
  }
  return [...found.values()];
}
