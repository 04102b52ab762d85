/**
 * The paycheck calculator without a database: one case from a file, or ten thousand through a pipe.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { standardPack } from '#payslip/taxes/tax-packs.ts';
import { parseFrequency } from '#schedule/frequency.ts';
import { command, type Ended } from '../support/command.ts';

/** No server listens there, so a command that opened a database would fail. */
const paybeat = command({ DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none' });

const plain = {
  pay_date: '2026-01-23',
  frequency: 'biweekly',
  employee: { pay_type: 'salary', annual_salary: '78000' },
  w4: { filing_status: 'single' },
};
const unpaid = { ...plain, employee: { pay_type: 'salary' } };

function answers(ended: Ended): Record<string, unknown>[] {
  return ended.out
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
}

function fileOf(name: string, json: unknown): string {
  return paybeat.file(name, JSON.stringify(json));
}

describe('a case in a file', () => {
  it('is shown as a payslip, with the taxes that are not calculated', async () => {
    const { code, out } = await paybeat.run(['calculate', fileOf('plain.json', plain)]);
    expect(code).toBe(0);
    expect(out).toMatch(/^Salary +earning +3,000\.00 +3,000\.00$/m);
    expect(out).toMatch(/^Net pay +2,450\.12/m);
    expect(out).toContain(standardPack.notCovered[0]);
    expect(existsSync(join(paybeat.folder, 'data'))).toBe(false);
  });

  it('is explained line by line on request', async () => {
    const file = fileOf('plain.json', plain);
    const { out } = await paybeat.run(['calculate', file, '--explain']);
    expect(out).toContain('78000.00 ÷ 26 = 3000.00 (half_up)');
    expect(out).toContain('us-federal-2026: IRS Publication 15-T');
    const json = await paybeat.json(['calculate', file, '--explain']);
    expect(json).toMatchObject({ kind: 'payslip', net: '2450.12' });
    expect(JSON.stringify(json['explanation'])).toContain('Worksheet 1A');
  });

  it('is the example that the help names', async () => {
    const ended = await paybeat.process(['calculate', 'examples/paycheck.json', '--json']);
    expect([ended.code, ended.err]).toEqual([0, '']);
    expect(JSON.parse(ended.out)).toMatchObject({ id: 'E042', gross: '2079.44' });
  });

  it('that cannot be paid is held, with what to do and exit code 3', async () => {
    const file = fileOf('unpaid.json', unpaid);
    const { code, out } = await paybeat.run(['calculate', file]);
    expect([code, out.match(/\[\w+\]/g)]).toEqual([3, ['[missing_salary]']]);
    expect(out.trimEnd().split('\n')).toHaveLength(2);
    const json = await paybeat.run(['calculate', file, '--json']);
    expect([json.code, JSON.parse(json.out)]).toMatchObject([3, { kind: 'held' }]);
  });

  it('with faults is refused, with a pointer for each fault', async () => {
    const wrong = { ...plain, pay_date: '2026-02-30', w4: { filing_status: 'maried' } };
    const { code, err } = await paybeat.run(['calculate', fileOf('wrong.json', wrong)]);
    expect(code).toBe(3);
    expect(err).toMatch(/^error invalid_case: /);
    expect(err.match(/^ {2}\/\S+|\[\w+\]/gm)).toEqual([
      ...['  /pay_date:', '[date_impossible]'],
      ...['  /w4/filing_status:', '[unknown_value]'],
    ]);
  });

  it.each(['biweekly', 'bi_weekly', 'bi-weekly', 'Bi Weekly'])(
    'is paid %s, as in a schedule',
    async (frequency) => {
      const file = fileOf('often.json', { ...plain, frequency });
      expect(await paybeat.json(['calculate', file])).toMatchObject({ net: '2450.12' });
      expect(parseFrequency(frequency)).toEqual({ ok: true, value: 'biweekly' });
    },
  );

  it.each([
    [{ country: 'uk' }, 'country_not_covered'],
    [{ country: 'usa' }, 'country_not_covered'],
    [{ frequency: 'bimonthly' }, 'unknown_value'],
  ])('of %j is refused, without a guess', async (given, code) => {
    const { err } = await paybeat.run(['calculate', fileOf('x.json', { ...plain, ...given })]);
    expect(err).toContain(`[${code}]`);
    expect(err).not.toContain('?');
  });

  it('accepts the country code in capitals', async () => {
    const file = fileOf('us.json', { ...plain, country: 'US' });
    expect(await paybeat.json(['calculate', file])).toMatchObject({ net: '2450.12' });
  });

  it.each([
    ['{"id": 1e400}', 'number_too_large'],
    ['{"id": 9007199254740993.0}', 'number_too_large'],
    ['{"id": 1e-400}', 'number_too_small'],
  ])(
    'with the number %s, which JSON cannot represent exactly, is refused for that reason',
    async (text, code) => {
      const { err } = await paybeat.run(['calculate', paybeat.file('n.json', text)]);
      expect(err).toContain(`[${code}]`);
    },
  );

  it.each([
    [[], 2, 'missing_argument'],
    [['nobody.json'], 5, 'file_not_found'],
    [['text.json'], 3, 'json_wrong_format'],
    [['twice.json'], 3, 'json_ambiguous'],
  ])('%j is refused', async (args, exit, code) => {
    paybeat.file('text.json', 'hello');
    paybeat.file('twice.json', '{"pay_date":"2026-01-01","pay_date":"2026-01-02"}');
    const ended = await paybeat.run(['calculate', ...args]);
    expect([ended.code, ended.err.split(':')[0]]).toEqual([exit, `error ${code}`]);
  });
});

describe('lines of JSON', () => {
  it('have one answer each, in order: payslip, held or refused', async () => {
    const lines = [
      { id: 'a', ...plain },
      { id: 'b', ...unpaid },
      { id: 'c', ...plain, pay_date: '2031-01-01' },
      { id: 'd', ...plain, salary: '1' },
    ];
    const input = `${lines.map((one) => JSON.stringify(one)).join('\n')}\nnot json\n`;
    const ended = await paybeat.process(['calculate', '-'], { input });
    expect([ended.code, ended.err]).toEqual([8, '']);
    expect(answers(ended)).toMatchObject([
      { id: 'a', kind: 'payslip', net: '2450.12' },
      { id: 'b', kind: 'held', code: 'missing_salary' },
      { id: 'c', kind: 'refused', error: { code: 'tax_table_missing', issues: [] } },
      {
        id: 'd',
        kind: 'refused',
        error: { issues: [{ pointer: '/salary', code: 'unknown_key' }] },
      },
      { kind: 'refused', error: { line: 5, code: 'json_wrong_format' } },
    ]);
  });

  it.each([
    [
      'a file for people',
      JSON.stringify({ id: 'p', ...plain }, null, 2),
      [{ id: 'p', kind: 'payslip' }],
    ],
    [
      'a first line that was cut off, and a whole one',
      `{"id":"cut",\n${JSON.stringify({ id: 'b', ...plain })}\n`,
      [{ error: { line: 1, code: 'json_wrong_format' } }, { id: 'b', kind: 'payslip' }],
    ],
    [
      'two files for people',
      `${JSON.stringify({ a: 1 }, null, 1)}\n`.repeat(2),
      Array.from({ length: 6 }, (_, at) => ({ error: { line: at + 1 } })),
    ],
    [
      'a value that is never closed, longer than a line may be',
      `{"a":[\n${'1,\n'.repeat(400_000)}`,
      Array.from({ length: 400_001 }, () => ({ kind: 'refused' })),
    ],
  ])('that form one JSON value are one question: %s', async (_, input, expected) => {
    const ended = await paybeat.run(['calculate', '-'], { input });
    const told = answers(ended);
    expect(told.length).toBe(expected.length);
    expect(told.slice(0, 9)).toMatchObject(expected.slice(0, 9));
    expect(ended.code).toBe(expected.some((one) => 'id' in one && expected.length === 1) ? 0 : 8);
  });

  it('have one answer each, even by the thousand', async () => {
    const count = 3_000;
    const input = Array.from({ length: count }, (_, id) => `${JSON.stringify({ id, ...plain })}\n`);
    const ended = await paybeat.process(['calculate', '-'], { input: input.join('') });
    expect(ended.code).toBe(0);
    expect(answers(ended).map(({ id }) => id)).toEqual(input.map((_, id) => id));
  });

  it('are explained on request', async () => {
    const ended = await paybeat.run(['calculate', '-', '--explain'], {
      input: `${JSON.stringify(plain)}\n3\n`,
    });
    expect(answers(ended)).toMatchObject([{ explanation: {} }, { kind: 'refused' }]);
  });
});

describe('the JSON Schema', () => {
  it("that is published equals the program's", async () => {
    const published = readFileSync('docs/schemas/calculate.schema.json', 'utf8');
    expect(await paybeat.json(['calculate', '--schema'])).toEqual(JSON.parse(published));
    const { out } = await paybeat.run(['calculate', '--schema']);
    expect(JSON.parse(out)).toEqual(JSON.parse(published));
  });
});
