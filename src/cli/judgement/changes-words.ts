/** What both verbs of `paybeat changes` use. */
import { InvalidArgumentError } from 'commander';
import type { ChangeKind } from '#judgement/change-identity.ts';
import { changeKindNamed, changeKindsInWords } from '#operations/judgement/changes-read.ts';

export const changesGroup = 'look at changed pay, hours, items and dates, and confirm them';

export interface WhatOption {
  readonly what?: ChangeKind;
}

export function changeKindArgument(text: string): ChangeKind {
  const kind = changeKindNamed(text);
  if (kind !== undefined) return kind;
  throw new InvalidArgumentError(`Write one of ${changeKindsInWords}.`);
}
