/** The entry file of `require('paybeat')`: checks the Node version, then loads the library. */
'use strict';

require('./node-check.cjs');
module.exports = require('../dist/index.js');
