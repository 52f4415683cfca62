import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import type { RunningSamlet } from '../samlet.ts';
import { systemClock } from '../std/clock.ts';
import { UserError } from '../std/user-error.ts';
import { openLmdbStore } from '../store/lmdb-store.ts';
import { findRequest, KEPT_REQUESTS, type RequestRecord } from '../telemetry/request-records.ts';
import type { TemplateFlags } from './options.ts';
import { dataDirOf, runningOn } from './running.ts';
import { printJson, printLine } from './terminal.ts';
import { whyLines } from './why-lines.ts';

interface WhyFlags extends TemplateFlags {
  readonly data?: string;
  readonly json?: boolean;
}

/** `samlet why`: the decisions that led to an answer, also after samlet has stopped. */
export function whyCommand(): Command {
  return new Command('why')
    .description('print the decisions that led to the answer of a request')
    .argument('[request-id]', 'x-amzn-requestid or x-amz-apigw-id of an answer (default: the latest that went wrong)')
    .option('-t, --template <file>', 'the template (default: the one in this folder)')
    .option('--data <folder>', 'where data is kept')
    .option('--json', 'print one JSON object')
    .action(async (requestId: string | undefined, flags: WhyFlags) => {
      const dataDir = dataDirOf(undefined, flags);
      const running = runningOn(dataDir);
      const record = running === undefined ? await kept(dataDir, requestId) : await asked(running, requestId);
      if (record === undefined) throw unknownRequest(requestId, dataDir);
      if (flags.json) printJson(record);
      else for (const line of whyLines(record)) printLine(line);
    });
}

async function asked(running: RunningSamlet, requestId: string | undefined): Promise<RequestRecord | undefined> {
  const path = requestId === undefined ? '' : `/${encodeURIComponent(requestId)}`;
  const answer = await fetch(`${running.endpoint}/_samlet/requests${path}`);
  return answer.ok ? ((await answer.json()) as RequestRecord) : undefined;
}

async function kept(dataDir: string, requestId: string | undefined): Promise<RequestRecord | undefined> {
  const path = join(dataDir, 'store');
  if (!existsSync(path)) return undefined;
  const store = await openLmdbStore({ path, durability: 'process', clock: systemClock, onNotice: () => {} });
  try {
    return await findRequest(store, systemClock.now(), requestId);
  } finally {
    await store.close();
  }
}

function unknownRequest(requestId: string | undefined, dataDir: string): UserError {
  const message = requestId === undefined ? 'No request went wrong lately' : `There is no request "${requestId}"`;
  return new UserError('SAMLET_REQUEST_NOT_FOUND', message, {
    where: dataDir,
    hint: `samlet keeps the latest ${KEPT_REQUESTS} requests that went well and as many that did not, for a day. The id is in the header x-amzn-RequestId of an answer.`,
  });
}
