import type { Decision } from '../policy/decision.ts';
import type { RequestContext } from '../policy/request-context.ts';
import type { Caller } from './caller.ts';
import { sealing } from './sealing.ts';

/** A refused request, as a service tells it to who may read it. */
export interface RefusedRequest {
  readonly caller: Caller;
  readonly action: string;
  readonly resource: string;
  readonly context: RequestContext;
  readonly decision: Pick<Decision, 'result' | 'statements'>;
}

/** Messages of services that do not show a caller why it was refused (EC2's `Encoded authorization failure message`). */
export interface AuthorizationMessages {
  /** Letters, digits, `-` and `_`. */
  encode(refused: RefusedRequest): string;
  /** The JSON that DecodeAuthorizationMessage answers; `undefined` for what `encode` did not make. */
  decode(message: string): string | undefined;
}

const BOUND_TO = 'authorization message';

/** @param key the sealing key: messages can be decoded as long as it is the same */
export function authorizationMessages(key: Uint8Array): AuthorizationMessages {
  const { seal, open } = sealing(key, BOUND_TO);
  return {
    encode: (refused) => seal(Buffer.from(JSON.stringify(told(refused))), BOUND_TO).toString('base64url'),
    decode(message) {
      const sealed = Buffer.from(message, 'base64url');
      return sealed.toString('base64url') === message ? open(sealed, BOUND_TO)?.toString() : undefined;
    },
  };
}

/** https://docs.aws.amazon.com/STS/latest/APIReference/API_DecodeAuthorizationMessage.html */
function told({ caller, action, resource, context, decision }: RefusedRequest) {
  return {
    allowed: decision.result === 'allowed',
    explicitDeny: decision.result === 'explicitDeny',
    matchedStatements: {
      items: decision.statements.map(({ sid = '', effect, policyId }) => ({
        statementId: sid,
        effect: effect.toUpperCase(),
        sourcePolicyId: policyId,
      })),
    },
    failures: { items: [] },
    context: {
      principal: { id: caller.userId, name: caller.arn.slice(caller.arn.lastIndexOf('/') + 1), arn: caller.arn },
      action,
      resource,
      conditions: {
        items: Object.entries(context)
          .filter(([, value]) => value !== undefined)
          .map(([key, value]) => ({ key, values: { items: [value].flat().map((one) => ({ value: String(one) })) } })),
      },
    },
  };
}
