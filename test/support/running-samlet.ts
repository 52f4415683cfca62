import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** The built command line: what a user runs. `npm test` builds it first. */
export const SAMLET = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));

export interface Ready {
  readonly url: string;
  readonly endpoint: string;
  readonly notices: readonly { readonly kind: string; readonly message: string }[];
}

export interface RunningProcess {
  readonly ready: Ready;
  readonly child: ChildProcess;
  /** Every JSON line printed so far. */
  readonly events: readonly Record<string, unknown>[];
  /** Ends it and answers its exit code. */
  stop(signal?: NodeJS.Signals): Promise<number | null>;
}

/** Starts the command line with `--json` on free ports and waits until it is ready. */
export async function startProcess(
  args: readonly string[],
  {
    under = [],
    ...options
  }: {
    readonly cwd?: string /** A command that executes the one it is given. */;
    readonly under?: readonly string[];
  } = {},
): Promise<RunningProcess> {
  const ports = ['--endpoint-port', '0', ...(args[0] === 'start' ? ['--port', '0'] : [])];
  const [command = '', ...rest] = [...under, process.execPath, SAMLET, ...args, ...ports, '--json'];
  const child = spawn(command, rest, { stdio: ['ignore', 'pipe', 'pipe'], ...options });
  const events: Record<string, unknown>[] = [];
  let problems = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    problems += chunk.toString();
  });
  const lines = createInterface({ input: child.stdout as NonNullable<typeof child.stdout> });
  lines.on('line', (line) => events.push(JSON.parse(line) as Record<string, unknown>));
  await Promise.race([once(lines, 'line'), once(child, 'exit')]);
  if (events[0]?.['event'] !== 'ready') {
    throw new Error(`samlet ${args.join(' ')} did not start: ${JSON.stringify(events)}\n${problems}`);
  }
  return {
    ready: events[0] as unknown as Ready,
    child,
    events,
    async stop(signal = 'SIGINT') {
      if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
      const exited = once(child, 'exit');
      child.kill(signal);
      const [code] = (await exited) as [number | null];
      return code;
    },
  };
}

/** Runs the command line to its end. */
export function runSamlet(
  args: readonly string[],
  options: { readonly cwd?: string; readonly input?: string } = {},
): Promise<{ readonly code: number; readonly stdout: string; readonly stderr: string }> {
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      [SAMLET, ...args],
      { cwd: options.cwd, timeout: 60_000, env: { ...process.env, NO_COLOR: '1' } },
      (error, stdout, stderr) => resolve({ code: error === null ? 0 : Number(error.code ?? 1), stdout, stderr }),
    );
    child.stdin?.end(options.input ?? '');
  });
}

/** A new folder with the files given by relative path. */
export async function projectFolder(files: Readonly<Record<string, string>>): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'samlet-test-'));
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

/** A SAM template with one inline Node function behind `GET /` and `ANY /{proxy+}`. */
export const oneFunction = (code: string, properties = ''): Record<string, string> => ({
  'template.yaml': `Transform: AWS::Serverless-2016-10-31
Resources:
  MainFunction:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: .
      Handler: index.handler
      Runtime: nodejs20.x
${properties}      Events:
        Root: { Type: Api, Properties: { Path: /, Method: GET } }
        Rest: { Type: Api, Properties: { Path: '/{proxy+}', Method: ANY } }
`,
  'index.mjs': code,
});
