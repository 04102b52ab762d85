import { describe, expect, it } from 'vitest';
import type { Page } from '#cli/output.ts';
import type { MovedReview } from '#operations/schedules/move-review.ts';
import { factsIn } from '#text/facts.fixture.ts';
import { showSynced } from './synced-view.ts';

const nothing = { moved: [], added: [], replaced: [] };
const was = Temporal.Instant.from('2026-01-21T22:00:00Z');
const deadline = Temporal.Instant.from('2026-01-22T17:00:00Z');
const clock = { was, deadline, until: deadline, zone: 'America/New_York' };
const moved: MovedReview = {
  ...{ periodId: 3, runId: 7, stages: [], review: clock },
  startOn: Temporal.PlainDate.from('2026-01-05'),
  endOn: Temporal.PlainDate.from('2026-01-18'),
};

function shown(review: MovedReview | null) {
  const rows: (readonly string[])[] = [];
  const sentences: string[] = [];
  const page: Page = {
    sentence: (line) => void sentences.push(line),
    table: (table) => void rows.push(...table.rows),
    facts: () => undefined,
    blank: () => undefined,
  };
  showSynced(page, { code: 'crew', synced: nothing, review });
  return { rows, told: factsIn(sentences.join(' ')) };
}

describe('a change that moves only the review of a run', () => {
  it('is in the table of what changes, with the deadline before and after', () => {
    const [row = [], ...others] = shown(moved).rows;
    expect(others).toEqual([]);
    expect(row.map(factsIn)).toEqual([
      ['2026-01-05', '2026-01-18'],
      [],
      ['17:00', '2026-01-21'].toSorted(),
      ['12:00', '2026-01-22'].toSorted(),
    ]);
  });

  it('says which run it is, and when the review ends', () => {
    const until = Temporal.Instant.from('2026-01-21T07:00:00Z');
    expect(shown(moved).told).toEqual(['12:00', '2026-01-22', '7']);
    const hours = shown({ ...moved, review: { ...clock, until } });
    expect(hours.told).toEqual(['02:00', '12:00', '2026-01-21', '2026-01-22', '7']);
  });

  it('has no row if nothing moves', () => {
    expect(shown(null)).toEqual({ rows: [], told: [] });
  });
});
