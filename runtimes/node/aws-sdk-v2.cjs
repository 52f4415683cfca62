'use strict';
// The AWS SDK v2 knows no AWS_ENDPOINT_URL: without this it would call AWS itself. Runtimes up to nodejs16.x brought it,
// so much code has it still.
const Module = require('node:module');

const PACKAGE = /(?:^|\/node_modules\/)aws-sdk(?:\/|$)/;
const CORE = /\/aws-sdk\/lib\/core\.js$/;

/** @type {WeakSet<object>} */
const pointed = new WeakSet();

/** Points each copy of the SDK v2 at the endpoint as soon as it is loaded, before a client can be made of it. */
function patchLoad() {
  const endpoint = process.env['AWS_ENDPOINT_URL'];
  if (endpoint === undefined || endpoint === '') return;
  const anyModule = /** @type {any} */ (Module);
  const original = anyModule._load;
  anyModule._load = function load(/** @type {string} */ request, /** @type {any[]} */ ...rest) {
    const loaded = original.call(this, request, ...rest);
    if (typeof request === 'string' && PACKAGE.test(request)) pointAt(endpoint);
    return loaded;
  };
}

/** @param {string} endpoint */
function pointAt(endpoint) {
  for (const file in require.cache) {
    if (!CORE.test(file)) continue;
    const core = require.cache[file]?.exports;
    if (typeof core?.config?.update !== 'function' || pointed.has(core)) continue;
    pointed.add(core);
    // One host serves all buckets: they cannot be part of its name.
    core.config.update({ endpoint, s3ForcePathStyle: true });
  }
}

module.exports = { patchLoad };
