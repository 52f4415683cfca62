import assert from 'node:assert/strict';
import { gunzipSync } from 'node:zlib';
import type { ContentHandlingStrategy } from '@aws-sdk/client-api-gateway';
import { type ApiOptions, gatewayRules, http, httpProxy, mock, ruleLab, type Sent } from './gateway-rules-lab.ts';

const lab = await ruleLab();
/** No valid UTF-8. */
const BYTES = Buffer.from([0x00, 0xff, 0x80, 0x41]);
const REPLACED = BYTES.toString();
const IMAGE = 'image/png';
const IMAGES: ApiOptions = { binaryMediaTypes: [IMAGE] };

/** What a backend receives of a body that was sent with a type, and how that was answered. */
async function sentOn(
  body: Buffer | string,
  type: string,
  contentHandling?: ContentHandlingStrategy,
  options = IMAGES,
) {
  const backend = lab.backend();
  const api = await lab.api({ 'POST /': http(backend.url, contentHandling && { contentHandling }) }, options);
  const answer = await api.send({ method: 'POST', body, headers: { 'Content-Type': type } });
  return { answer, received: backend.received[0] };
}

/** What comes back of what a backend answers. */
async function cameBack(
  body: Buffer | string,
  type: string,
  sent: Sent,
  contentHandling?: ContentHandlingStrategy,
  options = IMAGES,
) {
  const backend = lab.backend({ body, headers: { 'Content-Type': type } });
  const answers = [{ ...(contentHandling && { contentHandling }) }];
  return (await lab.api({ 'GET /': http(backend.url, {}, { answers }) }, options)).send(sent);
}
const ACCEPT_IMAGE = { headers: { Accept: IMAGE } };
const GZIP = { headers: { 'Accept-Encoding': 'gzip' } };

gatewayRules('binary', {
  async request_text_type() {
    const { received } = await sentOn(BYTES, IMAGE, undefined, {});
    assert.equal(received?.text, REPLACED);
    assert.deepEqual(received?.bytes, Buffer.from(REPLACED));
  },
  async request_convert_to_text() {
    const { received } = await sentOn(BYTES, IMAGE, 'CONVERT_TO_TEXT');
    assert.equal(received?.text, BYTES.toString('base64'));
  },
  async request_convert_to_binary_fails() {
    const { answer } = await sentOn('no base64!', 'text/plain', 'CONVERT_TO_BINARY');
    assert.deepEqual([answer.status, answer.json], [500, { message: 'Internal server error' }]);
  },
  async response_binary_accept_binary() {
    assert.deepEqual((await cameBack(BYTES, IMAGE, ACCEPT_IMAGE)).bytes, BYTES);
  },
  async response_text_accept_binary() {
    const { bytes } = await cameBack(BYTES.toString('base64'), 'text/plain', ACCEPT_IMAGE);
    assert.deepEqual(bytes, BYTES);
  },
  async response_convert_to_text() {
    const { text } = await cameBack(BYTES, IMAGE, ACCEPT_IMAGE, 'CONVERT_TO_TEXT');
    assert.equal(text, BYTES.toString('base64'));
  },
  async response_without_media_types() {
    assert.equal((await cameBack(BYTES, IMAGE, ACCEPT_IMAGE, undefined, {})).text, REPLACED);
  },
  async media_type_wildcard() {
    const backend = lab.backend({ body: BYTES, headers: { 'Content-Type': 'anything/at-all' } });
    const api = await lab.api({ 'POST /': httpProxy(backend.url) }, { binaryMediaTypes: ['*/*'] });
    const { bytes } = await api.send({ method: 'POST', body: BYTES, headers: { 'Content-Type': 'what/ever' } });
    assert.deepEqual([backend.received[0]?.bytes, bytes], [BYTES, BYTES]);
  },
  async compression() {
    const text = `"${'long '.repeat(100)}"`;
    const { headers, bytes } = await (await lab.api({ 'GET /': mock(text) }, { minimumCompressionSize: 100 })).send(
      GZIP,
    );
    assert.equal(headers['content-encoding'], 'gzip');
    assert.equal(gunzipSync(bytes).toString(), text);
  },
  async compression_only_when_due() {
    const long = `"${'long '.repeat(100)}"`;
    const api = await lab.api(
      { 'GET /long': mock(long), 'GET /short': mock('"short"') },
      { minimumCompressionSize: 100 },
    );
    const encoding = async (path: string, sent: Sent = {}) =>
      (await api.send({ path, ...sent })).headers['content-encoding'];
    assert.deepEqual(
      [await encoding('/short', GZIP), await encoding('/long'), await encoding('/long', GZIP)],
      [undefined, undefined, 'gzip'],
    );
  },
});
