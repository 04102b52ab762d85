/**
 * Differences between two runs by department: that of the run's last day, as registers have it. People whom only the
 * earlier run paid count in the department that they have on that day. So the sums add up to those of all people.
 */
import { assert } from '#errors.ts';
import type { DifferenceCause, PersonDifference } from '#judgement/difference.ts';
import { DifferenceTotals } from '#judgement/difference-totals.ts';
import { inOrderOfNames } from '#operations/registers/department-sums.ts';
import type { World } from '#operations/world.ts';
import {
  type AssignedAt,
  assignedAtOfRuns,
  departmentsOfPeople,
} from '#store/reads/assignments.ts';
import type { RunRow } from '#store/reads/runs.ts';

export interface DepartmentDifference {
  /** Null: people without a department. */
  readonly department: string | null;
  readonly people: number;
  readonly grossMinor: bigint;
  readonly netMinor: bigint;
}

export class DepartmentTotals {
  readonly #world: World;
  readonly #run: RunRow;
  readonly #cause: DifferenceCause | null;
  readonly #totals = new Map<string | null, DifferenceTotals>();
  #assigned: AssignedAt | null = null;

  constructor(world: World, of: { readonly run: RunRow; readonly cause: DifferenceCause | null }) {
    this.#world = world;
    this.#run = of.run;
    this.#cause = of.cause;
  }

  async add(people: readonly PersonDifference[]): Promise<void> {
    const { runId } = this.#run;
    const employeeIds = people.map(({ employeeId }) => employeeId);
    const departments = await this.#world.store.read(this.#run, async (at) => {
      this.#assigned ??= (await assignedAtOfRuns(at, [runId])).get(runId) ?? null;
      assert(this.#assigned, `run ${runId} has a last day`);
      return departmentsOfPeople(at, { ...this.#assigned, employeeIds });
    });
    for (const person of people) this.#of(departments.get(person.employeeId) ?? null).add(person);
  }

  /** By name; people without a department come last. */
  sums(): readonly DepartmentDifference[] {
    return [...this.#totals]
      .filter(([, { people }]) => people > 0)
      .map(([department, { people, grossMinor, netMinor }]) => ({
        ...{ department, people, grossMinor, netMinor },
      }))
      .sort((one, other) => inOrderOfNames(one.department, other.department));
  }

  #of(department: string | null): DifferenceTotals {
    const found = this.#totals.get(department);
    if (found !== undefined) return found;
    const totals = new DifferenceTotals({ cause: this.#cause, largestMax: 0 });
    this.#totals.set(department, totals);
    return totals;
  }
}
