/**
 * Recognizes syntax that other crons accept but Paybeat does not, and says what to write instead.
 *
 * It covers nicknames (`@daily`), seconds and years, a zone before the fields, `?`, `#`, `W`, `H`,
 * `~`, `+`, `%`, `L-3` and `LW`. It also covers names other than the first three letters in
 * English. All have one code, `cron_not_supported`, so that somebody who moves here learns the
 * reason at once.
 *
 * Some crons count weekdays from 1: Quartz and EventBridge from Sunday, Spring from Monday. A
 * weekday in digits would mean another day here, so no suggestion contains one.
 */

import type { FieldKind, FieldProblem } from './field-kind.ts';

const codePattern = 'cron_not_supported';
const shownMax = 40;

/**
 * crontab(5) of cronie and FreeBSD. `@reboot` and robfig's `@every` are not here: they have no time
 * of day.
 */
const nicknames: ReadonlyMap<string, string> = new Map([
  ['@yearly', '0 0 1 1 *'],
  ['@annually', '0 0 1 1 *'],
  ['@monthly', '0 0 1 * *'],
  ['@weekly', '0 0 * * 0'],
  ['@daily', '0 0 * * *'],
  ['@midnight', '0 0 * * *'],
  ['@hourly', '0 * * * *'],
  ['@every_minute', '* * * * *'],
]);

const nthWeekday =
  'the first or second such day of a month cannot be expressed; list the dates in periods of the schedule, or use days_before_end or days_before_pay_date';

/** Checks the whole expression before its fields are read. Null if it has no foreign syntax. */
export function foreignExpression(text: string): FieldProblem | null {
  const [first = '', ...rest] = text.split(/[ \t]+/);
  if (first.startsWith('@')) return nickname(first);
  if (/^(?:CRON_)?TZ=/i.test(first)) {
    const fields = rest.join(' ');
    const instead =
      rest.length === 5 ? `write "${shown(fields)}" and the` : 'write the five fields and the';
    return problem(`"${shown(first)}" names a zone; ${instead} zone under time_zone.`);
  }
  const fields = [first, ...rest];
  if (fields.length > 5 && !fields.slice(5).every(isCronLike)) {
    const five = fields.slice(0, 5).join(' ');
    return problem(
      `The five fields end with "${shown(fields[4] ?? '')}"; what follows is a command or a user. Write "${shown(five)}" alone.`,
    );
  }
  return fields.length === 6 || fields.length === 7 ? longer(fields) : null;
}

/** Checks one part of a field, in small letters. Null if it has no foreign syntax. */
export function foreignPart(text: string, kind: FieldKind): FieldProblem | null {
  const instead = insteadOf(text, kind);
  return instead === null ? null : problem(`"${shown(text)}" in the ${kind.name}: ${instead}.`);
}

export function shown(text: string): string {
  return text.length > shownMax ? `${text.slice(0, shownMax)}…` : text;
}

/** False for a command, or for the user of a system crontab. */
function isCronLike(field: string): boolean {
  return field.length <= 20 && /^(?!\/)(?:[\d*?,/#-]|[a-z]{3}|l|w)+$/i.test(field);
}

function nickname(text: string): FieldProblem {
  const fields = nicknames.get(text.toLowerCase());
  if (fields !== undefined) {
    return problem(`"${text}" is a nickname, which is not supported; write "${fields}".`);
  }
  const known = [...nicknames.keys()].slice(0, 7).join(', ');
  return problem(
    `"${shown(text)}" is a nickname without a time of day; write five fields, such as "0 2 * * *" for every day at 02:00 (${known} have such a form).`,
  );
}

/**
 * Six or seven fields: Quartz and Spring put seconds first, and EventBridge and Quartz put a year
 * last.
 */
function longer(fields: readonly string[]): FieldProblem {
  const last = fields.at(-1) ?? '';
  const isYearLast =
    fields.length === 7 || /\d{4}/.test(last) || fields[2] === '?' || fields[4] === '?';
  const hasSeconds = fields.length === 7 || !isYearLast;
  const five = fields.slice(hasSeconds ? 1 : 0, isYearLast ? -1 : undefined);
  const extra = [...(hasSeconds ? ['the seconds'] : []), ...(isYearLast ? ['the year'] : [])];
  const count = `A cron expression has five fields; this one has ${fields.length}`;
  const isOtherWeek = fields.includes('?') && /\d/.test(five[4] ?? '');
  if (isOtherWeek) {
    return problem(
      `${count}; drop ${extra.join(' and ')}, write * for ?, and the weekday by its name: other crons count it from 1.`,
    );
  }
  const written = five.map((field) => (field === '?' ? '*' : field)).join(' ');
  return problem(`${count}; drop ${extra.join(' and ')}: write "${shown(written)}".`);
}

function insteadOf(text: string, kind: FieldKind): string | null {
  if (text === '?') return '? is not supported; write *';
  if (text.includes('#')) return `# is not supported: ${insteadOfNth(text)}`;
  if (kind.last === 'day') {
    const days = /^l-(\d{1,2})$/.exec(text)?.[1];
    if (days !== undefined) {
      return `days before the last are not supported; use the rule {"days_before_end": ${days}}`;
    }
    if (text === 'lw' || text === 'wl') {
      return 'W is not supported; write L, and add "convention": "preceding" to the rule to move it off a closed day';
    }
    const near = /^(\d{1,2})w$/.exec(text)?.[1];
    if (near !== undefined) {
      return `W is not supported; write ${near}, and add "convention": "nearest" to the rule to move it off a closed day`;
    }
  }
  if (/^h(?:$|[/(])/.test(text)) return `H is not supported; write a number, such as ${kind.min}`;
  if (text.startsWith('+')) return '+ is not supported; a day field that begins with * needs both';
  const withoutNames = kind.names.length > 0 ? text.replaceAll(/\p{L}{2,}/gu, '') : text;
  const sign = /[?w@~%]/.exec(withoutNames)?.[0];
  if (sign !== undefined) {
    return `${sign === 'w' ? 'W' : sign} is not supported; write numbers, ranges such as 1-5, lists such as 1,15 and steps such as */2`;
  }
  return insteadOfName(text, kind);
}

function insteadOfNth(text: string): string {
  const [day = '', nth] = text.split('#');
  return nth === '5' || nth === 'l' ? `write ${day}L for the last of the month` : nthWeekday;
}

/** Handles a word such as `monday`, `lundi` or `Mär`, where a name has three letters in English. */
function insteadOfName(text: string, kind: FieldKind): string | null {
  const words = text.match(/\p{L}[\p{L}\p{M}.]*/gu) ?? [];
  const unknown = words.find((word) => !isKnown(word, kind));
  if (unknown === undefined || unknown.length < 2 || kind.names.length === 0) return null;
  const short = kind.names.find((name) => isEnglish(unknown, { name, kind }));
  if (short !== undefined) return `names have three letters; write ${short}`;
  return `names are English and have three letters; write one of ${kind.names.join(', ')}, or a number`;
}

function isKnown(word: string, kind: FieldKind): boolean {
  return (
    kind.names.includes(word) ||
    (kind.last === 'weekday' && kind.names.includes(word.slice(0, -1)) && word.endsWith('l'))
  );
}

const fullNames: readonly string[] = [
  ...['january', 'february', 'march', 'april', 'june', 'july', 'august', 'september', 'sept'],
  ...['october', 'november', 'december', 'sunday', 'monday', 'tuesday', 'tues', 'wednesday'],
  ...['thursday', 'thur', 'thurs', 'friday', 'saturday'],
];

function isEnglish(word: string, of: { name: string; kind: FieldKind }): boolean {
  const bare = word.replace(/\.$/, '');
  return bare.startsWith(of.name) && (bare === of.name || fullNames.includes(bare));
}

function problem(message: string): FieldProblem {
  return { code: codePattern, message };
}
