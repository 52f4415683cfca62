import type { AccessRecord } from './aws/authorizer.ts';
import { policiesPlace } from './function-policies.ts';
import { accessDeniedMessage } from './policy/access-denied-message.ts';
import type { ServedStack } from './stack.ts';
import { Lru } from './std/lru.ts';
import type { RequestRecords } from './telemetry/request-records.ts';
import type { ServerLog } from './telemetry/server-log.ts';
import { formatPlace } from './template/place.ts';
import { readTemplate } from './template/read-template.ts';

const KINDS_KEPT = 1_000;

/**
 * Tells of calls that IAM did not allow: each kind once in samlet's log, each call to `samlet why`; with the statement
 * that is missing, and where in the template it belongs.
 */
export function denials(options: {
  readonly log: Pick<ServerLog, 'once'>;
  readonly requests: Pick<RequestRecords, 'keep'>;
  /** The template's stack, once it is deployed. */
  readonly stack: () => { readonly file: string; readonly stack: ServedStack } | undefined;
}): (record: AccessRecord) => void {
  const { log, requests } = options;
  // What is denied once is mostly denied again: the template is read for the first of them, and for records that are kept.
  const told = new Lru<string, true>(KINDS_KEPT);

  const firstOfKind = ({ action, resource, caller }: AccessRecord): string | undefined => {
    const key = `denied ${caller.roleArn ?? caller.arn} ${action} ${resource}`;
    if (told.get(key)) return undefined;
    told.set(key, true);
    return key;
  };

  return (record) => {
    const { action, resource, caller, decision, at, requestId, operation } = record;
    // API Gateway tells itself whom it did not let in, and keeps the record of the request.
    if (decision.result === 'allowed' || action.startsWith('execute-api:')) return;
    const reason = accessDeniedMessage(decision, { action, resource, principal: { ...caller, kind: 'user' } });
    const key = firstOfKind(record);
    if (key !== undefined) {
      const deployed = options.stack();
      const owner = deployed?.stack.functions.find(({ roleArn }) => roleArn === caller.roleArn)?.logicalId;
      log.once(key, `${owner ?? 'IAM'}: ${reason}. ${remedyOf(record, deployed)}`);
    }
    requests.keep({
      status: 403,
      toRecord: () => ({
        kind: 'aws',
        requestId,
        at,
        durationMs: 0,
        status: 403,
        request: operation,
        target: resource,
        decisions: Object.entries(decision.byType).map(([type, { result, statements }]) => ({
          step: `${type} policies`,
          text: `${result}${statements.map(({ policyId, sid, index }) => `, ${policyId} ${sid ?? `statement ${index}`}`).join('')}`,
          atMs: 0,
        })),
        refusal: { type: 'AccessDenied', reason, remedy: remedyOf(record, options.stack()) },
      }),
    });
  };
}

function remedyOf(
  { action, resource, caller, decision }: AccessRecord,
  deployed: { readonly file: string; readonly stack: ServedStack } | undefined,
): string {
  if (decision.result === 'explicitDeny') {
    const named = decision.statements.map(({ policyId, sid, index }) => `${policyId}, ${sid ?? `statement ${index}`}`);
    return `It is denied by ${named.join('; ')}.`;
  }
  if (caller.kind === 'service' && action.startsWith('lambda:')) {
    const source = caller.sourceArn === undefined ? '' : ` and the source ${caller.sourceArn}`;
    return `What is missing is an AWS::Lambda::Permission of the function (aws lambda add-permission) for ${caller.arn}${source}.`;
  }
  const statement = JSON.stringify({ Effect: 'Allow', Action: action, Resource: resource });
  const fn = deployed?.stack.functions.find(({ roleArn }) => roleArn === caller.roleArn);
  if (deployed === undefined || fn === undefined) return `What is missing is ${statement}.`;
  const place = policiesPlace(fn, deployed.stack.resources, readTemplate(deployed.file));
  const where = place === undefined ? '' : `, in ${formatPlace(place)}`;
  return `What is missing is ${statement}${where}; samlet policy ${fn.logicalId} shows the least that is enough.`;
}
