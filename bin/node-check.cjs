/**
 * Reports in one sentence that this Node is too old, before any file of the library is read.
 *
 * This is old-style JavaScript, because an older Node cannot parse the compiled library.
 */
'use strict';

const oldestNode = 26;

if (Number.parseInt(process.versions.node, 10) < oldestNode || typeof Temporal === 'undefined') {
  const error = new Error(
    `Paybeat needs Node ${oldestNode} or later, which brings Temporal, and this is Node ${process.versions.node}. ` +
      `Run your program with Node ${oldestNode}, for instance: npx node@${oldestNode} app.js`,
  );
  error.code = 'node_too_old';
  throw error;
}
