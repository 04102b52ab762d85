/** What was measured on, in words, and whether other programs were at work. */
import { cpus, totalmem } from 'node:os';
import { locateBinaries } from '#store/embedded/locate-binaries.ts';

export function machineInWords(ask: {
  readonly startLoad: number;
  readonly quietLoad: number;
}): string {
  const { startLoad, quietLoad } = ask;
  const all = cpus();
  const model = all[0]?.model.trim() || 'processors of an unknown model';
  const gibibytes = (totalmem() / 2 ** 30).toFixed(0);
  const busy =
    startLoad > quietLoad
      ? `Measured on a busy machine: the load average was ${startLoad.toFixed(1)} at the start.`
      : `The machine was quiet: the load average was ${startLoad.toFixed(1)} at the start.`;
  return (
    `Measured on ${Temporal.Now.plainDateISO('UTC')} with ${all.length} × ${model}, ${gibibytes} GiB of memory, ` +
    `Node ${process.version}, PostgreSQL ${locateBinaries().version.split('-')[0]} with fsync on. ${busy}`
  );
}
