import type { Place } from './notice.ts';
import type { Json } from './resource-graph.ts';
import type { JsonPath, TemplateDocument } from './template-document.ts';

/** Finds what stands in an expanded template in the file the user wrote. */
export interface Locator {
  /** The place of a path of the expanded template: as exact as the file allows. */
  place(path: JsonPath): Place | undefined;
  /** The SAM resource that a resource was made from; `undefined` for one that the user wrote. */
  originOf(logicalId: string): string | undefined;
  /**
   * The name of a property, by its members, in the resource as the user wrote it: `Policies` for the `ManagedPolicyArns`
   * of a role that SAM made. `undefined` where the user wrote none.
   */
  writtenName(logicalId: string, path: JsonPath): string | undefined;
}

/** Properties that SAM takes under another name than CloudFormation. */
const SAM_NAMES: Readonly<Record<string, string>> = {
  TracingConfig: 'Tracing',
  DeadLetterConfig: 'DeadLetterQueue',
  AccessLogSettings: 'AccessLogSetting',
  AccessLogSetting: 'AccessLogSetting',
  CanarySettings: 'CanarySetting',
  Code: 'CodeUri',
  Body: 'DefinitionBody',
  BodyS3Location: 'DefinitionUri',
  ManagedPolicyArns: 'Policies',
  KmsKeyArn: 'KmsKeyArn',
  ReservedConcurrentExecutions: 'ReservedConcurrentExecutions',
  ProvisionedConcurrencyConfig: 'ProvisionedConcurrencyConfig',
};

function valueAt(root: Json, path: JsonPath): Json | undefined {
  let value: Json | undefined = root;
  for (const step of path) {
    if (value === null || typeof value !== 'object' || !Object.hasOwn(value, step)) return undefined;
    value = (value as Readonly<Record<string | number, Json>>)[step];
  }
  return value;
}

/** Looks through objects (not lists) for a member of the name, the nearest to the top first. */
function findMember(root: Json | undefined, path: JsonPath, name: string): JsonPath | undefined {
  const queue: { value: Json | undefined; path: JsonPath }[] = [{ value: root, path }];
  for (let at = queue.shift(); at !== undefined; at = queue.shift()) {
    if (at.value === null || typeof at.value !== 'object' || Array.isArray(at.value)) continue;
    if (Object.hasOwn(at.value, name)) return [...at.path, name];
    for (const [key, value] of Object.entries(at.value)) queue.push({ value, path: [...at.path, key] });
  }
  return undefined;
}

export function locator(document: TemplateDocument, origins: ReadonlyMap<string, string>): Locator {
  const exact = (path: JsonPath | undefined) =>
    path !== undefined && valueAt(document.value, path) !== undefined ? path : undefined;

  function samPath(origin: string, path: JsonPath): JsonPath | undefined {
    const properties = ['Resources', origin, 'Properties'];
    const type = valueAt(document.value, ['Resources', origin, 'Type']);
    const section = typeof type === 'string' ? type.replace('AWS::Serverless::', '') : '';
    const globals = ['Globals', section];
    // From the whole path to its first member: the deeper, the more exact.
    const names = path.filter((step): step is string => typeof step === 'string');
    for (let length = path.length; length > 0; length--) {
      const part = path.slice(0, length);
      const found = exact([...properties, ...part]) ?? exact([...globals, ...part]);
      if (found) return found;
    }
    const [first = ''] = names;
    const renamed = SAM_NAMES[first] ?? first;
    return (
      exact([...properties, renamed]) ??
      exact([...globals, renamed]) ??
      findMember(valueAt(document.value, properties), properties, first)
    );
  }

  return {
    originOf: (logicalId) => origins.get(logicalId),
    writtenName(logicalId, path) {
      const origin = origins.get(logicalId);
      if (origin !== undefined && samPath(origin, path) === undefined) return undefined;
      const name = path.filter((step) => typeof step === 'string').join('.');
      return (origin === undefined ? undefined : SAM_NAMES[name]) ?? name;
    },
    place(path) {
      const [section, logicalId, attribute, ...rest] = path;
      if (section !== 'Resources' || typeof logicalId !== 'string') return document.placeOf(path);
      const origin = origins.get(logicalId);
      if (origin === undefined) return document.placeOf(path);
      const written = attribute === 'Properties' && rest.length > 0 ? samPath(origin, rest) : undefined;
      return document.placeOf(written ?? ['Resources', origin]);
    },
  };
}
