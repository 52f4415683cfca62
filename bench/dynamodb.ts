import { type ChildProcess, execFile, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { CreateTableCommand, DynamoDBClient, QueryCommand } from '@aws-sdk/client-dynamodb';
import { type Load, median, ownMemoryMb, processorUs, startSamletProcess, stop } from './processes.ts';
import { atLeast, atMost, skipped, told } from './report.ts';

const CONNECTIONS = 16;
const WARM_UP_MS = 2_000;
const MEASURE_MS = 2_500;
const ROUNDS = 3;
const GENERATOR_TIMEOUT_MS = 3_600_000;
const SMALL_TABLE_ITEMS = 10_000;
export const SMALL_TABLE = { tableName: 'small', items: SMALL_TABLE_ITEMS };
const MILLION = 1_000_000;
const OPERATIONS = ['GetItem', 'PutItem', 'Query'] as const;
const DYNALITE = fileURLToPath(new URL('../node_modules/dynalite/cli.js', import.meta.url));
const GENERATOR = fileURLToPath(new URL('dynamodb-load.mjs', import.meta.url));

type Operation = (typeof OPERATIONS)[number] | 'BatchWriteItem';

export interface Server {
  readonly name: string;
  readonly port: number;
  readonly child: ChildProcess;
}

export interface Timed extends Load {
  readonly seconds: number;
  readonly usPerRequest: number;
}

/** Items over HTTP against dynalite and moto, then a table of `itemsToLoad` items against one of 10,000. */
export async function dynamodb(dataDir: string, itemsToLoad: number): Promise<void> {
  const samlet = await startSamlet('samlet', join(dataDir, 'process'), '--durability', 'process');
  const onDisk = await startSamlet('samlet with --durability disk', join(dataDir, 'disk'), '--durability', 'disk');
  const dynalite = await startDynalite();
  const moto = await startMoto();
  try {
    const all = [samlet, onDisk, dynalite, ...(moto === undefined ? [] : [moto])];
    for (const server of all) await fillTable(server, 'small', SMALL_TABLE_ITEMS);
    for (const operation of OPERATIONS) await compare(operation, { samlet, onDisk, dynalite, moto });
    await manyItems(samlet, join(dataDir, 'process'), itemsToLoad);
  } finally {
    for (const server of [samlet, onDisk, dynalite, moto]) if (server !== undefined) await stop(server.child);
  }
}

async function compare(
  operation: (typeof OPERATIONS)[number],
  servers: { samlet: Server; onDisk: Server; dynalite: Server; moto: Server | undefined },
): Promise<void> {
  const { samlet, onDisk, dynalite, moto } = servers;
  const ours: Timed[] = [];
  const theirs: Timed[] = [];
  const disk: Timed[] = [];
  const motos: Timed[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    theirs.push(await measure(dynalite, operation));
    ours.push(await measure(samlet, operation));
  }
  disk.push(await measure(onDisk, operation));
  if (moto !== undefined) motos.push(await measure(moto, operation));
  const perSecond = (rounds: readonly Timed[]) => median(rounds.map((one) => one.requestsPerSecond));
  const ratio = (mine: readonly Timed[], reference: readonly Timed[]) => perSecond(mine) / perSecond(reference);
  const bar = operation === 'Query' ? 3 : 1.2;
  const what = operation === 'Query' ? 'Query of 10 items of 1 KB' : `${operation} of 1 KB`;
  atLeast(`${what} against dynalite`, ratio(ours, theirs), bar, `${shown(ours)}; dynalite ${shown(theirs)}`);
  if (moto === undefined) skipped(`${what} against moto server`, 'python3 -m moto.server does not start here');
  else if (operation === 'Query') told(`${what} against moto server`, ratio(ours, motos), `moto ${shown(motos)}`);
  else atLeast(`${what} against moto server`, ratio(ours, motos), 25, `moto ${shown(motos)}`);
  told(`${what} with --durability disk against dynalite`, ratio(disk, theirs), shown(disk));
}

export function shown(rounds: readonly Timed[]): string {
  const of = (pick: (one: Timed) => number) => median(rounds.map(pick));
  return (
    `${of((one) => one.requestsPerSecond).toFixed(0)}/s, p50 ${of((one) => one.p50Ms).toFixed(2)} ms, ` +
    `p99 ${of((one) => one.p99Ms).toFixed(2)} ms, processor ${of((one) => one.usPerRequest).toFixed(0)} us`
  );
}

async function manyItems(samlet: Server, folder: string, items: number): Promise<void> {
  const memoryBefore = ownMemoryMb(samlet.child.pid);
  const bytesBefore = diskBytes(folder);
  const loaded = await fillTable(samlet, 'large', items);
  const label =
    items === MILLION ? 'a million items loaded, seconds' : 'a million items loaded, seconds (extrapolated)';
  atMost(
    label,
    (loaded.seconds * MILLION) / items,
    90,
    `${items} items of 1 KB in ${loaded.seconds.toFixed(1)} s with BatchWriteItem of 25`,
  );
  await new Promise((resolve) => setTimeout(resolve, 2_500)); // a flush follows the last write within a second
  const bytes = diskBytes(folder) - bytesBefore;
  atMost('disk per item of 1 KB, KB', bytes / items / 1024, 2, `${(bytes / 1024 ** 2).toFixed(0)} MB in all`);

  const rounds: { few: Timed; many: Timed }[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    rounds.push({
      few: await measure(samlet, 'GetItem', SMALL_TABLE),
      many: await measure(samlet, 'GetItem', { tableName: 'large', items }),
    });
  }
  const of = (pick: (round: (typeof rounds)[number]) => number) => median(rounds.map(pick));
  atMost(
    `GetItem latency (p50) at ${items} items against ${SMALL_TABLE_ITEMS}`,
    of(({ few, many }) => many.p50Ms / few.p50Ms),
    1.5,
    `${of(({ many }) => many.p50Ms).toFixed(2)} ms, p99 ${of(({ many }) => many.p99Ms).toFixed(2)} ms; ` +
      `few ${of(({ few }) => few.p50Ms).toFixed(2)} ms, p99 ${of(({ few }) => few.p99Ms).toFixed(2)} ms`,
  );
  const memory = ownMemoryMb(samlet.child.pid);
  told(
    `memory that ${items} more items take of the server, bytes each`,
    Math.max(0, ((memory - memoryBefore) * 1024 ** 2) / items),
    `own memory ${memoryBefore.toFixed(0)} MB before, ${memory.toFixed(0)} MB after, the mapped file not counted`,
  );
}

/** `credentials`: who signs, the root when it is not said. */
export async function measure(
  server: Server,
  operation: Operation,
  { tableName, items }: { readonly tableName: string; readonly items: number } = SMALL_TABLE,
  credentials?: object,
): Promise<Timed> {
  const before = processorUs(server.child.pid);
  const result = await generate(server, {
    tableName,
    operation,
    items,
    warmUpMs: WARM_UP_MS,
    durationMs: MEASURE_MS,
    credentials,
  });
  const requests = (result.requestsPerSecond * (WARM_UP_MS + MEASURE_MS)) / 1000;
  return { ...result, usPerRequest: (processorUs(server.child.pid) - before) / requests };
}

export async function fillTable(server: Server, tableName: string, items: number): Promise<Timed> {
  const client = new DynamoDBClient({
    endpoint: `http://127.0.0.1:${server.port}`,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
  await client.send(
    new CreateTableCommand({
      TableName: tableName,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [
        { AttributeName: 'pk', AttributeType: 'S' },
        { AttributeName: 'sk', AttributeType: 'S' },
      ],
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
    }),
  );
  const loaded = await generate(server, { tableName, operation: 'BatchWriteItem', items, warmUpMs: 0 });
  const page = await client.send(
    new QueryCommand({
      TableName: tableName,
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': { S: 'customer#00000001' } },
      ReturnConsumedCapacity: 'TOTAL',
    }),
  );
  client.destroy();
  if (page.Count !== 10) throw new Error(`${server.name} answers ${page.Count} items of 10`);
  return { ...loaded, usPerRequest: 0 };
}

async function generate(server: Server, load: object): Promise<Load & { readonly seconds: number }> {
  const options = JSON.stringify({ port: server.port, connections: CONNECTIONS, ...load });
  const { stdout } = await promisify(execFile)(process.execPath, [GENERATOR, options], {
    timeout: GENERATOR_TIMEOUT_MS,
  });
  const result = JSON.parse(stdout) as Load & { seconds: number; firstFailure: string };
  if (result.failures > 0) throw new Error(`${server.name}: ${result.failures} failures, first ${result.firstFailure}`);
  return result;
}

export async function startSamlet(name: string, folder: string, ...flags: readonly string[]): Promise<Server> {
  const { ready, child } = await startSamletProcess(['serve', '--endpoint-port', '0', '--data', folder, ...flags]);
  return { name, port: Number(new URL(ready.endpoint).port), child };
}

async function startDynalite(): Promise<Server> {
  const port = await freePort();
  const args = [DYNALITE, '--port', String(port), '--createTableMs', '0'];
  const child = spawn(process.execPath, args, { stdio: 'ignore' });
  await listening(child, port);
  return { name: 'dynalite', port, child };
}

/** `undefined` when moto's server is not installed. */
async function startMoto(): Promise<Server | undefined> {
  if (spawnSync('python3', ['-c', 'import moto.server, werkzeug']).status !== 0) return undefined;
  const port = await freePort();
  const child = spawn('python3', ['-m', 'moto.server', '-p', String(port)], { stdio: 'ignore' });
  await listening(child, port);
  return { name: 'moto', port, child };
}

async function listening(child: ChildProcess, port: number): Promise<void> {
  for (let attempt = 0; attempt < 200 && child.exitCode === null; attempt++) {
    try {
      await fetch(`http://127.0.0.1:${port}/`);
      return;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
  throw new Error(`${child.spawnargs.join(' ')} did not start`);
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
}

/** What the folder's files take of the disk: sparse files count what is written of them. */
function diskBytes(folder: string): number {
  let bytes = 0;
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (entry.isFile()) bytes += statSync(join(entry.parentPath, entry.name)).blocks * 512;
  }
  return bytes;
}
