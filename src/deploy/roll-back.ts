import { type Change, type Deployment, deleteResource } from './deployment.ts';
import { resourceContext } from './resource-host.ts';
import { type ResourceRecord, replacedKey, resourceKey } from './stack-records.ts';

/**
 * Undoes a deployment's changes, the last one first, so that the stack is as it was. Goes on when one cannot be undone and
 * answers what remains, in words.
 */
export async function rollBack(deployment: Deployment): Promise<readonly string[]> {
  const remains: string[] = [];
  for (const change of [...deployment.changes].reverse()) {
    try {
      await undo(deployment, change);
    } catch (error) {
      const { logicalId, type } = change.record;
      remains.push(
        `${logicalId} (${type}) could not be rolled back: ${error instanceof Error ? error.message : error}`,
      );
    }
  }
  return remains;
}

async function undo(deployment: Deployment, change: Change): Promise<void> {
  const { options, records } = deployment;
  const { record } = change;
  const restore = (previous: ResourceRecord) => records.resources.put(resourceKey(previous), previous);
  switch (change.kind) {
    case 'created':
      // Unlike AWS: a resource with DeletionPolicy Retain goes, too, so that the corrected template can be deployed.
      await deleteResource(options, options.graph.file, record, 'rollBack');
      await records.resources.delete(resourceKey(record));
      return;
    case 'replaced':
      await deleteResource(options, options.graph.file, record, 'rollBack');
      await restore(change.previous);
      await records.replaced.delete(replacedKey(change.previous));
      return;
    case 'updated': {
      const { previous } = change;
      const host = previous.standsIn ? undefined : options.contextFor(previous.type);
      if (host && record.revision !== previous.revision) {
        const context = resourceContext(host, {
          ...previous,
          revision: record.revision + 1,
          file: options.graph.file,
        });
        await host.resourceType.update(record.physicalId, previous.properties, record.properties, context);
      }
      options.onProgress?.({ ...record, action: 'rollBack' });
      await restore({ ...previous, revision: record.revision + 1 });
      return;
    }
  }
}
