/** Lays out a file of figures so that a person can edit it: an object of plain values is one line. */
import type { TableFile } from '#payslip/taxes/year-tables.ts';

const lineMax = 120;

export function tableFileText(file: TableFile): string {
  return laidOut(file, '');
}

function laidOut(value: unknown, indent: string): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Array.isArray(value)
    ? value.map((inner) => ({ name: '', inner: inner as unknown }))
    : Object.entries(value)
        .filter(([, inner]) => inner !== undefined)
        .map(([name, inner]) => ({ name: `${JSON.stringify(name)}: `, inner: inner as unknown }));
  const [open, close] = Array.isArray(value) ? ['[', ']'] : ['{ ', ' }'];
  const isPlain = members.every(({ inner }) => typeof inner !== 'object' || inner === null);
  const line = `${open}${members.map(({ name, inner }) => name + JSON.stringify(inner)).join(', ')}${close}`;
  if (isPlain && indent !== '' && line.length + indent.length <= lineMax) return line;
  const deeper = `${indent}  `;
  const lines = members.map(({ name, inner }) => `${deeper}${name}${laidOut(inner, deeper)}`);
  return `${open.trim()}\n${lines.join(',\n')}\n${indent}${close.trim()}`;
}
