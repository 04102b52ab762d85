/** Connections of tests that look at each statement by itself: those of a wave follow one another. */
import type { Connection } from './connections.ts';

export function oneByOne(query: Connection['query']): Connection['together'] {
  return async (asks) => {
    const results = [];
    for (const { sql, parameters, ...how } of asks) {
      results.push(await query(sql, parameters, how));
    }
    return results;
  };
}
