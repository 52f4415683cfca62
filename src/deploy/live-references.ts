import { UserError } from '../std/user-error.ts';
import { didYouMean } from '../template/nearest-name.ts';
import type { ResourceReferences } from '../template/resource-graph.ts';
import type { ExportRecord, ResourceRecord } from './stack-records.ts';

const MADE_ELSEWHERE = /^(?:Custom::.*|AWS::CloudFormation::(?:CustomResource|Stack))$/;

/** Answers `Ref`, `Fn::GetAtt` and `Fn::ImportValue` from what is deployed by now. */
export function liveReferences(
  deployed: ReadonlyMap<string, ResourceRecord>,
  exports: ReadonlyMap<string, ExportRecord>,
): ResourceReferences {
  const find = (logicalId: string): ResourceRecord => {
    const record = deployed.get(logicalId);
    if (!record) throw new Error(`${logicalId} is referred to before it is deployed`);
    return record;
  };
  return {
    ref: (logicalId) => find(logicalId).physicalId,
    getAtt(logicalId, attribute) {
      const { attributes, type, standsIn } = find(logicalId);
      if (Object.hasOwn(attributes, attribute)) return attributes[attribute];
      let value: unknown = attributes;
      for (const step of attribute.split('.')) {
        value =
          typeof value === 'object' && value !== null && Object.hasOwn(value, step)
            ? (value as Readonly<Record<string, unknown>>)[step]
            : undefined;
      }
      if (value !== undefined) return value;
      // Which attributes these have is known to nobody but what makes them.
      if (standsIn && MADE_ELSEWHERE.test(type)) return `${logicalId}-${attribute.replace(/^Outputs\./, '')}`;
      throw new UserError(
        'SAMLET_ATTRIBUTE_NOT_SUPPORTED',
        `samlet does not give the attribute ${attribute} of ${logicalId} (${type}) yet.`,
        { hint: `It gives ${Object.keys(attributes).join(', ') || 'none'}.` },
      );
    },
    importValue(name) {
      const found = exports.get(name);
      if (found) return found.value;
      throw new UserError('SAMLET_EXPORT_NOT_FOUND', `No export named ${name} found.`, {
        hint: didYouMean(name, exports.keys()) ?? 'Deploy the stack that exports it into the same data folder first.',
      });
    },
  };
}
