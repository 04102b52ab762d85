/**
 * The command's --json and the library's JSON.stringify give the same JSON form.
 *
 * The test compares what both doors have. A question must have an identical answer. An action
 * cannot be done twice, so its answers must have the same names and kinds of values.
 *
 * only-one-door.ts lists what only one door has, with the reason. A new verb or function fails here
 * until it is in one of the lists.
 */
import { Command } from 'commander';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CliContext } from '#cli/context.ts';
import { verbs } from '#cli/verbs.ts';
import { openPaybeat, type Paybeat, valueOf } from '#index.ts';
import { command } from '../support/command.ts';
import { testDatabase } from '../support/database.ts';
import { acts } from './compared-acts.ts';
import { type Compared, questions } from './compared-questions.ts';
import { aloneInCommand, aloneInLibrary } from './only-one-door.ts';
import { prepare, type TwoDoors } from './two-doors.ts';

const database = await testDatabase();
const paybeat = command({ DATABASE_URL: database.url });
let library: Paybeat;
let doors: TwoDoors;

beforeAll(async () => {
  await paybeat.json(['migrate']);
  library = valueOf(await openPaybeat({ env: {}, settings: { databaseUrl: database.url } }));
  doors = await prepare({ paybeat, library });
}, 120_000);
afterAll(() => library.close());

/** JSON that users wrote keeps its names. */
const ofOthers = new Set([
  'args',
  'facts',
  'result',
  'rule',
  'definition',
  'settings',
  'conf',
  'registered',
]);

function namesIn(json: unknown): readonly string[] {
  if (typeof json !== 'object' || json === null) return [];
  if (Array.isArray(json)) return json.flatMap(namesIn);
  return Object.entries(json).flatMap(([name, part]) =>
    ofOthers.has(name) ? [name] : [name, ...namesIn(part)],
  );
}

function placeIn(shown: unknown, place: string | null): unknown {
  return (place?.split('.') ?? []).reduce<unknown>((part, name) => Object(part)[name], shown);
}

async function asked(one: Compared): Promise<{ readonly shown: unknown; readonly given: unknown }> {
  const { out, err } = await paybeat.run([...(await one.args(doors)), '--json']);
  const answered: unknown = JSON.parse(JSON.stringify(await one.ask(doors)) ?? 'null');
  const json: unknown = JSON.parse(out);
  expect(Object(json).error, out + err).toBeUndefined();
  expect(Object(answered).refusal, JSON.stringify(answered)).toBeUndefined();
  const given = 'ok' in Object(answered) ? Object(answered).value : answered;
  for (const name of namesIn(json)) expect(name).toMatch(/^[a-z][a-z0-9_]*$/);
  return { shown: placeIn(json, one.place ?? null), given };
}

/** The names in an answer with the kinds of their values. A list has each kind of element once. */
function skeleton(json: unknown): unknown {
  if (Array.isArray(json)) {
    const kinds = json.map((one) => JSON.stringify(skeleton(one)));
    return [...new Set(kinds)].toSorted();
  }
  if (typeof json === 'object' && json !== null) {
    const parts = Object.entries(json).map(([name, part]) => [name, skeleton(part)] as const);
    return Object.fromEntries(parts.toSorted(([a], [b]) => (a < b ? -1 : 1)));
  }
  if (typeof json !== 'string') return json === null ? 'null' : typeof json;
  if (/^-?\d+\.\d\d$/.test(json)) return 'amount';
  if (/^\d{4}-\d\d-\d\dT.*Z$/.test(json)) return 'instant';
  return /^\d{4}-\d\d-\d\d$/.test(json) ? 'date' : 'text';
}

const named = (all: readonly Compared[]) => all.map((one) => [one.method, one] as const);

describe('one JSON form', () => {
  it.each(named(questions))('of %s is the same at both doors', async (_, one) => {
    const { shown, given } = await asked(one);
    expect(given).toEqual(shown);
    expect(given).toBeTruthy();
  });

  it.each(named(acts))('of the answer of %s is the same at both doors', async (_, one) => {
    const { shown, given } = await asked(one);
    expect(skeleton(given)).toEqual(skeleton(shown));
    expect(given ?? null).not.toBe(null);
  });

  it('of a payslip has decimal amounts, their currency, and dates as ISO 8601', async () => {
    const slip = await paybeat.json(['payslip', 'show', String(doors.runId), 'E1']);
    expect(slip).toMatchObject({
      currency: 'USD',
      gross: expect.stringMatching(/^\d+\.\d\d$/),
      pay_on: expect.stringMatching(/^\d{4}-\d\d-\d\d$/),
      year_to_date: { gross: expect.stringMatching(/^\d+\.\d\d$/) },
    });
  });
});

/** Every verb of the command, by its words. */
function verbNames(): readonly string[] {
  const program = new Command('paybeat');
  const cli = { verb: () => () => undefined } as unknown as CliContext;
  for (const register of verbs) register(program, cli);
  const below = (parent: Command, words: readonly string[]): readonly string[] =>
    parent.commands.flatMap((child) => {
      const path = [...words, child.name()];
      return child.commands.length === 0 ? [path.join(' ')] : below(child, path);
    });
  return below(program, []);
}

/** Every function of the library, by its path. */
function methodNames(members: object, path = ''): readonly string[] {
  return Object.entries(members).flatMap(([name, member]: [string, unknown]) => {
    if (typeof member === 'function') return [`${path}${name}`];
    return typeof member === 'object' && member !== null
      ? methodNames(member, `${path}${name}.`)
      : [];
  });
}

describe('the comparison', () => {
  const compared = [...questions, ...acts];

  it('covers every verb, or has a reason why the library has no such answer', () => {
    const here = new Set(compared.map((one) => one.verb));
    expect([...here, ...Object.keys(aloneInCommand)].toSorted()).toEqual(verbNames().toSorted());
  });

  it('covers every function of the library, or has a reason why the command has no such answer', () => {
    const here = new Set(compared.map((one) => one.method));
    expect([...here, ...Object.keys(aloneInLibrary)].toSorted()).toEqual(
      methodNames(library).toSorted(),
    );
  });
});
