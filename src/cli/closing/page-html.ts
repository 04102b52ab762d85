/** Pieces of an HTML page. Every text is escaped, so a name can be no tag. */
export function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

interface HtmlColumn {
  readonly title: string;
  readonly isNumber?: boolean;
  /** Stays on one line. */
  readonly isShort?: boolean;
}

interface HtmlTable {
  readonly columns: readonly HtmlColumn[];
  readonly rows: readonly (readonly string[])[];
  /** The last row is the sum of the others. */
  readonly hasSum?: boolean;
}

/** Cells are text. */
export function tableHtml({ columns, rows, hasSum = false }: HtmlTable): string {
  const look = (place: number) => {
    const { isNumber = false, isShort = false } = columns[place] ?? {};
    return isNumber ? ' class="n"' : isShort ? ' class="short"' : '';
  };
  const head = columns.map(({ title }, place) => `<th${look(place)}>${escaped(title)}</th>`);
  const lines = rows.map((cells, row) => {
    const isSum = hasSum && row === rows.length - 1;
    const own = cells.map((cell, place) => `<td${look(place)}>${escaped(cell)}</td>`);
    return `<tr${isSum ? ' class="sum"' : ''}>${own.join('')}</tr>`;
  });
  return `<div class="scroll"><table>\n<thead><tr>${head.join('')}</tr></thead>\n<tbody>\n${lines.join('\n')}\n</tbody></table></div>`;
}

export function listHtml(lines: readonly string[]): string {
  return lines.length === 0
    ? ''
    : `<ul>${lines.map((one) => `<li>${escaped(one)}</li>`).join('')}</ul>`;
}

export function sectionHtml(title: string, ...parts: readonly string[]): string {
  return `<h2>${escaped(title)}</h2>\n${parts.filter((part) => part !== '').join('\n')}`;
}

/** A paragraph. */
export function said(text: string, look = ''): string {
  return `<p${look === '' ? '' : ` class="${look}"`}>${escaped(text)}</p>`;
}
