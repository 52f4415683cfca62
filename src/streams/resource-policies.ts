import { compilePolicy } from '../policy/compile-policy.ts';
import type { AttachedPolicy } from '../policy/decision.ts';
import { type Records, records } from '../store/records.ts';
import type { Awaitable, Store } from '../store/store.ts';

/** A resource-based policy as it was put. It goes with its table: another of the same name does not inherit it. */
export interface ResourcePolicy {
  readonly tableId: string;
  readonly policy: string;
  readonly revisionId: string;
}

/** The policies of tables and of their streams, by ARN: DynamoDB writes them, IAM is told of them by both services. */
export interface ResourcePolicies extends Pick<Records<ResourcePolicy>, 'get' | 'update'> {
  /** Ready to be evaluated; at once when it was asked for before. `undefined` when there is none for the table. */
  attached(arn: string, tableId?: string): Awaitable<readonly AttachedPolicy[] | undefined>;
}

interface Attached {
  readonly tableId: string;
  readonly policies: readonly AttachedPolicy[];
}

export function resourcePolicies(store: Store): ResourcePolicies {
  const kept = records<ResourcePolicy>(store, 'dynamodb', 'resource policy');
  let known = new Map<string, Attached | undefined>();

  const ofTable = (found: Attached | undefined, tableId: string | undefined) =>
    tableId === undefined || found?.tableId === tableId ? found?.policies : undefined;

  async function load(arn: string, tableId: string | undefined): Promise<readonly AttachedPolicy[] | undefined> {
    // Into the map of the time of reading: what is put meanwhile makes another.
    const of = known;
    const record = await kept.get(arn);
    const found = record && { tableId: record.tableId, policies: [{ id: arn, policy: compilePolicy(record.policy) }] };
    of.set(arn, found);
    return ofTable(found, tableId);
  }

  return {
    get: (arn) => kept.get(arn),
    async update(arn, decide) {
      const result = await kept.update(arn, decide);
      known = new Map();
      return result;
    },
    attached: (arn, tableId) => (known.has(arn) ? ofTable(known.get(arn), tableId) : load(arn, tableId)),
  };
}
