/**
 * A process that compares the first period in shadow with a file, or ends the shadow, for tests that kill it:
 * `run-shadow.ts URL compare PERIOD FILE` and `run-shadow.ts URL end`. It tells each statement (telling-store.ts).
 */
import { readFileSync } from 'node:fs';
import { compareFile, endOfCrew } from './shadowed.ts';
import { worldOn } from './small-company.ts';
import { tell, tellingStore } from './telling-store.ts';

const [, , url = '', act = '', period = '0', file = ''] = process.argv;
const store = tellingStore(url);
const world = worldOn(store);
const done =
  act === 'end'
    ? await endOfCrew(world, { liveOn: Temporal.PlainDate.from('2026-01-19') })
    : await compareFile(world, { periodId: Number(period), text: readFileSync(file, 'utf8') });
tell(`ended ${done.ok}`);
await store.close();
