import { combineConditions } from '../conditions.ts';
import { assumeRoleBy } from '../events/event.ts';
import { getAtt, ifParts, isIntrinsic, isNoValue, ref, sub } from '../intrinsics.ts';
import type { SamContext, SamResource } from '../sam-context.ts';
import { resolved } from '../sam-context.ts';
import { InvalidSamResource } from '../sam-error.ts';
import type { Tree, TreeMap } from '../tree.ts';
import { isList, isMap, listOf, mapAt, present } from '../tree.ts';

const APPLICATION = 'ServerlessDeploymentApplication';
const SERVICE_ROLE = 'CodeDeployServiceRole';
const PRESETS = [
  'Canary10Percent5Minutes',
  'Canary10Percent10Minutes',
  'Canary10Percent15Minutes',
  'Canary10Percent30Minutes',
  'Linear10PercentEvery1Minute',
  'Linear10PercentEvery2Minutes',
  'Linear10PercentEvery3Minutes',
  'Linear10PercentEvery10Minutes',
  'AllAtOnce',
];

/** Notes that a function is to be deployed gradually; gives the alias's `UpdatePolicy`. */
export function askForDeployment(context: SamContext, fn: SamResource, aliasId: string | undefined): TreeMap {
  const preference = fn.properties['DeploymentPreference'];
  if (preference === undefined || preference === null) return {};
  if (!isMap(preference))
    throw new InvalidSamResource("'DeploymentPreference' should be a map.", ['DeploymentPreference']);
  const enabled = resolved(context, preference['Enabled'] ?? true);
  if (enabled === false || String(enabled).toLowerCase() === 'false') return {};
  if (aliasId === undefined) {
    throw new InvalidSamResource("'DeploymentPreference' requires AutoPublishAlias property to be specified.", [
      'DeploymentPreference',
    ]);
  }
  if (!preference['Type']) {
    throw new InvalidSamResource("'DeploymentPreference' is missing required Property 'Type'", [
      'DeploymentPreference',
    ]);
  }
  const passes = resolved(context, preference['PassthroughCondition']);
  const isPassedThrough = passes === true || String(passes).toLowerCase() === 'true';
  context.deploymentPreferences.set(fn.id, {
    settings: preference,
    condition: isPassedThrough ? fn.attributes['Condition'] : undefined,
  });
  return {
    UpdatePolicy: {
      CodeDeployLambdaAliasUpdate: present({
        ApplicationName: ref(APPLICATION),
        DeploymentGroupName: ref(`${fn.id}DeploymentGroup`),
        BeforeAllowTrafficHook: mapAt(preference, 'Hooks')['PreTraffic'],
        AfterAllowTrafficHook: mapAt(preference, 'Hooks')['PostTraffic'],
      }),
    },
  };
}

/** Makes the CodeDeploy application, its service role and a deployment group for each function that asked. */
export function addDeployments(context: SamContext): void {
  const all = [...context.deploymentPreferences];
  if (all.length === 0) return;
  const condition = sharedCondition(context);
  context.generated[APPLICATION] = {
    Type: 'AWS::CodeDeploy::Application',
    Properties: { ComputePlatform: 'Lambda' },
    ...condition,
  };
  const withoutRole = all.filter(([, { settings }]) => !settings['Role']);
  if (withoutRole.length > 0) {
    context.generated[SERVICE_ROLE] = {
      Type: 'AWS::IAM::Role',
      Properties: {
        AssumeRolePolicyDocument: assumeRoleBy('codedeploy.amazonaws.com'),
        ManagedPolicyArns: [`arn:${context.options.partition}:iam::aws:policy/service-role/AWSCodeDeployRoleForLambda`],
      },
      ...condition,
    };
  }
  for (const [id, preference] of all) {
    context.generated[`${id}DeploymentGroup`] = {
      Type: 'AWS::CodeDeploy::DeploymentGroup',
      Properties: deploymentGroup(preference.settings),
      ...present({ Condition: preference.condition }),
    };
    context.origins.set(`${id}DeploymentGroup`, id);
    for (const shared of [APPLICATION, SERVICE_ROLE]) {
      if (shared in context.generated && !context.origins.has(shared)) context.origins.set(shared, id);
    }
  }
}

/** What all functions share is made where any of them is, if all are conditional and pass their condition through. */
function sharedCondition(context: SamContext): TreeMap {
  const conditions = [...context.deploymentPreferences.values()].map(({ condition }) => condition);
  if (!conditions.every((condition) => typeof condition === 'string')) return {};
  const name = combineConditions(context.conditions, 'ServerlessCodeDeployCondition', conditions);
  return name === undefined ? {} : { Condition: name };
}

function deploymentGroup(settings: TreeMap): TreeMap {
  return present({
    AlarmConfiguration: alarms(settings['Alarms']),
    ApplicationName: ref(APPLICATION),
    AutoRollbackConfiguration: {
      Enabled: true,
      Events: ['DEPLOYMENT_FAILURE', 'DEPLOYMENT_STOP_ON_ALARM', 'DEPLOYMENT_STOP_ON_REQUEST'],
    },
    DeploymentConfigName: configName(settings['Type'] ?? ''),
    DeploymentStyle: { DeploymentType: 'BLUE_GREEN', DeploymentOption: 'WITH_TRAFFIC_CONTROL' },
    ServiceRoleArn: settings['Role'] ?? getAtt(SERVICE_ROLE, 'Arn'),
    TriggerConfigurations: settings['TriggerConfigurations'],
  });
}

function configName(type: Tree): Tree {
  const parts = ifParts(type);
  if (parts) return { 'Fn::If': [parts[0], configName(parts[1]), configName(parts[2])] };
  if (typeof type !== 'string' || !PRESETS.includes(type)) return type;
  return sub('CodeDeployDefault.Lambda${ConfigName}', { ConfigName: type });
}

function alarms(value: Tree | undefined): Tree | undefined {
  if (value === undefined || value === null || isNoValue(value)) return value ?? undefined;
  const parts = ifParts(value);
  if (parts) {
    return { 'Fn::If': [parts[0], alarms(parts[1]) ?? null, alarms(parts[2]) ?? null] };
  }
  if (!isList(value) && isIntrinsic(value)) return value;
  const names = listOf(value).filter((alarm) => !isNoValue(alarm));
  return { Enabled: names.length > 0, Alarms: names.map((alarm) => ({ Name: alarm })) };
}
