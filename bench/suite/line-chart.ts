/**
 * A line chart as SVG, both axes logarithmic. It is readable on light and on dark pages, and its points have their
 * values as text, so that it needs no program and no colour.
 */
interface Line {
  readonly name: string;
  readonly points: readonly (readonly [number, number])[];
}

interface LineChart {
  readonly title: string;
  readonly across: string;
  readonly up: string;
  readonly lines: readonly Line[];
}

const size = { width: 760, height: 400, left: 80, right: 170, top: 50, bottom: 60 };
const dashes = ['', '8 4', '2 3', '10 3 2 3'];

const style = `<style>
  text { fill: #1d2433; font: 13px system-ui, sans-serif }
  .paper { fill: #fff } .grid { stroke: #d5dae4 }
  .a { stroke: #1f5fb0; fill: #1f5fb0 } .b { stroke: #b5471f; fill: #b5471f }
  .c { stroke: #2d7d4a; fill: #2d7d4a } .d { stroke: #7a3fa0; fill: #7a3fa0 }
  path { fill: none !important; stroke-width: 2 }
  @media (prefers-color-scheme: dark) {
    text { fill: #e6eaf2 } .paper { fill: #161b26 } .grid { stroke: #3a4356 }
    .a { stroke: #7fb2f5; fill: #7fb2f5 } .b { stroke: #f59b78; fill: #f59b78 }
    .c { stroke: #7fd39c; fill: #7fd39c } .d { stroke: #cf9ff0; fill: #cf9ff0 }
  }
</style>`;

export function lineChart(chart: LineChart): string {
  const points = chart.lines.flatMap((line) => line.points);
  const across = scale(
    points.map(([x]) => x),
    size.left,
    size.width - size.right,
  );
  const up = scale(
    points.map(([, y]) => y),
    size.height - size.bottom,
    size.top,
  );
  const [right, bottom] = [size.width - size.right, size.height - size.bottom];
  const grid = [
    ...across.ticks.map(
      (tick) =>
        `<line class="grid" x1="${across.at(tick)}" x2="${across.at(tick)}" y1="${size.top}" y2="${bottom}"/>` +
        `<text x="${across.at(tick)}" y="${bottom + 20}" text-anchor="middle">${short(tick)}</text>`,
    ),
    ...up.ticks.map(
      (tick) =>
        `<line class="grid" x1="${size.left}" x2="${right}" y1="${up.at(tick)}" y2="${up.at(tick)}"/>` +
        `<text x="${size.left - 8}" y="${up.at(tick) + 4}" text-anchor="end">${short(tick)}</text>`,
    ),
  ];
  const drawn = chart.lines.map((line, index) => drawLine(line, { index, across, up }));
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size.width} ${size.height}" role="img" aria-labelledby="title">`,
    `<title id="title">${escaped(chart.title)}</title>`,
    style,
    `<rect class="paper" width="${size.width}" height="${size.height}"/>`,
    `<text x="${size.left}" y="26" font-weight="600">${escaped(chart.title)}</text>`,
    ...grid,
    ...drawn,
    `<text x="${(size.left + right) / 2}" y="${size.height - 12}" text-anchor="middle">${escaped(chart.across)}</text>`,
    `<text transform="translate(18 ${(size.top + bottom) / 2}) rotate(-90)" text-anchor="middle">${escaped(chart.up)}</text>`,
    '</svg>',
    '',
  ].join('\n');
}

interface Scale {
  readonly ticks: readonly number[];
  at(value: number): number;
}

function drawLine(
  line: Line,
  { index, across, up }: { readonly index: number; readonly across: Scale; readonly up: Scale },
): string {
  const name = 'abcd'[index % 4];
  const places = line.points.map(([x, y]) => [across.at(x), up.at(y), y] as const);
  const path = places.map(([x, y], at) => `${at === 0 ? 'M' : 'L'}${x} ${y}`).join('');
  const dots = places.map(
    ([x, y, value]) =>
      `<circle class="${name}" cx="${x}" cy="${y}" r="4"/>` +
      `<text x="${x}" y="${y - 9 - index * 3}" text-anchor="middle">${short(value)}</text>`,
  );
  const legend = size.top + 10 + index * 22;
  const right = size.width - size.right + 16;
  return [
    `<path class="${name}" stroke-dasharray="${dashes[index % dashes.length]}" d="${path}"/>`,
    ...dots,
    `<path class="${name}" stroke-dasharray="${dashes[index % dashes.length]}" d="M${right} ${legend}h28"/>`,
    `<text x="${right + 34}" y="${legend + 4}">${escaped(line.name)}</text>`,
  ].join('\n');
}

/** Whole powers of ten around the values. */
function scale(values: readonly number[], from: number, to: number): Scale {
  const logs = values.filter((value) => value > 0).map(Math.log10);
  const [low, high] = [Math.floor(Math.min(...logs)), Math.ceil(Math.max(...logs) + 0.01)];
  const ticks = Array.from({ length: high - low + 1 }, (_, index) => 10 ** (low + index));
  const at = (value: number) => {
    const share = (Math.log10(value) - low) / (high - low);
    return Math.round(from + share * (to - from));
  };
  return { ticks, at };
}

function short(value: number): string {
  if (value >= 1e6) return `${Number((value / 1e6).toPrecision(2))} M`;
  if (value >= 10_000) return `${Number((value / 1e3).toPrecision(3))} k`;
  return value.toLocaleString('en', { maximumSignificantDigits: value >= 1_000 ? 4 : 3 });
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
