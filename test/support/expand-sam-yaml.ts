import { parseTemplate } from '../../src/template/document/parse-template.ts';
import type { SamOptions } from '../../src/template/sam/expand-sam.ts';
import { expandSam } from '../../src/template/sam/expand-sam.ts';
import type { TreeMap } from '../../src/template/sam/tree.ts';
import { mapAt } from '../../src/template/sam/tree.ts';

/** Expands a SAM template written as YAML, in us-east-1 of account 000000000000. */
export function expandSamYaml(yaml: string, options: Partial<SamOptions> = {}) {
  const document = parseTemplate(yaml, 'template.yaml');
  const { template, origins, notices } = expandSam(document.value, {
    parameterValues: {},
    region: 'us-east-1',
    account: '000000000000',
    partition: 'aws',
    stackName: 'stack',
    templateDir: '/nowhere',
    placeOf: document.placeOf,
    ...options,
  });
  const whole = structuredClone(template) as TreeMap;
  return {
    template: whole,
    resources: mapAt(whole, 'Resources'),
    properties: (id: string) => mapAt(mapAt(mapAt(whole, 'Resources'), id), 'Properties'),
    types: Object.fromEntries(
      Object.entries(mapAt(whole, 'Resources')).map(([id, one]) => [id, mapAt({ one }, 'one')['Type']]),
    ),
    origins,
    notices,
    errors: notices.filter(({ kind }) => kind === 'error').map(({ message }) => message),
  };
}
