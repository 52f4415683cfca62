import type { AddPermissionCommandInput, AddPermissionResponse } from '@aws-sdk/client-lambda';
import type { CallContext } from '../../aws/service.ts';
import { pattern, present, requireValid } from './constraint.ts';
import { conflict, invalidParameter, revisionMismatch } from './errors.ts';
import { functionAccess } from './function-access.ts';
import { namedFunction } from './function-name.ts';
import { policyKey, requirePolicyTarget, type Statement } from './policy.ts';
import type { LambdaState } from './state.ts';

/** https://docs.aws.amazon.com/lambda/latest/api/API_AddPermission.html */
export async function addPermission(
  input: AddPermissionCommandInput,
  call: CallContext<LambdaState>,
): Promise<AddPermissionResponse> {
  requireValid(
    present(input.StatementId, 'statementId'),
    present(input.Action, 'action'),
    present(input.Principal, 'principal'),
    pattern(input.StatementId, 'statementId', /^[a-zA-Z0-9-_]+$/, '([a-zA-Z0-9-_]+)'),
    pattern(input.Action, 'action', /^(lambda:[*]|lambda:[a-zA-Z]+|[*])$/, '(lambda:[*]|lambda:[a-zA-Z]+|[*])'),
  );
  const named = namedFunction(input.FunctionName, input.Qualifier, call);
  const key = policyKey(named);
  const { functions } = call.state;
  requirePolicyTarget(await functions.get(named.arn, named.qualifiedArn), named);
  const statement = statementOf(input, named.qualifiedArn);
  const revisionId = call.ids.uuid();
  await functions.change(named.arn, (record) => {
    const policy = record.policies[key];
    if (input.RevisionId !== undefined && input.RevisionId !== policy?.revisionId) throw revisionMismatch();
    const statements = policy?.statements ?? [];
    if (statements.some((one) => one.Sid === statement.Sid)) {
      throw conflict(
        `The statement id (${statement.Sid}) provided already exists. Please provide a new statement id, or remove the existing statement.`,
      );
    }
    return {
      ...record,
      policies: { ...record.policies, [key]: { revisionId, statements: [...statements, statement] } },
    };
  });
  return { Statement: JSON.stringify(statement) };
}

addPermission.access = functionAccess<AddPermissionCommandInput>('lambda:AddPermission', {
  qualified: true,
  keys: ({ Principal, FunctionUrlAuthType }) => ({
    'lambda:Principal': Principal,
    'lambda:FunctionUrlAuthType': FunctionUrlAuthType,
  }),
});

function statementOf(input: AddPermissionCommandInput, resource: string): Statement {
  const condition = conditionOf(input);
  return {
    Sid: input.StatementId ?? '',
    Effect: 'Allow',
    Principal: principalOf(input.Principal ?? ''),
    Action: input.Action,
    Resource: resource,
    ...(Object.keys(condition).length === 0 ? {} : { Condition: condition }),
  };
}

function principalOf(principal: string): unknown {
  if (principal === '*') return '*';
  if (/^\d{12}$/.test(principal)) return { AWS: `arn:aws:iam::${principal}:root` };
  if (/^arn:aws[a-z-]*:(iam|sts)::\d{12}:/.test(principal)) return { AWS: principal };
  if (/^[a-z0-9-]+(\.[a-z0-9-]+)*\.amazon(aws)?\.com(\.cn)?$/.test(principal)) return { Service: principal };
  throw invalidParameter('The provided principal was invalid. Please check the principal and try again.');
}

function conditionOf(input: AddPermissionCommandInput): Record<string, Record<string, string>> {
  const equals: Record<string, string> = {};
  if (input.SourceAccount !== undefined) equals['AWS:SourceAccount'] = input.SourceAccount;
  if (input.EventSourceToken !== undefined) equals['lambda:EventSourceToken'] = input.EventSourceToken;
  if (input.FunctionUrlAuthType !== undefined) equals['lambda:FunctionUrlAuthType'] = input.FunctionUrlAuthType;
  if (input.PrincipalOrgID !== undefined) equals['aws:PrincipalOrgID'] = input.PrincipalOrgID;
  return {
    ...(Object.keys(equals).length === 0 ? {} : { StringEquals: equals }),
    ...(input.InvokedViaFunctionUrl === undefined
      ? {}
      : { Bool: { 'lambda:InvokedViaFunctionUrl': String(input.InvokedViaFunctionUrl) } }),
    ...(input.SourceArn === undefined ? {} : { ArnLike: { 'AWS:SourceArn': input.SourceArn } }),
  };
}
