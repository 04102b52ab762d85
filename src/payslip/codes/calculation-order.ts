/**
 * The order in which a run calculates its pay codes. Codes are sorted by stage first. Within a
 * stage, a line comes after the lines in its base, and otherwise codes follow priority and id. The
 * order of a company's list or an employee's items has no effect.
 */

import type { Issue } from '#errors.ts';
import { isWord, namesInBase, stages } from './pay-code-stage.ts';
import type { ReadyPayCode } from './ready-pay-code.ts';

/** The first stage in which each word (gross, disposable, net) is known. */
const wordFrom: Readonly<Record<string, number>> = {
  gross: stages.indexOf('pretax'),
  disposable: stages.indexOf('posttax'),
  net: stages.indexOf('posttax'),
};

interface OrderProblem extends Issue {
  /** The slot of the invalid pay code. The issue's pointer is relative to its definition. */
  readonly slot: number;
}

interface CalculationOrder {
  readonly order: readonly ReadyPayCode[];
  readonly problems: readonly OrderProblem[];
}

export function calculationOrder(codes: readonly ReadyPayCode[]): CalculationOrder {
  const byName = new Map(codes.map((code) => [code.code.code, code]));
  const problems = codes.flatMap((code) => laterBases(code, byName));
  const sorted = [...codes].sort(byStage);
  const order: ReadyPayCode[] = [];
  const state = new Map<ReadyPayCode, 'open' | 'done'>();
  const path: string[] = [];

  function visit(code: ReadyPayCode): void {
    if (state.get(code) === 'done') return;
    path.push(code.code.code);
    if (state.get(code) === 'open') {
      const circle = path.slice(path.indexOf(code.code.code)).join(' → ');
      problems.push(problem(code, 'circular_base', `the definition is circular: ${circle}`));
    } else {
      state.set(code, 'open');
      for (const name of namesInBase(code.code.amount)) {
        const base = byName.get(name);
        if (base !== undefined && base.stage === code.stage) visit(base);
      }
      state.set(code, 'done');
      order.push(code);
    }
    path.pop();
  }

  for (const code of sorted) visit(code);
  return { order, problems };
}

function byStage(left: ReadyPayCode, right: ReadyPayCode): number {
  return (
    stages.indexOf(left.stage) - stages.indexOf(right.stage) ||
    left.priority - right.priority ||
    left.id - right.id
  );
}

function laterBases(
  code: ReadyPayCode,
  byName: ReadonlyMap<string, ReadyPayCode>,
): readonly OrderProblem[] {
  const at = stages.indexOf(code.stage);
  return namesInBase(code.code.amount).flatMap((name) => {
    const from = isWord(name) ? wordFrom[name] : stages.indexOf(byName.get(name)?.stage ?? 'pay');
    if (from === undefined || from <= at) return [];
    const message = `${name} is not known yet when ${code.code.code} is calculated`;
    return [problem(code, 'base_comes_later', message)];
  });
}

function problem(code: ReadyPayCode, word: string, message: string): OrderProblem {
  return { slot: code.slot, pointer: '/amount/of', code: word, message };
}
