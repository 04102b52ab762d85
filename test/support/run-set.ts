/**
 * A process that pays what is due in a database in sets, for tests that kill it: `run-set.ts URL WORKER`. It tells
 * each statement (telling-store.ts).
 */
import { runTogether } from '#operations/runs/sets/run-together.ts';
import { worldOn } from './small-company.ts';
import { tell, tellingStore } from './telling-store.ts';

const [, , url = '', worker = 'one'] = process.argv;
const store = tellingStore(url);
const world = worldOn(store, { chunkSize: 100, setCompanies: 100 }, worker);
const paid = await runTogether(world, { opens: 'any' });
tell(`paid ${paid.length}`);
await store.close();
