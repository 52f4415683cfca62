import { compilePolicy } from '../policy/compile-policy.ts';
import type { AttachedPolicy } from '../policy/decision.ts';

/** A policy's text under the name that decisions give it: an inline policy's name or a managed one's ARN. */
export interface PolicyText {
  readonly id: string;
  readonly text: string;
}

/** What IAM knows of a user or a role. */
export interface PrincipalRecord {
  /** Inline and attached policies; of a user also those of its groups. */
  readonly identity: readonly PolicyText[];
  readonly boundary?: PolicyText;
  readonly tags: Readonly<Record<string, string>>;
}

/** The same, ready to be evaluated. */
export interface PrincipalPolicies {
  readonly identity: readonly AttachedPolicy[];
  readonly boundary?: readonly AttachedPolicy[];
  readonly tags: Readonly<Record<string, string>>;
}

/** Reads a user or a role by its ARN; `undefined` when there is none. */
export type PrincipalSource = (arn: string) => Promise<PrincipalRecord | undefined>;

/** The policies of users and roles: IAM writes, every call of the AWS endpoint reads. */
export interface Principals {
  /** IAM says how principals are read. */
  readFrom(source: PrincipalSource): void;
  /** Something about a user, a group, a role or a policy is different now. */
  changed(): void;
  /** At once when known. `undefined`: IAM has never had such a role; of one that is gone there are none. */
  policiesOf(arn: string): PrincipalPolicies | undefined | Promise<PrincipalPolicies | undefined>;
  /** The same as IAM has it, with the texts of the policies. */
  recordOf(arn: string): Promise<PrincipalRecord | undefined>;
}

export const compiledPolicy = ({ id, text }: PolicyText): AttachedPolicy => ({ id, policy: compilePolicy(text) });

/** Only users that IAM made have keys, so one that is not there has been deleted: its sessions may do nothing more. */
const absent = (arn: string): PrincipalPolicies | undefined =>
  arn.includes(':user/') ? { identity: [], tags: {} } : undefined;

export function principals(): Principals {
  let source: PrincipalSource = async () => undefined;
  let known = new Map<string, PrincipalPolicies | undefined>();

  const load = async (arn: string): Promise<PrincipalPolicies | undefined> => {
    const of = known;
    const record = await source(arn);
    const policies =
      record === undefined
        ? absent(arn)
        : {
            identity: record.identity.map(compiledPolicy),
            ...(record.boundary !== undefined && { boundary: [compiledPolicy(record.boundary)] }),
            tags: record.tags,
          };
    // Into the map of the time of reading: what changed meanwhile has made another.
    of.set(arn, policies);
    return policies;
  };

  return {
    readFrom: (given) => {
      source = given;
    },
    changed: () => {
      known = new Map();
    },
    recordOf: (arn) => source(arn),
    policiesOf: (arn) => (known.has(arn) ? known.get(arn) : load(arn)),
  };
}
