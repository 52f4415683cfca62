'use strict';
// The managed runtime brings the AWS SDK: v3, and up to nodejs16.x v2. A function without it in its node_modules gets the
// clients of v3 that samlet ships.
const Module = require('node:module');
const { existsSync } = require('node:fs');
const { join } = require('node:path');
const { notice } = require('./channel.cjs');

const sdkDir = process.argv[2] || undefined;
const bringsV2 = /nodejs(?:4\.3|6\.10|8\.10|1[0246]\.x)$/.test(process.env['AWS_EXECUTION_ENV'] ?? '');
const PACKAGE = bringsV2 ? /^(@(?:aws-sdk|smithy)\/[^/]+|aws-sdk(?=\/|$))/ : /^(@(?:aws-sdk|smithy)\/[^/]+)/;

/** @type {((specifier: string) => string) | undefined} */
let resolveInSdk;
let esmReady = false;

/**
 * The file of an SDK module that the function itself does not have; `undefined` when it is none, or samlet has none either.
 * @param {string} specifier
 */
function findInSdk(specifier) {
  const name = PACKAGE.exec(specifier)?.[1];
  if (name === undefined) return undefined;
  if (sdkDir !== undefined) {
    resolveInSdk ??= Module.createRequire(join(sdkDir, 'index.js')).resolve;
    try {
      return resolveInSdk(specifier);
    } catch {}
  }
  notice(
    `sdk:${process.env['AWS_LAMBDA_FUNCTION_NAME']}:${name}`,
    `${process.env['AWS_LAMBDA_FUNCTION_NAME']}: ${name} comes with the runtime on AWS but not with samlet. Install it beside the function's code: npm install ${name}`,
  );
  return undefined;
}

/** @param {any} error @param {string} specifier */
function explain(error, specifier) {
  const name = PACKAGE.exec(specifier)?.[1];
  if (name !== undefined && !error.message.includes('npm install')) {
    const [first, ...rest] = error.message.split('\n');
    error.message = [`${first} (on AWS the runtime brings it; here: npm install ${name})`, ...rest].join('\n');
  }
  return error;
}

/** require() falls back to samlet's SDK. Costs nothing until a require fails. */
function patchRequire() {
  const anyModule = /** @type {any} */ (Module);
  const original = anyModule._resolveFilename;
  anyModule._resolveFilename = function resolveFilename(/** @type {string} */ request, /** @type {any[]} */ ...rest) {
    try {
      return original.call(this, request, ...rest);
    } catch (error) {
      if (typeof request !== 'string' || error?.code !== 'MODULE_NOT_FOUND' || !PACKAGE.test(request)) throw error;
      const found = findInSdk(request);
      if (found === undefined) throw explain(error, request);
      return found;
    }
  };
}

/** import falls back to samlet's SDK. `module.registerHooks` is cheap; before it, `module.register` starts a thread. */
function patchImport() {
  if (esmReady) return;
  esmReady = true;
  const { registerHooks } = /** @type {any} */ (Module);
  if (typeof registerHooks === 'function') {
    const { pathToFileURL } = require('node:url');
    registerHooks({
      resolve(/** @type {string} */ specifier, /** @type {any} */ context, /** @type {any} */ next) {
        try {
          return next(specifier, context);
        } catch (error) {
          if (error?.code !== 'ERR_MODULE_NOT_FOUND' || !PACKAGE.test(specifier)) throw error;
          const found = findInSdk(specifier);
          if (found === undefined) throw explain(error, specifier);
          return { url: pathToFileURL(found).href, shortCircuit: true };
        }
      },
    });
    return;
  }
  const { pathToFileURL } = require('node:url');
  Module.register('./aws-sdk-hook.mjs', { parentURL: pathToFileURL(__filename).href, data: { sdkDir } });
}

/** Whether a failed import is about an SDK package, so that trying again with `patchImport` may help. */
const isSdkImportError = (/** @type {any} */ error) =>
  error?.code === 'ERR_MODULE_NOT_FOUND' && /Cannot find package '@(aws-sdk|smithy)\//.test(error.message);

/** Names the install line for an SDK package that samlet does not ship either. */
function explainImport(/** @type {any} */ error) {
  const missing = /Cannot find package '([^']+)/.exec(error.message)?.[1] ?? '';
  const name = PACKAGE.exec(missing)?.[1];
  if (name === undefined) return error;
  findInSdk(name);
  return explain(error, name);
}

const cheapHooks = typeof (/** @type {any} */ (Module).registerHooks) === 'function';
const needsSdk = (/** @type {string} */ source) => /['"]@(aws-sdk|smithy)\//.test(source);

/** @param {string} folder */
function hasOwnSdk(folder) {
  for (let at = folder; ; at = join(at, '..')) {
    if (existsSync(join(at, 'node_modules', '@aws-sdk'))) return true;
    if (at === '/' || at === join(at, '..')) return false;
  }
}

module.exports = { cheapHooks, explainImport, hasOwnSdk, isSdkImportError, needsSdk, patchImport, patchRequire };
