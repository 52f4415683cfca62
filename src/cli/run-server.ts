import { once } from 'node:events';
import { relative } from 'node:path';
import { type Samlet, type SamletOptions, startSamlet } from '../samlet.ts';
import { domainRows } from './domain-rows.ts';
import { noticeLines, Progress, printJson, printLine, printProblem, styled } from './terminal.ts';

/** Starts, prints what runs where, and stops at the first Ctrl-C; a second one ends at once. */
export async function runServer(
  options: SamletOptions,
  { json, quiet }: { json: boolean; quiet: boolean },
): Promise<void> {
  const interrupted = Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
  const progress = new Progress((line) => (json ? undefined : printProblem(styled('dim', line))));
  // A machine that reads the output expects "ready" first: what is said before waits.
  let waiting: object[] | undefined = [];
  const event = (value: object) => (waiting === undefined ? printJson(value) : waiting.push(value));

  const samlet = await startSamlet({
    ...options,
    onProgress: progress.show,
    log: (level, message) => {
      if (json) event({ event: 'log', level, message });
      else printProblem(level === 'info' ? message : styled(level === 'error' ? 'red' : 'yellow', message));
    },
    ...(!quiet && {
      onRequest: ({ method, path, status, durationMs }) => {
        if (json) event({ event: 'request', method, path, status, durationMs });
        else
          printLine(
            `${method} ${path} ${styled(status < 400 ? 'green' : 'red', String(status))} ${durationMs.toFixed(0)} ms`,
          );
      },
      onFunctionLog: ({ functionName, message }) => {
        if (json) event({ event: 'functionLog', functionName, message });
        else printLine(`${styled('cyan', functionName)} ${message.trimEnd()}`);
      },
    }),
  });
  progress.show('');

  if (json) {
    printJson(readyEvent(samlet));
    for (const value of waiting) printJson(value);
    waiting = undefined;
  } else {
    for (const line of banner(samlet)) printLine(line);
  }

  await interrupted;
  process.once('SIGINT', () => process.exit(130));
  if (!json) printLine('\nStopping ...');
  await samlet.stop();
  if (json) printJson({ event: 'stopped' });
}

const shortPath = (path: string) => relative(process.cwd(), path) || '.';

function readyEvent(samlet: Samlet): object {
  const { url, endpoint, https, apis, domains, functions, notices, outputs, sandbox, dataDir } = samlet;
  return { event: 'ready', url, endpoint, https, apis, domains, functions, notices, outputs, sandbox, dataDir };
}

function banner(samlet: Samlet): string[] {
  const lines: string[] = [''];
  const row = (label: string, value: string) => lines.push(`  ${styled('dim', label.padEnd(13))} ${value}`);

  for (const api of samlet.apis) {
    row('API', `${styled(['bold', 'green'], api.url)}  (${api.name}, stage ${api.stageName})`);
    const width = Math.max(...api.routes.map((route) => route.path.length), 0);
    for (const { method, path, target, needs } of api.routes) {
      const by = needs.length === 0 ? '' : `  (${needs.join(', ')})`;
      row('', `${method.padEnd(7)} ${path.padEnd(width)}  ${styled('dim', `→ ${target}${by}`)}`);
    }
  }
  for (const [label, value] of domainRows(samlet)) row(label, value);
  for (const { name, value } of samlet.apiKeys) row('API key', `${name}  ${styled('dim', `x-api-key: ${value}`)}`);
  row('AWS endpoint', `${styled('bold', samlet.endpoint)}  (region ${samlet.running.region}, credentials test/test)`);
  if (samlet.https !== undefined) {
    row('HTTPS', `${styled('bold', samlet.https.url)}  (trust ${shortPath(samlet.https.authorityFile)})`);
  }
  if (samlet.functions.length > 0)
    row('Functions', samlet.functions.map((one) => `${one.functionName} (${one.runtime})`).join(', '));
  row('Sandbox', samlet.sandbox);
  row('Data', samlet.dataDir === undefined ? 'in memory only' : shortPath(samlet.dataDir));
  for (const [name, value] of Object.entries(samlet.outputs)) {
    const here = samlet.apis.reduce((text, api) => text.replace(api.awsUrl, api.url), value);
    row('Output', here === value ? `${name} = ${value}` : `${name} = ${value} ${styled('dim', `(here ${here})`)}`);
  }

  if (samlet.notices.length > 0) {
    lines.push('', `  ${styled('bold', 'Not as on AWS, or worth knowing')}`);
    for (const line of noticeLines(samlet.notices)) lines.push(`  ${line}`);
  }
  const [first] = samlet.apis;
  const gets = first?.routes.filter(({ method, path }) => ['GET', 'ANY'].includes(method) && !path.includes('{'));
  const get = gets?.find(({ needs }) => needs.length === 0) ?? gets?.[0];
  if (first && get) lines.push('', `  Try it:  curl ${first.url}${get.path}`);
  lines.push('', styled('dim', '  Ctrl-C stops everything.'), '');
  return lines;
}
