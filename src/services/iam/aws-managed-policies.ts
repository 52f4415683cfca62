import { readFileSync } from 'node:fs';
import { brotliDecompressSync } from 'node:zlib';
import { generatedFile, type IndexedLines, indexedLines } from '../../std/indexed-lines.ts';

const SCRIPT = 'generate-iam-data.mjs';
export const AWS_POLICY_PREFIX = 'arn:aws:iam::aws:policy';

/** A policy that AWS itself keeps. Times are milliseconds since the epoch. */
export interface AwsManagedPolicy {
  readonly arn: string;
  readonly name: string;
  readonly path: string;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly defaultVersionId: string;
  /** The newest first. */
  readonly versions: readonly { readonly id: string; readonly createdAt: number }[];
}

interface Line {
  /** In seconds. */
  readonly createdAt: number;
  readonly versions: readonly (readonly [id: string, createdAt: number])[];
  readonly document: object;
}

let opened: IndexedLines<Line> | undefined;
const policies = (): IndexedLines<Line> => {
  opened ??= indexedLines<Line>('aws-managed-policies.jsonl', SCRIPT);
  return opened;
};

const printed = (document: object): string => JSON.stringify(document, undefined, 4);
const keyOf = (arn: string): string => arn.slice(AWS_POLICY_PREFIX.length);

/** `undefined` for an ARN that AWS has not given to a policy. */
export function awsManagedPolicy(arn: string): AwsManagedPolicy | undefined {
  if (!arn.startsWith(AWS_POLICY_PREFIX)) return undefined;
  const line = policies().read(keyOf(arn));
  return line && policyOf(keyOf(arn), line);
}

let all: readonly AwsManagedPolicy[] | undefined;

/** All of them, by path and name. */
export function awsManagedPolicies(): readonly AwsManagedPolicy[] {
  all ??= [...policies().readAll()].map(([key, line]) => policyOf(key, line));
  return all;
}

let paths: ReadonlyMap<string, string> | undefined;

/** The path of the policy with this name: `/`, `/service-role/`; `undefined` for a name that AWS has not given. */
export function awsManagedPolicyPath(name: string): string | undefined {
  paths ??= new Map(
    policies().keys.map((key) => {
      const slash = key.lastIndexOf('/') + 1;
      return [key.slice(slash), key.slice(0, slash)] as const;
    }),
  );
  return paths.get(name);
}

function policyOf(key: string, { createdAt, versions }: Line): AwsManagedPolicy {
  const slash = key.lastIndexOf('/') + 1;
  const [newest = ['v1', createdAt] as const] = versions;
  return {
    arn: AWS_POLICY_PREFIX + key,
    name: key.slice(slash),
    path: key.slice(0, slash),
    createdAt: createdAt * 1000,
    updatedAt: newest[1] * 1000,
    defaultVersionId: newest[0],
    versions: versions.map(([id, madeAt]) => ({ id, createdAt: madeAt * 1000 })),
  };
}

let history: ReadonlyMap<string, Readonly<Record<string, object>>> | undefined;

/** The document of one version, as AWS prints it; `undefined` for a version that there is not. */
export function awsManagedDocument(policy: AwsManagedPolicy, versionId: string): string | undefined {
  if (versionId === policy.defaultVersionId) {
    const line = policies().read(keyOf(policy.arn));
    return line && printed(line.document);
  }
  if (history === undefined) {
    const lines = brotliDecompressSync(readFileSync(generatedFile('aws-managed-policies-history.jsonl.br', SCRIPT)));
    history = new Map(
      lines
        .toString('utf8')
        .split('\n')
        .map((line) => JSON.parse(line) as [string, Record<string, object>]),
    );
  }
  const document = history.get(keyOf(policy.arn))?.[versionId];
  return document && printed(document);
}
