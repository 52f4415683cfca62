import { isIntrinsic, ref } from '../intrinsics.ts';
import type { SamContext, SamResource } from '../sam-context.ts';
import { addResource } from '../sam-context.ts';
import { InvalidSamResource } from '../sam-error.ts';
import { isMap, pick } from '../tree.ts';

/** The function's URL; open to everybody where `AuthType` is `NONE`. */
export function addFunctionUrl(context: SamContext, fn: SamResource, aliasId: string | undefined): void {
  const config = fn.properties['FunctionUrlConfig'];
  if (config === undefined || config === null) return;
  if (!isMap(config))
    throw new InvalidSamResource("Type of property 'FunctionUrlConfig' is invalid.", ['FunctionUrlConfig']);
  const auth = config['AuthType'];
  if (!auth || (!isIntrinsic(auth) && auth !== 'NONE' && auth !== 'AWS_IAM')) {
    throw new InvalidSamResource(
      'AuthType is required to configure function property `FunctionUrlConfig`. Please provide either AWS_IAM or NONE.',
      ['FunctionUrlConfig', 'AuthType'],
    );
  }
  const target = ref(aliasId ?? fn.id);
  addResource(context, fn, `${fn.id}Url`, 'AWS::Lambda::Url', {
    TargetFunctionArn: target,
    ...pick(config, ['AuthType', 'Cors', 'InvokeMode']),
  });
  if (auth !== 'NONE') return;
  addResource(context, fn, `${fn.id}UrlPublicPermissions`, 'AWS::Lambda::Permission', {
    Action: 'lambda:InvokeFunctionUrl',
    FunctionName: target,
    FunctionUrlAuthType: auth,
    Principal: '*',
  });
  addResource(context, fn, `${fn.id}URLInvokeAllowPublicAccess`, 'AWS::Lambda::Permission', {
    Action: 'lambda:InvokeFunction',
    FunctionName: target,
    InvokedViaFunctionUrl: true,
    Principal: '*',
  });
}
