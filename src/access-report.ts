import type { Principals } from './aws/principals.ts';
import type { ServedFunction } from './samlet-options.ts';
import type { AccessUse, AccessUses } from './telemetry/access-uses.ts';

/** What a function may do, by its role, and what it did. */
export interface FunctionAccess {
  readonly logicalId: string;
  readonly functionName: string;
  readonly roleArn: string;
  /** The logical id of the role, when the stack made it. */
  readonly roleLogicalId: string | undefined;
  /** By name or ARN; `undefined` when IAM does not know the role, which nothing limits then. */
  readonly policies: readonly { readonly id: string; readonly text: string }[] | undefined;
  readonly uses: readonly AccessUse[];
}

/** A resource of the stack, as policies may name it. */
export interface StackResource {
  readonly logicalId: string;
  readonly type: string;
  readonly physicalId: string;
  readonly arn: string | undefined;
}

/** What `samlet policy` works on; answered at `/_samlet/access`. */
export interface AccessReport {
  readonly account: string;
  readonly region: string;
  readonly functions: readonly FunctionAccess[];
  readonly resources: readonly StackResource[];
}

/** The logical id of a role that the stack made. */
export const roleIn = (resources: readonly StackResource[], roleArn: string): string | undefined =>
  resources.find(({ type, arn }) => type === 'AWS::IAM::Role' && arn === roleArn)?.logicalId;

/** Reads the roles of a stack's functions and what they used. */
export async function accessReport(options: {
  readonly account: string;
  readonly region: string;
  readonly functions: readonly ServedFunction[];
  readonly resources: readonly StackResource[];
  readonly principals: Principals;
  readonly accessUses: AccessUses;
}): Promise<AccessReport> {
  const { account, region, resources, principals, accessUses } = options;
  const functions = await Promise.all(
    options.functions.map(async ({ logicalId, functionName, roleArn }) => ({
      logicalId,
      functionName,
      roleArn,
      roleLogicalId: roleIn(resources, roleArn),
      policies: (await principals.recordOf(roleArn))?.identity,
      uses: await accessUses.of(roleArn),
    })),
  );
  return { account, region, functions, resources };
}
