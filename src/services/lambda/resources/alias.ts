import type { AliasRoutingConfiguration } from '@aws-sdk/client-lambda';
import type { ResourceType } from '../../../aws/resource-type.ts';
import { createAlias } from '../create-alias.ts';
import { deleteAlias } from '../delete-alias.ts';
import type { LambdaState } from '../state.ts';
import { updateAlias } from '../update-alias.ts';

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-alias.html */
export interface AliasProperties {
  readonly FunctionName: string;
  readonly FunctionVersion: string | number;
  readonly Name: string;
  readonly Description?: string;
  readonly RoutingConfig?: {
    readonly AdditionalVersionWeights?: readonly {
      readonly FunctionVersion: string | number;
      readonly FunctionWeight: number | string;
    }[];
  };
}

export const aliasResource: ResourceType<LambdaState, AliasProperties> = {
  type: 'AWS::Lambda::Alias',
  honoured: {
    FunctionName: true,
    FunctionVersion: true,
    Name: true,
    Description: true,
    RoutingConfig: { AdditionalVersionWeights: { FunctionVersion: true, FunctionWeight: true } },
    ProvisionedConcurrencyConfig: 'not applied; environments start when they are needed',
  },

  async create(properties, call) {
    const alias = await createAlias(inputOf(properties), call);
    return { physicalId: alias.AliasArn ?? '', attributes: { AliasArn: alias.AliasArn } };
  },

  async update(physicalId, properties, previous, call) {
    if (properties.FunctionName !== previous.FunctionName || properties.Name !== previous.Name) return 'replace';
    await updateAlias(inputOf(properties), call);
    return { physicalId, attributes: { AliasArn: physicalId } };
  },

  async delete(_physicalId, { FunctionName, Name }, call) {
    await deleteAlias({ FunctionName, Name }, call);
  },
};

function inputOf(properties: AliasProperties) {
  return {
    FunctionName: properties.FunctionName,
    Name: properties.Name,
    FunctionVersion: String(properties.FunctionVersion),
    Description: properties.Description ?? '',
    RoutingConfig: weightsOf(properties),
  };
}

/** CloudFormation writes a list, Lambda's API a map. */
function weightsOf({ RoutingConfig }: AliasProperties): AliasRoutingConfiguration {
  const weights = RoutingConfig?.AdditionalVersionWeights ?? [];
  return {
    AdditionalVersionWeights: Object.fromEntries(
      weights.map(({ FunctionVersion, FunctionWeight }) => [String(FunctionVersion), Number(FunctionWeight)]),
    ),
  };
}
