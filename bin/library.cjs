/** What `require('paybeat')` reads first: looks at the Node, then loads the library. */
'use strict';

require('./node-check.cjs');
module.exports = require('../dist/index.js');
