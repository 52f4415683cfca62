import type { PolicyIdentifier } from '@aws-sdk/client-iam';
import { type TextMatcher, wildcardMatcher } from '../../policy/wildcard.ts';
import { isAwsPolicy } from './managed-policy.ts';
import type { HeldPolicy } from './policy-source.ts';
import { invalidInput } from './refusals.ts';

/** What a simulation leaves out. */
export interface PolicyExclusion {
  excludes(policy: HeldPolicy): boolean;
  readonly boundary: boolean;
}

const TYPES = ['aws-managed', 'inline', 'permission-boundary', 'rcp', 'scp', 'user-managed'];

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_PolicyIdentifier.html */
export function policyExclusion(identifiers: readonly PolicyIdentifier[]): PolicyExclusion {
  const tests = identifiers.map(testOf);
  return {
    excludes: (policy) => tests.some((test) => test(policy)),
    boundary: identifiers.some(({ PolicyType }) => PolicyType === 'permission-boundary'),
  };
}

const isManaged = ({ id }: HeldPolicy) => id.startsWith('arn:');

function testOf(identifier: PolicyIdentifier): (policy: HeldPolicy) => boolean {
  const { PolicyType, PolicyArn, InlinePolicyIdentifier } = identifier;
  if ([PolicyType, PolicyArn, InlinePolicyIdentifier].filter((one) => one !== undefined).length !== 1) {
    throw invalidInput('Specify exactly one of PolicyType, PolicyArn and InlinePolicyIdentifier to identify policies.');
  }
  if (PolicyArn !== undefined) {
    const [, fixed = '', name = ''] =
      /^(arn:aws[a-z-]*:iam::(?:\d{12}|aws):policy\/(?:[^*?]*\/)?)([^/]+)$/.exec(PolicyArn) ?? [];
    if (name === '') throw invalidInput(`ARN ${PolicyArn} is not valid.`);
    const matches = oneStar(name);
    return (policy) => isManaged(policy) && policy.id.startsWith(fixed) && matches(policy.id.slice(fixed.length));
  }
  if (InlinePolicyIdentifier !== undefined) {
    const { PolicyName, AttachmentType, AttachmentName = '' } = InlinePolicyIdentifier;
    const matches = oneStar(AttachmentName);
    return (policy) =>
      !isManaged(policy) &&
      policy.id === PolicyName &&
      policy.owner.noun === AttachmentType &&
      matches(policy.owner.name);
  }
  if (!TYPES.includes(PolicyType ?? '')) throw invalidInput(`Invalid policy type: ${PolicyType}`);
  // What is of another type is not held by an identity.
  if (PolicyType === 'inline') return (policy) => !isManaged(policy);
  if (PolicyType === 'aws-managed') return (policy) => isAwsPolicy(policy.id);
  if (PolicyType === 'user-managed') return (policy) => isManaged(policy) && !isAwsPolicy(policy.id);
  return () => false;
}

function oneStar(pattern: string): TextMatcher {
  if (pattern.split('*').length > 2) throw invalidInput(`Invalid identifier: ${pattern} has more than one wildcard *.`);
  return wildcardMatcher(pattern);
}
