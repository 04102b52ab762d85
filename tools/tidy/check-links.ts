/**
 * Checks the links of documents: the linked file exists, and so does the heading.
 */
import { posix } from 'node:path';
import { type Check, type Finding, lineAt, type SourceFile } from './source-file.ts';

const link = /\[[^\]\n]*\]\((?<target>[^)\s]+)(?:\s+"[^"]*")?\)/g;

export const linksResolve: Check = (files) => {
  const known = new Map(files.map((file) => [file.path, file]));
  const isFolder = (path: string) => files.some((file) => file.path.startsWith(`${path}/`));
  return files
    .filter(({ path }) => path.endsWith('.md'))
    .flatMap((file) =>
      [...withoutCode(file.text).matchAll(link)].flatMap((match): Finding[] => {
        const target = match.groups?.['target'] ?? '';
        if (/^[a-z]+:/.test(target)) return [];
        const [path = '', heading] = target.split('#');
        const to = path === '' ? file.path : posix.join(posix.dirname(file.path), path);
        const trimmed = to.replace(/\/$/, '');
        const there = known.get(trimmed);
        const finding = (message: string) => [
          { path: file.path, line: lineAt(file.text, match.index), check: 'link', message },
        ];
        if (there === undefined) return isFolder(trimmed) ? [] : finding(`${target} is not there`);
        if (heading === undefined || headingsOf(there).includes(heading)) return [];
        return finding(`${to} has no heading #${heading}`);
      }),
    );
};

/** Replaces code by blanks of the same length, so that line numbers stay correct. */
function withoutCode(text: string): string {
  return text.replaceAll(/^```[\s\S]*?^```|`[^`\n]*`/gm, (code) => code.replaceAll(/[^\n]/g, ' '));
}

/** The anchors that GitHub gives to headings. */
function headingsOf({ text }: SourceFile): readonly string[] {
  return [...text.matchAll(/^#{1,6} +(.+)$/gm)].map(([, title = '']) =>
    title
      .trim()
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-'),
  );
}
