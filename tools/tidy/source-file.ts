/**
 * The form in which tidy checks see a file, and the form of their findings.
 */

export interface SourceFile {
  /** The path from the root of the repository, with `/`. */
  readonly path: string;
  readonly text: string;
}

export interface Finding {
  readonly path: string;
  readonly line: number;
  /** The name of the check. */
  readonly check: string;
  readonly message: string;
}

export type Check = (files: readonly SourceFile[]) => readonly Finding[];

export function isCode({ path }: SourceFile): boolean {
  return /\.(ts|mjs|js)$/.test(path);
}

export function isTest({ path }: SourceFile): boolean {
  return path.endsWith('.test.ts');
}

/** A file that supports the tests of a room. It is next to them, and no part of the program. */
export function isFixture({ path }: SourceFile): boolean {
  return path.endsWith('.fixture.ts');
}

export function isIn(folder: string): (file: SourceFile) => boolean {
  return ({ path }) => path.startsWith(`${folder}/`);
}

/** Counted from 1. */
export function lineAt(text: string, index: number): number {
  return text.slice(0, index).split('\n').length;
}
