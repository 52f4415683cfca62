import { isDeepStrictEqual } from 'node:util';
import type { ResourceType } from '../../../aws/resource-type.ts';
import { ServiceError } from '../../../aws/service-error.ts';
import { fromTemplate } from '../code-input.ts';
import { deleteFunction } from '../delete-function.ts';
import { publishVersion } from '../publish-version.ts';
import type { LambdaState } from '../state.ts';

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-version.html */
export interface VersionProperties {
  readonly FunctionName: string;
  readonly CodeSha256?: string;
  readonly Description?: string;
}

export const versionResource: ResourceType<LambdaState, VersionProperties> = {
  type: 'AWS::Lambda::Version',
  honoured: {
    FunctionName: true,
    Description: true,
    CodeSha256: 'not compared: local code has no zip whose hash AWS would know',
    ProvisionedConcurrencyConfig: 'not applied; environments start when they are needed',
    RuntimePolicy: 'not applied; functions run on the interpreters of this machine',
    FunctionScalingConfig: 'not applied; environments start when they are needed',
  },

  async create({ FunctionName, Description }, call) {
    const published = await publishVersion(
      {
        FunctionName,
        ...(Description === undefined ? {} : { Description }),
        [fromTemplate]: { logicalId: call.logicalId },
      },
      call,
    );
    const arn = published.FunctionArn ?? '';
    return { physicalId: arn, attributes: { Version: published.Version, FunctionArn: arn } };
  },

  async update(physicalId, properties, previous) {
    if (!isDeepStrictEqual(identity(properties), identity(previous))) return 'replace';
    const Version = physicalId.slice(physicalId.lastIndexOf(':') + 1);
    return { physicalId, attributes: { Version, FunctionArn: physicalId } };
  },

  async delete(physicalId, _properties, call) {
    try {
      await deleteFunction({ FunctionName: physicalId }, call);
    } catch (error) {
      if (!(error instanceof ServiceError && error.code === 'ResourceNotFoundException')) throw error;
    }
  },
};

const identity = ({ FunctionName, CodeSha256, Description }: VersionProperties) => [
  FunctionName,
  CodeSha256,
  Description,
];
