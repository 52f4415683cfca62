import { ref } from '../intrinsics.ts';
import { readLocalDefinition, s3Location } from '../local-file.ts';
import { dataHash, stageSuffix } from '../logical-id.ts';
import type { SamContext, SamResource } from '../sam-context.ts';
import { addResource, nameProperty, resolved, tagList } from '../sam-context.ts';
import { InvalidSamResource } from '../sam-error.ts';
import type { Tree, TreeMap } from '../tree.ts';
import { isList, isMap, listOf, mapAt, pick, present } from '../tree.ts';
import { isEditable, isOpenApi3Version, pathsOf } from './api-definition.ts';
import { addBinaryMediaTypes, addEndpointExtension, addGatewayResponses, addModels } from './api-extensions.ts';
import { addAuthorizerPermissions, addAuthorizers } from './authorizers.ts';
import { addCors } from './cors.ts';
import { addRestDomain } from './domain.ts';
import { addCustomStatements, addPathPolicy } from './resource-policy.ts';
import {
  AWS_IAM,
  addApiKeyScheme,
  addIamScheme,
  asOpenApi,
  setDefaultApiKey,
  setDefaultAuthorizer,
} from './security.ts';
import { addUsagePlan } from './usage-plan.ts';

const AUTH_MEMBERS = [
  'AddApiKeyRequiredToCorsPreflight',
  'AddDefaultAuthorizerToCorsPreflight',
  'ApiKeyRequired',
  'Authorizers',
  'DefaultAuthorizer',
  'InvokeRole',
  'ResourcePolicy',
  'UsagePlan',
];

/** `AWS::Serverless::Api`: the REST API with its definition, a deployment named after it, the stage and what stands around. */
export function expandRestApi(context: SamContext, api: SamResource): void {
  const { properties } = api;
  if (properties['DefinitionUri'] && properties['DefinitionBody']) {
    throw new InvalidSamResource("Specify either 'DefinitionUri' or 'DefinitionBody' property and not both.", [
      'DefinitionUri',
    ]);
  }
  const version = properties['OpenApiVersion'];
  if (version !== undefined && !/^(2\.0|2|3(\.\d){0,2})$/.test(String(version))) {
    throw new InvalidSamResource("The OpenApiVersion value must be of the format '3.0.0'.", ['OpenApiVersion']);
  }
  const location = s3Location(properties['DefinitionUri']);
  const body = location
    ? undefined
    : (readLocalDefinition(context, properties['DefinitionUri']) ?? properties['DefinitionBody']);
  const definition = isMap(body) ? body : undefined;
  const binaryMediaTypes = resolved(context, properties['BinaryMediaTypes']);
  const auth = resolvedAuth(context, properties['Auth']);

  addCors(properties['Cors'], definition);
  addBinaryMediaTypes(binaryMediaTypes, definition);
  if (auth) addAuth(context, auth, definition, properties['StageName'] ?? '');
  addGatewayResponses(properties['GatewayResponses'], definition);
  addModels(properties['Models'], definition);
  addEndpointExtension(properties['DisableExecuteApiEndpoint'], definition);

  const tags = tagList(properties['Tags']);
  const propagatedTags = properties['PropagateTags'] ? tags : undefined;
  const endpoint = endpointConfiguration(properties['EndpointConfiguration']);
  addResource(
    context,
    api,
    api.id,
    'AWS::ApiGateway::RestApi',
    {
      ...pick(properties, [
        'ApiKeySourceType',
        'Description',
        'EndpointAccessMode',
        'FailOnWarnings',
        'MinimumCompressionSize',
        'Mode',
        'Name',
        'Policy',
        'SecurityPolicy',
      ]),
      BinaryMediaTypes: isList(binaryMediaTypes) && binaryMediaTypes.length === 0 ? undefined : binaryMediaTypes,
      Body: definition && asOpenApi(definition),
      BodyS3Location: location,
      ...endpoint,
      Tags: propagatedTags,
    },
    { ...api.ownAttributes, ...api.attributes },
  );
  const stageId = addStage(context, api, location ?? definition ?? {}, tags);
  addRestDomain(context, api, stageId, propagatedTags);
  addAuthorizerPermissions(context, api, auth?.['Authorizers']);
  addUsagePlan(context, api, stageId, auth?.['UsagePlan'], propagatedTags);
}

function addStage(context: SamContext, api: SamResource, definition: TreeMap, tags: Tree[] | undefined): string {
  const { properties } = api;
  const hash = dataHash(definition);
  const deploymentId = `${api.id}Deployment${hash.slice(0, 10)}`;
  addResource(context, api, deploymentId, 'AWS::ApiGateway::Deployment', {
    Description: `RestApi deployment id: ${hash}`,
    RestApiId: ref(api.id),
    // API Gateway makes a stage of this name too; newer definitions leave it out.
    StageName: isOpenApi3Version(properties['OpenApiVersion']) ? undefined : 'Stage',
  });
  const suffix = stageSuffix(properties['StageName']);
  const stageId = 'name' in suffix ? `${api.id}${suffix.name}Stage` : `${api.id}Stage${suffix.hash}`;
  addResource(context, api, stageId, 'AWS::ApiGateway::Stage', {
    DeploymentId: ref(deploymentId),
    RestApiId: ref(api.id),
    ...pick(properties, [
      'AccessLogSetting',
      'CacheClusterEnabled',
      'CacheClusterSize',
      'CanarySetting',
      'MethodSettings',
      'StageName',
      'TracingEnabled',
      'Variables',
    ]),
    Tags: tags,
  });
  nameProperty(context, api.id, 'Deployment', deploymentId);
  nameProperty(context, api.id, 'Stage', stageId);
  return stageId;
}

function resolvedAuth(context: SamContext, value: Tree | undefined): TreeMap | undefined {
  if (value === undefined || value === null) return undefined;
  const auth = resolved(context, value);
  if (!isMap(auth)) throw new InvalidSamResource("Type of property 'Auth' is invalid.", ['Auth']);
  return Object.keys(auth).length > 0 ? auth : undefined;
}

function addAuth(context: SamContext, auth: TreeMap, definition: TreeMap | undefined, stage: Tree): void {
  if (!definition) {
    throw new InvalidSamResource("Auth works only with inline Swagger specified in 'DefinitionBody' property.", [
      'Auth',
    ]);
  }
  if (Object.keys(auth).some((name) => !AUTH_MEMBERS.includes(name))) {
    throw new InvalidSamResource("Invalid value for 'Auth' property", ['Auth']);
  }
  if (!isEditable(definition)) {
    throw new InvalidSamResource(
      "Unable to add Auth configuration because 'DefinitionBody' does not contain a valid Swagger definition.",
      ['Auth'],
    );
  }
  addAuthorizers(context, definition, auth['Authorizers']);
  const name = auth['DefaultAuthorizer'];
  if (name !== undefined && name !== null) {
    if (typeof name !== 'string') throw new InvalidSamResource('DefaultAuthorizer is not a string.', ['Auth']);
    if (name === AWS_IAM) addIamScheme(definition);
    else if (!mapAt(auth, 'Authorizers')[name]) {
      throw new InvalidSamResource(
        `Unable to set DefaultAuthorizer because '${name}' was not defined in 'Authorizers'.`,
        ['Auth', 'DefaultAuthorizer'],
      );
    }
    setDefaultAuthorizer(definition, {
      name,
      authorizers: auth['Authorizers'],
      onPreflight: auth['AddDefaultAuthorizerToCorsPreflight'] !== false,
    });
  }
  if (auth['ApiKeyRequired']) {
    addApiKeyScheme(definition);
    setDefaultApiKey(definition, auth['AddApiKeyRequiredToCorsPreflight'] !== false);
  }
  const policy = auth['ResourcePolicy'];
  if (isMap(policy)) {
    for (const path of Object.keys(pathsOf(definition))) addPathPolicy(definition, policy, path, stage);
    if (policy['CustomStatements']) addCustomStatements(definition, policy['CustomStatements']);
  }
  asOpenApi(definition);
}

function endpointConfiguration(value: Tree | undefined): TreeMap {
  if (!value) return {};
  const settings: TreeMap = isMap(value) && 'Type' in value ? value : { Type: value };
  const type = settings['Type'] ?? null;
  return {
    EndpointConfiguration: present({
      Types: listOf(type),
      VpcEndpointIds: settings['VPCEndpointIds'],
      IpAddressType: settings['IpAddressType'],
    }),
    Parameters: { endpointConfigurationTypes: type },
  };
}
