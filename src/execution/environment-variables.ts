import type { GuestPaths } from '../sandbox/sandbox-policy.ts';
import type { FunctionVersion } from './invoker.ts';
import { runtimeFamily } from './runtime-command.ts';

export interface EnvironmentPlace {
  readonly guest: GuestPaths;
  readonly region: string;
  readonly endpointUrl: string;
  readonly logStream: string;
  /** `host:port` of the Runtime API, for custom runtimes. */
  readonly runtimeApi: string | undefined;
  /** The interpreter's folder, when it is none of the usual ones. */
  readonly binDir: string | undefined;
}

const USUAL_BIN = new Set(['/usr/local/bin', '/usr/bin', '/bin']);

/**
 * All variables of a starting environment
 * (https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html): the function's own win over those AWS lets
 * it change, the reserved ones over the function's.
 */
export function environmentVariables(fn: FunctionVersion, place: EnvironmentPlace): Record<string, string> {
  const { guest, region } = place;
  const credentials = fn.credentials();
  const nodeMajor = /^nodejs(\d+)/.exec(fn.runtime)?.[1];
  const layer = guest.layersDir;
  const bin = place.binDir !== undefined && !USUAL_BIN.has(place.binDir) ? `${place.binDir}:` : '';
  return {
    LANG: 'en_US.UTF-8',
    TZ: ':UTC',
    PATH: `${bin}/var/lang/bin:/usr/local/bin:/usr/bin/:/bin:${layer}/bin`,
    LD_LIBRARY_PATH: `${guest.taskRoot}:${guest.taskRoot}/lib:${layer}/lib`,
    ...(guest.tmpDir === '/tmp' ? {} : { TMPDIR: guest.tmpDir }),
    ...(nodeMajor === undefined
      ? {}
      : {
          // The machine's Node.js is said by samlet itself, in words that fit.
          AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
          NODE_PATH: `${layer}/nodejs/node${nodeMajor}/node_modules:${layer}/nodejs/node_modules:${guest.runtimeDir}/node_modules:${guest.runtimeDir}:${guest.taskRoot}`,
        }),
    ...(runtimeFamily(fn.runtime) === 'python' ? { PYTHONPATH: guest.runtimeDir } : {}),
    AWS_XRAY_CONTEXT_MISSING: 'LOG_ERROR',
    // Nobody listens there: segments that a function sends by itself are lost, as UDP may lose them.
    AWS_XRAY_DAEMON_ADDRESS: '127.0.0.1:2000',
    _AWS_XRAY_DAEMON_ADDRESS: '127.0.0.1',
    _AWS_XRAY_DAEMON_PORT: '2000',
    AWS_ENDPOINT_URL: place.endpointUrl,
    ...fn.environment,
    _HANDLER: fn.handler,
    LAMBDA_TASK_ROOT: guest.taskRoot,
    LAMBDA_RUNTIME_DIR: guest.runtimeDir,
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_EXECUTION_ENV: `AWS_Lambda_${fn.runtime}`,
    AWS_LAMBDA_FUNCTION_NAME: fn.functionName,
    AWS_LAMBDA_FUNCTION_VERSION: fn.version,
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(fn.memoryMb),
    AWS_LAMBDA_LOG_GROUP_NAME: fn.logGroup,
    AWS_LAMBDA_LOG_STREAM_NAME: place.logStream,
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    ...(place.runtimeApi === undefined ? {} : { AWS_LAMBDA_RUNTIME_API: place.runtimeApi }),
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    ...(credentials.sessionToken === undefined ? {} : { AWS_SESSION_TOKEN: credentials.sessionToken }),
  };
}
