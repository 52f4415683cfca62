import { addPath, isEditable, setMethod } from '../api/api-definition.ts';
import { addMethodSettings, eventApi } from '../events/api.ts';
import type { SamEvent } from '../events/event.ts';
import { allow, assumeRoleBy } from '../events/event.ts';
import { addPatternRule, addScheduleRule, targetId } from '../events/event-rule.ts';
import { addSchedule } from '../events/schedule-v2.ts';
import { getAtt, onlyIf, ref, sub } from '../intrinsics.ts';
import type { SamContext, SamResource } from '../sam-context.ts';
import { addResource } from '../sam-context.ts';
import type { Tree } from '../tree.ts';
import { isMap } from '../tree.ts';

export type StateMachineEventExpander = (context: SamContext, event: SamEvent, machine: SamResource) => void;

/** What each type of a state machine's event becomes: a rule, schedule or method that starts an execution. */
export const STATE_MACHINE_EVENTS: Readonly<Record<string, StateMachineEventExpander>> = {
  Api: expandMachineApi,
  CloudWatchEvent: expandMachineRule,
  EventBridgeRule: expandMachineRule,
  Schedule: (context, event, machine) => addScheduleRule(context, event, machine, ruleTarget(context, event, machine)),
  ScheduleV2: (context, event, machine) =>
    addSchedule(context, event, machine, ref(machine.id), 'StartExecutionPolicy', 'states:StartExecution'),
};

function expandMachineRule(context: SamContext, event: SamEvent, machine: SamResource): void {
  addPatternRule(context, event, machine, ruleTarget(context, event, machine));
}

function ruleTarget(context: SamContext, event: SamEvent, machine: SamResource) {
  return {
    Arn: ref(machine.id),
    Id: targetId(event, 'StepFunctionsTarget'),
    RoleArn: startRole(context, event, machine, 'events.amazonaws.com'),
  };
}

/** The role that starts executions for an event: the user's, or one made for it. */
function startRole(context: SamContext, event: SamEvent, machine: SamResource, service: string): Tree {
  const given = event.properties['RoleArn'];
  if (given !== undefined) return given;
  const roleId = `${event.logicalId}Role`;
  addResource(context, machine, roleId, 'AWS::IAM::Role', {
    AssumeRolePolicyDocument: assumeRoleBy(service),
    Policies: [
      {
        PolicyName: `${event.logicalId}RoleStartExecutionPolicy`,
        PolicyDocument: { Statement: [allow('states:StartExecution', ref(machine.id))] },
      },
    ],
  });
  return getAtt(roleId, 'Arn');
}

function expandMachineApi(context: SamContext, event: SamEvent, machine: SamResource): void {
  const path = String(event.properties['Path']);
  const method = String(event.properties['Method']);
  const roleArn = startRole(context, event, machine, 'apigateway.amazonaws.com');
  const api = eventApi(context, event);
  const definition = api?.properties['DefinitionBody'];
  if (!api || !context.managedApis.has(api.id) || !isMap(definition) || !isEditable(definition)) return;
  const condition = machine.attributes['Condition'];
  const input = event.properties['UnescapeMappingTemplate']
    ? `$util.escapeJavaScript($input.json('$')).replaceAll("\\\\'","'")`
    : `$util.escapeJavaScript($input.json('$'))`;
  addPath(definition, path, method);
  setMethod(definition, path, method, condition, () => ({
    'x-amazon-apigateway-integration': {
      type: 'aws',
      httpMethod: 'POST',
      uri: onlyIf(
        condition,
        sub(`arn:${context.options.partition}:apigateway:\${AWS::Region}:states:action/StartExecution`),
      ),
      credentials: roleArn,
      requestTemplates: {
        'application/json': sub(`{"input": "${input}", "stateMachineArn": "\${${machine.id}}"}`),
      },
      responses: { '200': { statusCode: '200' }, '400': { statusCode: '400' } },
    },
    responses: { '200': { description: 'OK' }, '400': { description: 'Bad Request' } },
  }));
  addMethodSettings(definition, event, api, path, method, api.properties['StageName'] ?? '');
}
