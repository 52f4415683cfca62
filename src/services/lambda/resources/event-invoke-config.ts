import type { DestinationConfig, PutFunctionEventInvokeConfigCommandInput } from '@aws-sdk/client-lambda';
import type { ResourceContext, ResourceType } from '../../../aws/resource-type.ts';
import { ServiceError } from '../../../aws/service-error.ts';
import { deleteFunctionEventInvokeConfig } from '../delete-function-event-invoke-config.ts';
import { putFunctionEventInvokeConfig } from '../put-function-event-invoke-config.ts';
import type { LambdaState } from '../state.ts';

const DESTINATION = 'delivered to functions; queues, topics, buses and buckets are named in the log, not reached';

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-eventinvokeconfig.html */
export interface EventInvokeConfigProperties {
  readonly FunctionName: string;
  readonly Qualifier: string;
  readonly MaximumRetryAttempts?: number | string;
  readonly MaximumEventAgeInSeconds?: number | string;
  readonly DestinationConfig?: DestinationConfig;
}

export const eventInvokeConfigResource: ResourceType<LambdaState, EventInvokeConfigProperties> = {
  type: 'AWS::Lambda::EventInvokeConfig',
  honoured: {
    FunctionName: true,
    Qualifier: true,
    MaximumRetryAttempts: true,
    MaximumEventAgeInSeconds: true,
    DestinationConfig: { OnSuccess: { Destination: DESTINATION }, OnFailure: { Destination: DESTINATION } },
  },

  async create(properties, call) {
    await put(properties, call);
    return { physicalId: call.physicalName(64) };
  },

  async update(physicalId, properties, previous, call) {
    const moved = properties.FunctionName !== previous.FunctionName || properties.Qualifier !== previous.Qualifier;
    if (moved) return 'replace';
    await put(properties, call);
    return { physicalId };
  },

  async delete(_physicalId, { FunctionName, Qualifier }, call) {
    try {
      await deleteFunctionEventInvokeConfig({ FunctionName, Qualifier }, call);
    } catch (error) {
      if (!(error instanceof ServiceError && error.code === 'ResourceNotFoundException')) throw error;
    }
  },
};

async function put(properties: EventInvokeConfigProperties, call: ResourceContext<LambdaState>): Promise<void> {
  const { FunctionName, Qualifier, MaximumRetryAttempts, MaximumEventAgeInSeconds, DestinationConfig } = properties;
  const input: PutFunctionEventInvokeConfigCommandInput = {
    FunctionName,
    Qualifier,
    ...(MaximumRetryAttempts === undefined ? {} : { MaximumRetryAttempts: Number(MaximumRetryAttempts) }),
    ...(MaximumEventAgeInSeconds === undefined ? {} : { MaximumEventAgeInSeconds: Number(MaximumEventAgeInSeconds) }),
    ...(DestinationConfig === undefined ? {} : { DestinationConfig }),
  };
  await putFunctionEventInvokeConfig(input, call);
}
