/**
 * Plays 24 months of a made-up city, with planted mistakes and planted changes that are meant, and counts what
 * is stopped before the commit: `npm run bench:judgement [-- --people 400 --mistakes 200 --changes 500 --seed 1]`.
 * `--json` prints the result as JSON. The same seed gives the same history. `--dated days` enters the hours day by
 * day, and `--dated weeks` as totals of weeks with a date.
 *
 * A clerk imports the roster and the hours of each fortnight, and the run goes as far as it does by itself. A
 * mistake is stopped when the import refuses it, when the run holds that person, or when the run waits. Then the
 * clerk corrects the files, a manager confirms what is meant, and everybody who was held is paid.
 */
import { parseArgs } from 'node:util';
import { verify } from '#operations/verify.ts';
import { createStore } from '#store/store.ts';
import { databaseClock } from '../test/support/database-clock.ts';
import { benchDatabase } from './bench-database.ts';
import { cleanUp, progress } from './clean-up.ts';
import { City } from './judgement/city.ts';
import { howDated } from './judgement/people.ts';
import { plantedHistory } from './judgement/planted.ts';
import { type Judged, report } from './judgement/report.ts';

const { values } = parseArgs({
  options: {
    people: { type: 'string', default: '400' },
    periods: { type: 'string', default: '52' },
    mistakes: { type: 'string', default: '200' },
    changes: { type: 'string', default: '500' },
    seed: { type: 'string', default: '1' },
    dated: { type: 'string', default: 'no' },
    json: { type: 'boolean', default: false },
  },
});
const number = (text: string) => Number(text);
const asked = {
  people: number(values.people),
  periods: number(values.periods),
  mistakes: number(values.mistakes),
  changes: number(values.changes),
  seed: number(values.seed),
};

const database = await benchDatabase();
const store = createStore({ url: database.url });
const history = await plantedHistory(asked);
// The city lives in its own time: what is paid late has a pay date of then.
const clock = await databaseClock(database.url, '2024-07-15T12:00:00Z');
const dated = howDated.find((one) => one === values.dated) ?? 'no';
const city = await City.laid(store, dated);
const judged: Judged[] = [];
for (const fortnight of history) {
  judged.push(await city.live(fortnight));
  await clock.advance({ hours: 14 * 24 });
  progress(`${judged.length} of ${asked.periods} fortnights`);
}
const broken = (await verify(city.world)).filter((one) => one.violations.length > 0);
process.stdout.write(
  report(judged, { ...asked, isJson: values.json, broken: broken.map(({ id }) => id) }),
);
process.exitCode = broken.length === 0 ? 0 : 1;
await clock.close();
await store.close();
await cleanUp();
