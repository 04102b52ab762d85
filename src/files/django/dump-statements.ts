/** The values in one line of a COPY block, in one INSERT, and the columns of a CREATE TABLE. */

const escapes: Readonly<Record<string, string>> = {
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
};

/** One line of COPY's text format. */
export function copyValues(line: string): readonly (string | null)[] {
  return line.split('\t').map((cell) => {
    if (cell === '\\N') return null;
    return cell.includes('\\')
      ? cell.replaceAll(/\\(x[\da-fA-F]{1,2}|[0-7]{1,3}|.)/g, unescaped)
      : cell;
  });
}

function unescaped(_: string, what: string): string {
  if (/^x./.test(what)) return String.fromCodePoint(Number.parseInt(what.slice(1), 16));
  if (/^[0-7]/.test(what)) return String.fromCodePoint(Number.parseInt(what, 8));
  return escapes[what] ?? what;
}

/** The names in a list of columns. Null if there is no list. */
export function columnNames(list: string | undefined): readonly string[] | null {
  if (list === undefined) return null;
  return list.split(',').map((one) => one.trim().replaceAll('"', ''));
}

const noColumn = /^(?:CONSTRAINT|PRIMARY|FOREIGN|UNIQUE|CHECK|EXCLUDE|LIKE)\b/i;

/** pg_dump writes one column a line. */
export function tableColumns(body: string): readonly string[] {
  return body.split('\n').flatMap((line) => {
    const text = line.trim();
    if (noColumn.test(text)) return [];
    const found = /^(?:"([^"]+)"|([\w$]+))\s+\S/.exec(text);
    const column = found?.[1] ?? found?.[2];
    return column === undefined ? [] : [column];
  });
}

const tokenPattern =
  /\s*(?:'((?:[^']|'')*)'|(NULL|TRUE|FALSE|[+-]?[\d.]+(?:[eE][+-]?\d+)?)|([(),;]))/iy;

/** The rows after VALUES. Null if something else is there than literals. */
export function insertedRows(
  statement: string,
  from: number,
): readonly (readonly (string | null)[])[] | null {
  const rows: (string | null)[][] = [];
  let row: (string | null)[] | null = null;
  tokenPattern.lastIndex = from;
  for (;;) {
    const found = tokenPattern.exec(statement);
    if (found === null) return null;
    const [, quoted, bare, mark] = found;
    if (mark === ';') return row === null ? rows : null;
    if (mark === '(') row = [];
    else if (mark === ')') {
      if (row === null) return null;
      rows.push(row);
      row = null;
    } else if (mark === undefined) {
      if (row === null) return null;
      row.push(quoted === undefined ? literal(bare ?? '') : quoted.replaceAll("''", "'"));
    }
  }
}

function literal(word: string): string | null {
  const lower = word.toLowerCase();
  if (lower === 'null') return null;
  if (lower === 'true') return 't';
  return lower === 'false' ? 'f' : word;
}
