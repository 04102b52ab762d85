import { describe, expect, it } from 'vitest';
import { caseTwin, isCaseTwin, keyProblem, keyText, nameProblem } from './key-text.ts';

const zeroWidthSpace = '\u200b';

describe('a key', () => {
  it.each(['HB01', '007', 'night guard', 'Ångström-7', '従業員1', 'L/7 (b)', '№ 5', 'पाठ1'])(
    'may be %s',
    (text) => {
      expect(keyProblem(keyText(text))).toBeNull();
    },
  );

  it.each<[string, string, string]>([
    ['a zero width space', `HB01${zeroWidthSpace}`, 'invisible_character'],
    ['a soft hyphen', 'HB\u00ad01', 'invisible_character'],
    ['a joiner', 'HB\u200d01', 'invisible_character'],
    ['a byte order mark in the middle', 'HB\ufeff01', 'invisible_character'],
    ['a variation selector', 'HB01\ufe0f', 'invisible_character'],
    ['a letter that is drawn as nothing', 'HB01\u3164', 'invisible_character'],
    ['a tag', 'HB01\u{e0041}', 'invisible_character'],
    ['a blank of braille', 'HB\u280001', 'invisible_character'],
    ['a private character', 'HB\ue00001', 'invisible_character'],
    ['half a character', 'HB\ud80001', 'invisible_character'],
    ['an escape', 'HB\u001b01', 'control_character'],
    ['a line end of Unicode', 'HB\u202801', 'control_character'],
    ['a mark from right to left', 'HB\u200f01', 'control_character'],
    ['a space that does not break', 'night\u00a0guard', 'odd_blank'],
    ['an ideographic space', 'night\u3000guard', 'odd_blank'],
    ['two spaces', 'night  guard', 'odd_blank'],
  ])('with %s is refused', (_, text, code) => {
    expect(keyProblem(keyText(text))?.code).toBe(code);
  });

  it('is the same for every way of typing its accents, and without surrounding spaces', () => {
    expect(keyText(' Zoe\u0308\u00a0')).toBe('Zo\u00eb');
    expect(keyText('\ufeffHB01')).toBe('HB01');
  });

  it('has a twin where only capitals differ', () => {
    expect(isCaseTwin('hb01', 'HB01')).toBe(true);
    expect(isCaseTwin('HB01', 'HB01')).toBe(false);
    expect(caseTwin('hb01', ['HB02', 'HB01'])).toBe('HB01');
    expect(caseTwin('HB01', ['HB01'])).toBeUndefined();
  });
});

describe('a name', () => {
  it.each([
    ['with an apostrophe and an accent', "Zoë O'Neil"],
    ['in Persian, whose letters are kept apart', 'علی\u200cرضا'],
    ['in Malayalam, whose last letter is joined', 'അനില\u0d4d\u200d'],
    ['in Hindi', 'क\u094d\u200dष'],
    ['with a space that does not break', 'Ann\u00a0Lee'],
  ])('may be %s', (_, text) => {
    expect(nameProblem(text)).toBeNull();
  });

  it.each<[string, string, string]>([
    ['an escape', 'Acme\u001b[2J', 'control_character'],
    ['a line end', 'Acme\nLtd', 'control_character'],
    ['a paragraph end of Unicode', 'Acme\u2029Ltd', 'control_character'],
    ['a mark that turns the text', 'Acme\u202eLtd', 'control_character'],
    ['a mark from left to right', 'Acme\u200eLtd', 'control_character'],
    ['a zero width space', `Acme${zeroWidthSpace}Ltd`, 'invisible_character'],
    ['a joiner among Latin letters', 'Ac\u200dme', 'invisible_character'],
    ['a joiner after a space', 'Acme \u200cLtd', 'invisible_character'],
  ])('with %s is refused', (_, text, code) => {
    expect(nameProblem(text)?.code).toBe(code);
  });
});
