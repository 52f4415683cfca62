import { orderResources } from '../template/cloudformation/order-resources.ts';
import type { ResourceRecord } from './stack-records.ts';

/** In an order in which each resource goes before all it depends on. */
export function removalOrder(records: readonly ResourceRecord[]): readonly ResourceRecord[] {
  const byId = new Map(records.map((record) => [record.logicalId, record]));
  const order = orderResources([...byId.keys()], (logicalId) =>
    (byId.get(logicalId)?.dependsOn ?? []).filter((name) => byId.has(name)),
  );
  const names = 'circle' in order ? [...byId.keys()] : order;
  return names.flatMap((name) => byId.get(name) ?? []).reverse();
}
