import { checkRuntime, runtimeFamily } from './execution/runtime-command.ts';
import { UserError } from './std/user-error.ts';
import type { Notice } from './template/notice.ts';
import { formatPlace } from './template/place.ts';
import type { ResourceGraph, TemplateResource } from './template/resource-graph.ts';

/**
 * What the runtimes of a template's functions meet on this machine: an interpreter of another version, or a runtime that
 * samlet does not run.
 * @throws {UserError} SAMLET_INTERPRETER_MISSING for a function that could run, were its interpreter installed
 */
export function runtimeNotices(graph: ResourceGraph): readonly Notice[] {
  const byRuntime = new Map<string, TemplateResource[]>();
  for (const resource of graph.resources) {
    const runtime = resource.properties['Runtime'];
    if (resource.type !== 'AWS::Lambda::Function' || typeof runtime !== 'string') continue;
    byRuntime.set(runtime, [...(byRuntime.get(runtime) ?? []), resource]);
  }
  return [...byRuntime].flatMap(([runtime, functions]) => {
    const { ok, notice } = checkRuntime(runtime);
    if (notice === undefined) return [];
    const [first] = functions;
    const names = functions.map(({ logicalId }) => logicalId).join(', ');
    if (!ok && runtimeFamily(runtime) !== 'notBuilt') {
      throw new UserError('SAMLET_INTERPRETER_MISSING', `${names}: ${notice}`, {
        where: first?.place && formatPlace(first.place),
        hint: `Install it, or give the function another Runtime than ${runtime}.`,
      });
    }
    return [{ kind: ok ? 'difference' : 'notHonoured', message: `${names}: ${notice}`, place: first?.place } as const];
  });
}
