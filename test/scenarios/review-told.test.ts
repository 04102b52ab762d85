/** Whoever runs a period learns what its review waits for, and the command that shows the rest. */
import { describe, expect, it } from 'vitest';
import type { Page } from '#cli/output.ts';
import { spellAction } from '#cli/spell-action.ts';
import { showResults } from '#cli/views/run-results.ts';
import { factsIn } from '#text/facts.fixture.ts';
import { openedAt, type Reviewed, reviewedCompany } from '../support/reviewed-company.ts';

/** The sentences of `paybeat run` that name the review of the run. */
async function told(small: Reviewed): Promise<readonly string[]> {
  const run = await small.run();
  const sentences: string[] = [];
  const page: Page = {
    sentence: (text) => void sentences.push(text),
    facts: () => undefined,
    table: () => undefined,
    blank: () => undefined,
  };
  showResults(page, [{ kind: 'ran', periodId: run.periodId, run, seconds: 1 }]);
  const command = spellAction({ action: 'review_run', run: run.runId });
  return sentences.filter((text) => text.includes(command));
}

describe('the result of a run that waits for its review', () => {
  it('has the number of people, their role and the approval deadline', async () => {
    const small = await reviewedCompany(
      { policy: 'people', people: 2 },
      { approvers: ['ann', 'bob'] },
    );
    await small.goTo(openedAt);
    const sentences = await told(small);
    expect(sentences).toHaveLength(1);
    expect(factsIn(sentences[0])).toEqual(expect.arrayContaining(['1', '2', '21', '17:00']));
    expect(sentences[0]).toContain('approver');
    await small.close();
  });

  it('has the end of the window, and nothing when the window is over', async () => {
    const small = await reviewedCompany({ policy: 'window', hours: 24 });
    await small.goTo(openedAt);
    const sentences = await told(small);
    expect(sentences).toHaveLength(1);
    expect(factsIn(sentences[0])).toEqual(expect.arrayContaining(['21', '02:00']));
    await small.goTo('2026-01-21T07:00:00Z');
    expect(await told(small)).toEqual([]);
    await small.close();
  });

  it('says only its blockers if it has no policy', async () => {
    const small = await reviewedCompany(null, { blocked: true });
    await small.goTo(openedAt);
    expect((await small.run()).state).toBe('review');
    expect(await told(small)).toEqual([]);
    await small.close();
  });
});
