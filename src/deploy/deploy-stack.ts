import { UserError } from '../std/user-error.ts';
import { stackIdOf } from '../template/cloudformation/pseudo-parameters.ts';
import { refuseErrors } from '../template/load-template.ts';
import type { TemplateOutput } from '../template/resource-graph.ts';
import { type Deployment, type DeployOptions, deleteResource, deployResource } from './deployment.ts';
import { liveReferences } from './live-references.ts';
import { removalOrder } from './removal-order.ts';
import { rollBack } from './roll-back.ts';
import { runInOrder } from './run-in-order.ts';
import {
  type ExportRecord,
  type ResourceRecord,
  replacedKey,
  resourceKey,
  type StackOutput,
  stackRecords,
} from './stack-records.ts';

export interface DeployedStack {
  readonly stackId: string;
  readonly outputs: readonly StackOutput[];
  readonly resources: ReadonlyMap<string, Pick<ResourceRecord, 'physicalId' | 'type' | 'attributes' | 'standsIn'>>;
  /** Values by export name. */
  readonly exports: ReadonlyMap<string, string>;
}

/**
 * Brings a stack to what the template says: creates what is new, updates or replaces what changed, deletes what is gone.
 * When a resource fails, everything this deployment did is undone.
 * @throws {UserError} which names the resource, its place in the template and what the service said
 */
export async function deployStack(options: DeployOptions): Promise<DeployedStack> {
  const { graph, stackName, store } = options;
  refuseErrors(graph);
  const records = stackRecords(store);
  const before = await records.resources.list({ prefix: `${stackName}/` });
  const deployed = new Map(before.map((record) => [record.logicalId, record]));
  const exports = new Map((await records.exports.list()).map((one) => [one.name, one]));
  const deployment: Deployment = {
    options,
    records,
    deployed,
    references: liveReferences(deployed, exports),
    changes: [],
  };

  const byId = new Map(graph.resources.map((resource) => [resource.logicalId, resource]));
  let outputs: readonly StackOutput[];
  try {
    await runInOrder(
      [...byId.keys()],
      (logicalId) => byId.get(logicalId)?.dependsOn ?? [],
      async (logicalId) => {
        const resource = byId.get(logicalId);
        if (resource) await deployResource(deployment, resource);
      },
    );
    outputs = graph.outputs.map((output) => evaluateOutput(deployment, output));
    checkExports(outputs, exports, stackName);
  } catch (error) {
    const remains = await rollBack(deployment);
    if (error instanceof UserError && remains.length > 0) {
      const hint = [error.hint, ...remains].filter(Boolean).join('\n    ');
      throw new UserError(error.code, error.message, { where: error.where, hint, cause: error });
    }
    throw error;
  }

  // From here on nothing is undone: what the template no longer has goes, dependents first.
  for (const old of await records.replaced.list({ prefix: `${stackName}/` })) {
    await deleteResource(options, graph.file, old);
    await records.replaced.delete(replacedKey(old));
  }
  for (const old of removalOrder(before.filter(({ logicalId }) => !byId.has(logicalId)))) {
    if (!old.deletionPolicy.startsWith('Retain')) await deleteResource(options, graph.file, old);
    await records.resources.delete(resourceKey(old));
    deployed.delete(old.logicalId);
  }

  const own = outputs.flatMap(({ exportName, value }) =>
    exportName === undefined ? [] : [{ name: exportName, stackName, value }],
  );
  for (const old of exports.values()) {
    if (old.stackName === stackName && !own.some(({ name }) => name === old.name))
      await records.exports.delete(old.name);
  }
  for (const one of own) await records.exports.put(one.name, one);
  const stackId = stackIdOf(options);
  await records.stacks.put(stackName, { stackName, stackId, file: graph.file, parameters: graph.parameters, outputs });

  return {
    stackId,
    outputs,
    resources: deployed,
    exports: new Map(own.map(({ name, value }) => [name, value])),
  };
}

function evaluateOutput({ options, references }: Deployment, output: TemplateOutput): StackOutput {
  const text = (value: unknown, what: string): string => {
    if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return String(value);
    throw new UserError(
      'SAMLET_TEMPLATE_INVALID',
      `Template format error: Output ${output.name} is malformed. The ${what} field of every Outputs member must evaluate to a String.`,
      { where: options.graph.file },
    );
  };
  const { name, description, exportName } = output;
  return {
    name,
    value: text(options.graph.evaluate(output.value, references), 'Value'),
    ...(description !== undefined && { description }),
    ...(exportName !== undefined && { exportName: text(options.graph.evaluate(exportName, references), 'Name') }),
  };
}

function checkExports(
  outputs: readonly StackOutput[],
  exports: ReadonlyMap<string, ExportRecord>,
  stackName: string,
): void {
  for (const { exportName } of outputs) {
    const owner = exportName === undefined ? undefined : exports.get(exportName)?.stackName;
    if (owner !== undefined && owner !== stackName) {
      throw new UserError(
        'SAMLET_EXPORT_TAKEN',
        `Export with name ${exportName} is already exported by stack ${owner}`,
      );
    }
  }
}
