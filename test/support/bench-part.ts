/** A part of the bench suite for its tests: it fails, tells nothing, waits for ever, or measures. */
import { createServer } from 'node:net';

const [what] = process.argv.slice(2);
if (what === 'fail') {
  process.stderr.write('a made-up failure\n');
  process.exitCode = 3;
}
if (what === 'measure') process.stdout.write('first words\n{"value":1}\n');
// An open server keeps the process alive.
if (what === 'wait') createServer().listen(0, '127.0.0.1');
