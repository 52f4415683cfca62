import { isObject, textsOf } from './check-syntax.ts';
import { refuse } from './policy-refusal.ts';

const AWS_PRINCIPALS = [
  /^\d{12}$/,
  /^arn:aws[a-z-]*:iam::\d{12}:(root|user\/[^*?]+|role\/[^*?]+)$/,
  /^arn:aws[a-z-]*:sts::\d{12}:(assumed-role\/[^*?/]+\/[^*?/]+|federated-user\/[^*?]+)$/,
  /^A(IDA|ROA)[A-Z0-9]{13,}$/,
];
const SERVICE = /^[a-z0-9-]+(\.[a-z0-9-]+)*\.(amazonaws\.com(\.cn)?|aws\.internal|aws\.com|amazon\.com)$/;
const WEB_PROVIDERS = ['cognito-identity.amazonaws.com', 'accounts.google.com', 'graph.facebook.com', 'www.amazon.com'];
const PROVIDER_ARN = /^arn:aws[a-z-]*:iam::\d{12}:(oidc-provider|saml-provider)\/[^*?]+$/;

const FORMS: Readonly<Record<string, (name: string) => boolean>> = {
  AWS: (name) => name === '*' || AWS_PRINCIPALS.some((form) => form.test(name)),
  Service: (name) => SERVICE.test(name),
  Federated: (name) => WEB_PROVIDERS.includes(name) || PROVIDER_ARN.test(name),
  CanonicalUser: (name) => /^[\da-f]{64}$/.test(name),
};

/** A `Principal` in the form that AWS takes. Whether a user or a role exists is for the store to say. */
export function checkPrincipalForm(principal: unknown): void {
  if (principal === '*') return;
  if (!isObject(principal)) refuse(`Invalid principal in policy: "STAR":"${String(principal)}"`);
  for (const [kind, names] of Object.entries(principal)) {
    for (const name of textsOf(names)) {
      if (!FORMS[kind]?.(name)) refuse(`Invalid principal in policy: "${kind.toUpperCase()}":"${name}"`);
    }
  }
}
