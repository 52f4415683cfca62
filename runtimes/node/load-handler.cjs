'use strict';
// Finds and loads the handler in the order of the official Node.js runtime.
const { existsSync, readFileSync } = require('node:fs');
const { createRequire } = require('node:module');
const { basename, dirname, join, resolve } = require('node:path');
const { pathToFileURL } = require('node:url');
const { HandlerNotFound, ImportModuleError, MalformedHandlerName, UserCodeSyntaxError } = require('./errors.cjs');
const awsSdk = require('./aws-sdk.cjs');

// User code is required by the module that does it on AWS: its name shows in "Require stack".
const requireAsRuntime = createRequire(join(process.env['LAMBDA_RUNTIME_DIR'] ?? __dirname, 'index.mjs'));

const requireFile = (/** @type {string} */ path) => (existsSync(path) ? requireAsRuntime(path) : undefined);

/** @param {string} path */
async function importFile(path) {
  if (!existsSync(path)) return undefined;
  const url = pathToFileURL(path).href;
  const folder = dirname(path);
  if (awsSdk.cheapHooks || (!awsSdk.hasOwnSdk(folder) && awsSdk.needsSdk(readFileSync(path, 'utf8')))) {
    awsSdk.patchImport();
  }
  try {
    return await import(url);
  } catch (error) {
    if (!awsSdk.isSdkImportError(error)) throw error;
    if (awsSdk.cheapHooks) throw error;
    awsSdk.patchImport();
    try {
      return await import(`${url}?samlet-retry`);
    } catch (second) {
      throw awsSdk.isSdkImportError(second) ? awsSdk.explainImport(second) : second;
    }
  }
}

/** Whether the nearest package.json makes .js files ES modules. */
function isModuleFolder(/** @type {string} */ folder) {
  for (let at = folder; !at.endsWith('/node_modules'); at = dirname(at)) {
    const path = join(at, 'package.json');
    if (existsSync(path)) {
      try {
        return JSON.parse(readFileSync(path, 'utf8'))?.type === 'module';
      } catch (error) {
        console.warn(`${path} cannot be read, it will be ignored for ES module detection purposes.`, error);
        return false;
      }
    }
    if (at === dirname(at)) return false;
  }
  return false;
}

/** @param {string} taskRoot @param {string} moduleRoot @param {string} name */
async function loadModule(taskRoot, moduleRoot, name) {
  const path = resolve(taskRoot, moduleRoot, name);
  const isModule = isModuleFolder(dirname(path));
  const loaded =
    requireFile(path) ||
    (!isModule && requireFile(`${path}.js`)) ||
    (isModule && (await importFile(`${path}.js`))) ||
    (await importFile(`${path}.mjs`)) ||
    requireFile(`${path}.cjs`);
  if (loaded) return loaded;
  return requireAsRuntime(requireAsRuntime.resolve(name, { paths: [taskRoot, moduleRoot] }));
}

/** @param {unknown} module @param {string} path */
const findExport = (module, path) => path.split('.').reduce((/** @type {any} */ nested, key) => nested?.[key], module);

/**
 * @param {string} taskRoot
 * @param {string} handler `dist/app.lambdaHandler`, `app.nested.handler`
 * @param {boolean} looksInDefault whether a default export is looked into, as from nodejs24.x on
 * @returns {Promise<Function>}
 */
async function loadHandler(taskRoot, handler, looksInDefault) {
  if (handler.includes('..')) {
    throw new MalformedHandlerName(
      `'${handler}' is not a valid handler name. Use absolute paths when specifying root directories in handler names.`,
    );
  }
  const file = basename(handler);
  const moduleRoot = handler.substring(0, handler.indexOf(file));
  const match = /^([^.]*)\.(.*)$/.exec(file);
  if (!match) throw new MalformedHandlerName('Bad handler');
  const [, name = '', exported = ''] = match;
  let module;
  try {
    module = await loadModule(taskRoot, moduleRoot, name);
  } catch (error) {
    if (error instanceof SyntaxError) throw new UserCodeSyntaxError(/** @type {any} */ (error));
    if (error?.code === 'MODULE_NOT_FOUND') throw new ImportModuleError(/** @type {any} */ (error));
    throw error;
  }
  const found = findExport(module, exported) || (looksInDefault ? findExport(module?.default, exported) : undefined);
  if (!found) throw new HandlerNotFound(`${handler} is undefined or not exported`);
  if (typeof found !== 'function') throw new HandlerNotFound(`${handler} is not a function`);
  return found;
}

module.exports = { loadHandler };
