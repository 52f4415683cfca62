// Resolve hook for Node.js before module.registerHooks: runs in the loader's thread.
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** @type {((specifier: string) => string) | undefined} */
let resolveInSdk;

export function initialize(/** @type {{ sdkDir?: string }} */ { sdkDir }) {
  if (sdkDir !== undefined) resolveInSdk = createRequire(join(sdkDir, 'index.js')).resolve;
}

export async function resolve(specifier, context, next) {
  try {
    const resolved = await next(specifier, context);
    // Modules of a graph that failed to link are remembered as failed: a new address loads them anew.
    if (
      context.parentURL?.includes('?samlet-retry') &&
      resolved.url.startsWith('file:') &&
      !resolved.url.includes('?')
    ) {
      return {
        ...resolved,
        url: resolved.url.includes('/node_modules/') ? resolved.url : `${resolved.url}?samlet-retry`,
      };
    }
    return resolved;
  } catch (error) {
    if (error?.code !== 'ERR_MODULE_NOT_FOUND' || !/^@(aws-sdk|smithy)\//.test(specifier)) throw error;
    try {
      if (resolveInSdk !== undefined) return { url: pathToFileURL(resolveInSdk(specifier)).href, shortCircuit: true };
    } catch {}
    throw error;
  }
}
