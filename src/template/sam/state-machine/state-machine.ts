import { checkEventProperties } from '../check-properties.ts';
import { assumeRoleBy } from '../events/event.ts';
import { getAtt, isIntrinsic } from '../intrinsics.ts';
import { readLocalFile, s3Location } from '../local-file.ts';
import { managedPolicyArn } from '../managed-policies.ts';
import { rolePolicies } from '../policies.ts';
import { STATE_MACHINE_EVENT_PROPERTIES } from '../property-names.ts';
import type { SamContext, SamResource } from '../sam-context.ts';
import { addResource, tagList } from '../sam-context.ts';
import { InvalidSamEvent, InvalidSamResource } from '../sam-error.ts';
import type { Tree, TreeMap } from '../tree.ts';
import { isList, isMap, mapAt, pick } from '../tree.ts';
import { STATE_MACHINE_EVENTS } from './state-machine-events.ts';

const CREATED_BY: TreeMap = { 'stateMachine:createdBy': 'SAM' };

/** `AWS::Serverless::StateMachine`: the state machine, its role and what its events need. */
export function expandStateMachine(context: SamContext, machine: SamResource): void {
  const { properties } = machine;
  const roleId = `${machine.id}Role`;
  addResource(
    context,
    machine,
    machine.id,
    'AWS::StepFunctions::StateMachine',
    {
      ...definition(context, properties),
      LoggingConfiguration: properties['Logging'],
      RoleArn: properties['Role'] ?? getAtt(roleId, 'Arn'),
      StateMachineName: properties['Name'],
      StateMachineType: properties['Type'],
      Tags: tagList(properties['Tags'], CREATED_BY),
      TracingConfiguration: properties['Tracing'],
    },
    { ...machine.ownAttributes, ...machine.attributes },
  );
  if (properties['Role'] === undefined) addRole(context, machine, roleId);
  for (const [eventId, value] of Object.entries(mapAt(properties, 'Events'))) {
    const type = isMap(value) ? value['Type'] : undefined;
    const expand = typeof type === 'string' ? STATE_MACHINE_EVENTS[type] : undefined;
    if (typeof type !== 'string' || !expand) {
      throw new InvalidSamEvent(
        eventId,
        `Resource dict has missing or invalid value for key Type. Event Type is: ${String(type)}.`,
        ['Type'],
      );
    }
    const event = { id: eventId, type, properties: mapAt(value, 'Properties'), logicalId: machine.id + eventId };
    checkEventProperties(STATE_MACHINE_EVENT_PROPERTIES, eventId, type, event.properties);
    expand(context, event, machine);
  }
}

function addRole(context: SamContext, machine: SamResource, roleId: string): void {
  const { properties } = machine;
  const { partition } = context.options;
  const user = rolePolicies(context, roleId, properties['Policies']);
  const traced = mapAt(properties, 'Tracing')['Enabled'] === true;
  const managed = traced ? [managedPolicyArn('AWSXRayDaemonWriteAccess', partition), ...user.managed] : user.managed;
  addResource(context, machine, roleId, 'AWS::IAM::Role', {
    AssumeRolePolicyDocument: assumeRoleBy('states.amazonaws.com'),
    ManagedPolicyArns: managed,
    Policies: user.inline.length > 0 ? user.inline : undefined,
    Path: properties['RolePath'],
    PermissionsBoundary: properties['PermissionsBoundary'],
    Tags: tagList(properties['Tags'], CREATED_BY),
  });
}

function definition(context: SamContext, properties: TreeMap): TreeMap {
  const { Definition: inline, DefinitionUri: uri } = properties;
  const given = pick(properties, ['DefinitionSubstitutions']);
  if (inline === undefined && uri === undefined) {
    throw new InvalidSamResource("Either 'Definition' or 'DefinitionUri' property must be specified.");
  }
  if (inline !== undefined && uri !== undefined) {
    throw new InvalidSamResource("Specify either 'Definition' or 'DefinitionUri' property and not both.", [
      'Definition',
    ]);
  }
  const location = s3Location(uri);
  if (location) return { DefinitionS3Location: location, ...given };
  const tree = inline ?? (typeof uri === 'string' ? readLocalFile(context, uri, ['DefinitionUri']) : (uri ?? {}));
  if (isMap(uri)) return { DefinitionS3Location: uri, ...given };
  const substitutions: TreeMap = {};
  const text = JSON.stringify(withSubstitutions(tree, substitutions), null, 4);
  const all = { ...mapAt(properties, 'DefinitionSubstitutions'), ...substitutions };
  return {
    DefinitionString: { 'Fn::Join': ['\n', text.split('\n')] },
    ...(Object.keys(all).length > 0 ? { DefinitionSubstitutions: all } : {}),
  };
}

/** Intrinsics inside a definition become substitutions, as a definition is a text to CloudFormation. */
function withSubstitutions(value: Tree, substitutions: TreeMap): Tree {
  if (isList(value)) return value.map((item) => withSubstitutions(item, substitutions));
  if (isIntrinsic(value)) {
    const name = `definition_substitution_${Object.keys(substitutions).length + 1}`;
    substitutions[name] = value;
    return `\${${name}}`;
  }
  if (!isMap(value)) return value;
  const result: TreeMap = {};
  for (const [name, item] of Object.entries(value)) result[name] = withSubstitutions(item, substitutions);
  return result;
}
