/** A checked file of figures for a terminal: what changed, what to look at, and what is missing. */
import type { Page } from '#cli/output.ts';
import type { TablesChecked } from '#operations/tables/check-tables.ts';
import { counted } from '#text/counted.ts';

export function showCheckedTables(page: Page, checked: TablesChecked): void {
  const { country, year, comparedWith, changes, doubts, missing, examples, figures } = checked;
  page.sentence(`${country} ${year}: ${counted(figures, 'figure')} fit together.`);
  if (comparedWith !== null) {
    page.blank();
    page.table({
      columns: [
        { title: `changed since ${comparedWith}`, isLong: true },
        { title: 'old', align: 'right' },
        { title: 'new', align: 'right', isKept: true },
        { title: '%', align: 'right', isKept: true },
      ],
      rows: changes.map(({ pointer, before, after, changePercent }) => [
        pointer,
        before ?? '',
        after ?? '',
        changePercent ?? '',
      ]),
      whenEmpty: `No figure changed since ${comparedWith}.`,
    });
  }
  page.blank();
  page.sentence(
    examples === 0
      ? 'The file has no examples. Add published ones, and they are calculated to the cent.'
      : `Examples in the file: ${examples}, all calculated to the cent.`,
  );
  for (const { pointer, effect } of missing) page.sentence(`Missing: ${pointer}: ${effect}.`);
  for (const { pointer, message } of doubts) page.sentence(`Look at ${pointer}: ${message}`);
  if (doubts.length === 0) page.sentence('Nothing else needs a look.');
}
