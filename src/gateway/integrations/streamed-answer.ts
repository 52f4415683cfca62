import { finished, type Readable } from 'node:stream';
import type { HttpResponse } from '../../std/http-message.ts';
import type { RoutedCall } from '../api-call.ts';

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/response-transfer-mode.html */
const MAX_STREAM_MS = 900_000;
const MAX_IDLE_MS = 300_000;

/**
 * An answer that goes to the client as it arrives. It is cut off after 15 minutes, and after five without a byte.
 *
 * Unlike AWS: what is beyond 10 MB is not slowed down to 2 MB/s.
 */
export function streamedAnswer(
  { backends }: RoutedCall,
  answer: { readonly status: number; readonly headers: HttpResponse['headers']; readonly stream: Readable },
): HttpResponse {
  const { stream } = answer;
  const { clock } = backends;
  const startedAt = clock.now();
  let lastByteAt = startedAt;
  const ended = new AbortController();
  finished(stream, () => ended.abort());
  stream.on('data', () => {
    lastByteAt = clock.now();
  });
  stream.pause();

  const watch = async () => {
    for (;;) {
      const leftMs = Math.min(startedAt + MAX_STREAM_MS, lastByteAt + MAX_IDLE_MS) - clock.now();
      if (leftMs <= 0) break;
      await clock.sleep(leftMs, ended.signal);
    }
    stream.destroy(new Error('the stream is cut off'));
  };
  // The sleep ends with the stream.
  watch().catch(() => {});
  return { status: answer.status, headers: answer.headers, body: '', stream };
}
