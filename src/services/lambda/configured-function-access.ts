import type { CreateFunctionCommandInput } from '@aws-sdk/client-lambda';
import { type Access, accessByInput, passRole, requestTags } from '../../aws/access.ts';
import type { RequestContext } from '../../policy/request-context.ts';
import { functionTarget } from './function-access.ts';
import { namedFunction } from './function-name.ts';
import type { LambdaState } from './state.ts';

type Input = Pick<CreateFunctionCommandInput, 'FunctionName' | 'Role' | 'Layers' | 'VpcConfig' | 'Tags'>;

/** An operation that gives a function its configuration: the caller also passes the role. */
export function configuredFunctionAccess(action: string): Access<LambdaState, Input> {
  return accessByInput([action, 'iam:PassRole'], async (input, call) => {
    const named = namedFunction(input.FunctionName, undefined, call);
    const record = await call.state.functions.find(named.arn);
    return [
      { action, ...functionTarget(named.arn, record, undefined, () => keys(input)) },
      ...passRole(input.Role, 'lambda.amazonaws.com'),
    ];
  });
}

const keys = ({ Layers, VpcConfig, Tags }: Input): RequestContext => ({
  ...(Layers !== undefined && { 'lambda:Layer': Layers }),
  ...(VpcConfig?.SubnetIds !== undefined && { 'lambda:SubnetIds': VpcConfig.SubnetIds }),
  ...(VpcConfig?.SecurityGroupIds !== undefined && { 'lambda:SecurityGroupIds': VpcConfig.SecurityGroupIds }),
  ...requestTags(Tags ?? {}),
});
