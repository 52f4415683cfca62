import { wildcardMatcher } from './wildcard.ts';

export interface PolicyUse {
  readonly action: string;
  readonly resource: string;
}

export interface SmallestStatement {
  readonly Effect: 'Allow';
  readonly Action: readonly string[];
  readonly Resource: readonly string[];
}

interface Block {
  readonly actions: ReadonlySet<string>;
  readonly resources: ReadonlySet<string>;
}

/**
 * The fewest statements found that allow the given uses and nothing else: each statement allows all its actions on all
 * its resources. Uses that another use's resource pattern covers are dropped. The order of the uses does not matter.
 */
export function smallestPolicy(uses: readonly PolicyUse[]): {
  readonly Version: '2012-10-17';
  readonly Statement: readonly SmallestStatement[];
} {
  const byAction = withoutCovered(uses);
  const { ofActions, ofResources } = candidates(byAction);
  const covers = [greedyCover([...ofActions, ...ofResources], byAction), ofActions, ofResources]
    .map((blocks) => withoutOverlap(withoutNeedless(blocks, byAction)))
    .sort((one, other) => one.length - other.length);
  return { Version: '2012-10-17', Statement: (covers[0] ?? []).map(statement).sort(byFirstAction) };
}

/** Takes the block that covers the most uncovered uses until nothing is left. */
function greedyCover(blocks: readonly Block[], byAction: ReadonlyMap<string, ReadonlySet<string>>): readonly Block[] {
  const left = new Map([...byAction].map(([action, resources]) => [action, new Set(resources)]));
  const chosen: Block[] = [];
  for (;;) {
    const best = largest(blocks, left);
    if (best === undefined) return chosen;
    chosen.push(best);
    for (const action of best.actions) for (const resource of best.resources) left.get(action)?.delete(resource);
  }
}

/** Resources by action, without those that a wildcard of the same action covers. */
function withoutCovered(uses: readonly PolicyUse[]): Map<string, Set<string>> {
  const all = new Map<string, Set<string>>();
  for (const { action, resource } of uses) {
    const resources = all.get(action) ?? new Set();
    all.set(action, resources.add(resource));
  }
  for (const resources of all.values()) {
    for (const pattern of [...resources].filter((one) => one.includes('*') || one.includes('?'))) {
      if (!resources.has(pattern)) continue;
      const covers = wildcardMatcher(pattern);
      for (const other of resources) {
        // A `?` here would take the `*` of another pattern for one character.
        const comparable = !pattern.includes('?') || !other.includes('*');
        if (other !== pattern && comparable && covers(other)) resources.delete(other);
      }
    }
  }
  return new Map([...all].sort(([one], [other]) => compare(one, other)));
}

/** The blocks that cannot grow: for each action all its resources, for each resource all its actions. */
function candidates(byAction: ReadonlyMap<string, ReadonlySet<string>>): {
  readonly ofActions: readonly Block[];
  readonly ofResources: readonly Block[];
} {
  const byResource = new Map<string, Set<string>>();
  for (const [action, resources] of byAction) {
    for (const resource of resources) byResource.set(resource, (byResource.get(resource) ?? new Set()).add(action));
  }
  return {
    ofActions: distinct(
      [...byAction.values()].map((resources) => ({ actions: havingAll(byAction, resources), resources })),
    ),
    ofResources: distinct(
      [...byResource.values()].map((actions) => ({ actions, resources: havingAll(byResource, actions) })),
    ),
  };
}

function distinct(blocks: readonly Block[]): readonly Block[] {
  const byContent = new Map(
    blocks.map((block) => [
      JSON.stringify([[...block.actions].sort(compare), [...block.resources].sort(compare)]),
      block,
    ]),
  );
  return [...byContent].sort(([one], [other]) => compare(one, other)).map(([, block]) => block);
}

function havingAll(relation: ReadonlyMap<string, ReadonlySet<string>>, wanted: ReadonlySet<string>): Set<string> {
  const having = [...relation].filter(([, values]) => [...wanted].every((value) => values.has(value)));
  return new Set(having.map(([name]) => name));
}

function largest(blocks: readonly Block[], left: ReadonlyMap<string, ReadonlySet<string>>): Block | undefined {
  let best: Block | undefined;
  let most = 0;
  for (const block of blocks) {
    let covered = 0;
    for (const action of block.actions) {
      const uncovered = left.get(action);
      for (const resource of block.resources) if (uncovered?.has(resource)) covered++;
    }
    if (covered > most) {
      best = block;
      most = covered;
    }
  }
  return best;
}

/** Drops the blocks whose uses the other blocks allow too. */
function withoutNeedless(
  blocks: readonly Block[],
  byAction: ReadonlyMap<string, ReadonlySet<string>>,
): readonly Block[] {
  let kept = blocks;
  for (const block of blocks) {
    const others = kept.filter((one) => one !== block);
    const allows = (action: string, resource: string) =>
      others.some(({ actions, resources }) => actions.has(action) && resources.has(resource));
    if ([...byAction].every(([action, resources]) => [...resources].every((one) => allows(action, one)))) kept = others;
  }
  return kept;
}

/** Drops from each block the resources that the other blocks allow for all of its actions. */
function withoutOverlap(blocks: readonly Block[]): readonly Block[] {
  const kept = [...blocks];
  for (const [index, block] of kept.entries()) {
    const others = kept.filter((one) => one !== block);
    const resources = [...block.resources].filter(
      (resource) =>
        ![...block.actions].every((action) =>
          others.some((other) => other.actions.has(action) && other.resources.has(resource)),
        ),
    );
    kept[index] = { actions: block.actions, resources: new Set(resources) };
  }
  return kept;
}

const statement = ({ actions, resources }: Block): SmallestStatement => ({
  Effect: 'Allow',
  Action: [...actions].sort(compare),
  Resource: [...resources].sort(compare),
});

const compare = (one: string, other: string) => (one < other ? -1 : one > other ? 1 : 0);
const byFirstAction = (one: SmallestStatement, other: SmallestStatement) =>
  compare([...one.Action, ...one.Resource].join(), [...other.Action, ...other.Resource].join());
