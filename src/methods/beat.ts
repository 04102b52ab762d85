/** The methods for the beat, which sends tasks at set times. */
import { addedEntryShape, entriesSeen, entryShape } from '#answers/beat.ts';
import { answerShownAs } from '#answers/json-form.ts';
import { listTicks } from '#operations/beat/list-ticks.ts';
import {
  addEntry,
  pauseEntryByHand,
  removeEntryByHand,
  resumeEntryByHand,
  runEntryNow,
} from '#operations/beat/put-entries.ts';
import type { MethodContext } from './context.ts';

const listMax = 100;

export function beatIn({ world }: MethodContext) {
  return {
    beat: {
      list: async () => (await entriesSeen(world)).entries,
      ticks: (ask: { readonly entry?: string; readonly limit?: number } = {}) =>
        listTicks(world, { limit: listMax, ...ask }),
      /** `json` is an entry as in the configuration: `{ task, cron, zone?, expires? … }`. */
      add: async (name: string, json: unknown) =>
        answerShownAs(await addEntry(world, { name, json }), addedEntryShape),
      /** Removes an entry that was added with `add`. */
      remove: async (name: string) =>
        answerShownAs(await removeEntryByHand(world, { name }), entryShape),
      /** Pauses an entry: it sends no tasks until `resume`. */
      pause: async (name: string) =>
        answerShownAs(await pauseEntryByHand(world, { name }), entryShape),
      /** Resumes a paused entry. */
      resume: async (name: string) =>
        answerShownAs(await resumeEntryByHand(world, { name }), entryShape),
      /** Sends the task of an entry now, in addition to its times. */
      runNow: (name: string) => runEntryNow(world, { name }),
    },
  };
}
