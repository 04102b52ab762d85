/**
 * A process that imports a dump of the Django design, for tests that kill it: `run-coming.ts URL DUMP`. It tells each
 * statement (telling-store.ts).
 */
import { dumpFile } from '#operations/coming/dump-source.ts';
import { importDjango } from '#operations/coming/import-django.ts';
import { must, worldOn } from './small-company.ts';
import { tell, tellingStore } from './telling-store.ts';

const [, , url = '', dump = ''] = process.argv;
const store = tellingStore(url);
const done = await importDjango(worldOn(store), {
  ...{ source: dumpFile(dump), fileName: dump, apply: true, leaveBehind: true },
  ...{ hireOn: Temporal.PlainDate.from('2024-01-01'), filingStatus: 'single' },
});
tell(`written ${must(done).written}`);
await store.close();
