import { type DeployOptions, deleteResource } from './deployment.ts';
import { removalOrder } from './removal-order.ts';
import { replacedKey, resourceKey, stackRecords } from './stack-records.ts';

/**
 * Deletes all resources of a stack, dependents first, except those with DeletionPolicy Retain. Nothing happens when there is
 * no such stack.
 * @throws {UserError} when a resource cannot be deleted; what went before stays deleted
 */
export async function deleteStack(
  options: Pick<DeployOptions, 'stackName' | 'contextFor' | 'store' | 'onProgress'>,
): Promise<void> {
  const { stackName, store } = options;
  const records = stackRecords(store);
  const file = (await records.stacks.get(stackName))?.file ?? '';
  for (const old of await records.replaced.list({ prefix: `${stackName}/` })) {
    await deleteResource(options, file, old);
    await records.replaced.delete(replacedKey(old));
  }
  for (const record of removalOrder(await records.resources.list({ prefix: `${stackName}/` }))) {
    if (!record.deletionPolicy.startsWith('Retain')) await deleteResource(options, file, record);
    await records.resources.delete(resourceKey(record));
  }
  for (const one of await records.exports.list()) {
    if (one.stackName === stackName) await records.exports.delete(one.name);
  }
  await records.stacks.delete(stackName);
}
