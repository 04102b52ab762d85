/** The readers of dumps: every piece of text gives the same rows, however it is cut. */
import { describe, expect, it } from 'vitest';
import type { OldRow } from './old-rows.ts';
import { OpenedDump } from './open-dump.ts';

interface Read {
  readonly rows: readonly (readonly [string, Readonly<Record<string, string | null>>])[];
  readonly fault: string | null;
}

function read(text: string, pieceBytes = 1_000): Read {
  const dump = new OpenedDump((table) => table.startsWith('t'));
  const bytes = Buffer.from(text);
  const rows: OldRow[] = [];
  for (let at = 0; at < bytes.length; at += pieceBytes) {
    rows.push(...dump.push(bytes.subarray(at, at + pieceBytes)));
  }
  dump.end();
  return {
    rows: rows.map(({ table, values }) => [table, Object.fromEntries(values)]),
    fault: dump.fault?.refusal.code ?? null,
  };
}

const copied = `-- PostgreSQL database dump
CREATE FUNCTION public.f() RETURNS text LANGUAGE sql AS $_$
COPY public.t (a) FROM stdin;
it's
$_$;
COMMENT ON TABLE public.t IS 'two
COPY public.t (a) FROM stdin;
lines; it''s';
CREATE TABLE public.t (
    id bigint NOT NULL,
    "the name" text,
    CONSTRAINT c CHECK ((id > 0))
);
COPY public.t (id, "the name") FROM stdin;
1\ttab\\tand\\nline\\\\ \\x41\\102 Zoë
2\t\\N
3\t
\\.
COPY public.other (id) FROM stdin;
7
\\.
-- PostgreSQL database dump complete
`;
const inserted = `INSERT INTO public.t VALUES (1, 'it''s; a
line', NULL), (2, '', -1.50e3);
INSERT INTO "t" (id, ok) OVERRIDING SYSTEM VALUE VALUES (3, true);
INSERT INTO other VALUES (1, '(a); INSERT INTO t VALUES (9);');
`;
const created =
  'CREATE TABLE public.t (\n    id bigint,\n    name text,\n    amount numeric(12,2)\n);\n';
const json = `[{"model": "t.one", "pk": 1, "fields":
  {"float": 0.30000000000000004, "big": 12345678901234567890, "rule": {"a": [1, "]}"]}, "no": null, "yes": true}},
 {"model": "other.x", "pk": 2, "fields": {"text": "{[\\"\\\\"}}]`;

const cases: readonly [string, string, Read['rows']][] = [
  [
    'COPY blocks',
    copied,
    [
      ['t', { id: '1', 'the name': 'tab\tand\nline\\ AB Zoë' }],
      ['t', { id: '2', 'the name': null }],
      ['t', { id: '3', 'the name': '' }],
      ['other', {}],
    ],
  ],
  [
    'INSERT statements',
    created + inserted,
    [
      ['t', { id: '1', name: "it's; a\nline", amount: null }],
      ['t', { id: '2', name: '', amount: '-1.50e3' }],
      ['t', { id: '3', ok: 't' }],
      ['other', {}],
    ],
  ],
  [
    'the JSON of dumpdata',
    json,
    [
      [
        't_one',
        {
          ...{ id: '1', float: '0.30000000000000004', big: '12345678901234567890' },
          ...{ rule: '{"a":[1,"]}"]}', no: null, yes: 't' },
        },
      ],
      ['other_x', {}],
    ],
  ],
];

describe('a dump is read from', () => {
  it.each(cases)('%s, cut anywhere', (_, text, rows) => {
    for (const pieceBytes of [1, 2, 3, 7, 64, 1_000_000]) {
      expect(read(text, pieceBytes), `${pieceBytes}`).toEqual({ rows, fault: null });
    }
  });

  it('Windows, where lines end with CR and LF', () => {
    const [, text, rows] = cases[0] ?? ['', '', []];
    expect(read(text.replaceAll('\n', '\r\n')).rows).toEqual(rows);
  });
});

describe('a dump is refused', () => {
  it.each<[string, string, string]>([
    ['whose block does not end', 'COPY t (id) FROM stdin;\n1\n', 'dump_cut_off'],
    ['whose statement does not end', "INSERT INTO t (id) VALUES (1, 'a", 'dump_cut_off'],
    ['whose list does not end', '[{"model": "t.one", "pk": 1, "fields": {}}', 'dump_cut_off'],
    [
      'whose object is broken',
      '[{"model": "t.one", "pk": 1, "fields": {"a": }}]',
      'dump_row_wrong',
    ],
    ['whose object is no model', '[{"pk": 1}]', 'dump_row_wrong'],
    ['with a function as a value', 'INSERT INTO t (id) VALUES (now());\n', 'dump_row_wrong'],
    ['with a cell too many', 'COPY t (id) FROM stdin;\n1\t2\n\\.\n', 'dump_row_wrong'],
    ['that is compressed', '\x1f\x8b', 'not_a_dump'],
  ])('%s', (_, text, code) => {
    const bytes = text.startsWith('\x1f') ? Buffer.from(text, 'latin1') : Buffer.from(text);
    const dump = new OpenedDump(() => true);
    const rows = [...dump.push(bytes)];
    dump.end();
    expect([rows.length <= 1, dump.fault?.refusal.code]).toEqual([true, code]);
  });

  it('that is not UTF-8', () => {
    const dump = new OpenedDump(() => true);
    expect([...dump.push(Buffer.from('COPY t (a) FROM stdin;\nZo\xeb\n', 'latin1'))]).toEqual([]);
    expect(dump.fault?.refusal.code).toBe('dump_not_utf8');
  });
});
