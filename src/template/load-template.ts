import { UserError } from '../std/user-error.ts';
import { analyzeTemplate, type LoadOptions } from './analyze-template.ts';
import type { Notice } from './notice.ts';
import { formatPlace } from './place.ts';
import { readTemplate } from './read-template.ts';
import type { ResourceGraph } from './resource-graph.ts';
import { sortNotices } from './sort-notices.ts';

/**
 * Reads a template, runs its transforms and orders its resources. What AWS would refuse but what does not stand in the way
 * (an unknown property, say) is a notice of kind `error` in the graph: `refuseErrors` throws for those.
 * @throws {UserError} when there is no template, or no graph can be made of it
 */
export function loadTemplate(path: string, options: LoadOptions): ResourceGraph {
  const { graph, notices } = analyzeTemplate(readTemplate(path), options);
  if (graph) return graph;
  throw errorOf(notices.filter(({ kind }) => kind === 'error'));
}

/** @throws {UserError} SAMLET_TEMPLATE_INVALID when AWS would refuse the template */
export function refuseErrors(graph: ResourceGraph): void {
  const errors = graph.notices.filter(({ kind }) => kind === 'error');
  if (errors.length > 0) throw errorOf(errors);
}

function errorOf(errors: readonly Notice[]): UserError {
  const [first, ...others] = sortNotices(errors);
  const more = others.map(({ place, message }) => `${place ? `${formatPlace(place)}: ` : ''}${message}`);
  return new UserError('SAMLET_TEMPLATE_INVALID', first?.message ?? 'the template is not valid', {
    where: first?.place && formatPlace(first.place),
    hint: [first?.hint, ...more].filter(Boolean).join('\n    ') || undefined,
  });
}
