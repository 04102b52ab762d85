/** Refuses `after` of a list that is read in pages, when no page gave it. */
import { type Answer, refuse } from '#errors.ts';

export function wrongPlace(what: 'list' | 'register' = 'list'): Answer<never> {
  return refuse({
    family: 'invalid',
    code: 'wrong_place',
    message: `after is not the place where a page of this ${what} ended`,
    hint: 'use next of the page before, or leave it out for the first page',
  });
}
