/**
 * A file as the tidy checks see it, and what a check has to say.
 */

export interface SourceFile {
  /** From the root of the repository, with `/`. */
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

/** What tests of a room stand on: beside them, and like them no part of the program. */
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
