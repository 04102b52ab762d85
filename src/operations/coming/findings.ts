/** What is told about the rows of another system: by code, with the row. */

export interface ComingFinding {
  /**
   * `stops`: nothing is imported before it is resolved. `left`: the row stays behind. `told`: it is carried
   * over, and somebody should know this.
   */
  readonly level: 'stops' | 'left' | 'told';
  readonly code: string;
  readonly table: string;
  /** The id of the row in the other system. Null: it is about the table. */
  readonly row: string | null;
  /** The code of the company here. Null: it is about none, or about several. */
  readonly company: string | null;
  readonly message: string;
}

/** How many are kept with their row. The others are counted. */
const findingsMax = 100_000;

export interface FindingCount {
  readonly level: ComingFinding['level'];
  readonly code: string;
  readonly rows: number;
}

export class ComingFindings {
  readonly kept: ComingFinding[] = [];
  readonly #counts = new Map<
    string,
    { level: ComingFinding['level']; code: string; rows: number }
  >();

  add(finding: ComingFinding): void {
    const { level, code } = finding;
    const key = `${level} ${code}`;
    const counted = this.#counts.get(key) ?? { level, code, rows: 0 };
    counted.rows += 1;
    this.#counts.set(key, counted);
    if (this.kept.length < findingsMax) this.kept.push(finding);
  }

  count(level: ComingFinding['level']): number {
    return [...this.#counts.values()].reduce(
      (sum, one) => sum + (one.level === level ? one.rows : 0),
      0,
    );
  }

  get counts(): readonly FindingCount[] {
    return [...this.#counts.values()].toSorted((a, b) =>
      a.level === b.level ? b.rows - a.rows : levels.indexOf(a.level) - levels.indexOf(b.level),
    );
  }
}

const levels: readonly ComingFinding['level'][] = ['stops', 'left', 'told'];
