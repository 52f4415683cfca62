import { ifParts, isIntrinsic, ref } from '../intrinsics.ts';
import { readLocalDefinition, s3Location } from '../local-file.ts';
import { stageSuffix } from '../logical-id.ts';
import type { SamContext, SamResource } from '../sam-context.ts';
import { addResource, nameProperty } from '../sam-context.ts';
import { InvalidSamResource } from '../sam-error.ts';
import type { Tree, TreeMap } from '../tree.ts';
import { ensureMap, isList, isMap, listOf, mapAt, pick, present } from '../tree.ts';
import { isEditable, pathsOf } from './api-definition.ts';
import { addEndpointExtension } from './api-extensions.ts';
import { addAuthorizerPermission, authorizerUri } from './authorizers.ts';
import { addHttpDomain } from './domain.ts';
import { AWS_IAM, addIamScheme, addSecurityScheme, setDefaultAuthorizer } from './security.ts';

const CREATED_BY: TreeMap = { 'httpapi:createdBy': 'SAM' };
const CORS_NAMES: Readonly<Record<string, string>> = {
  AllowCredentials: 'allowCredentials',
  AllowHeaders: 'allowHeaders',
  AllowMethods: 'allowMethods',
  AllowOrigins: 'allowOrigins',
  ExposeHeaders: 'exposeHeaders',
  MaxAge: 'maxAge',
};

/** `AWS::Serverless::HttpApi`: an API of version 2 with its definition and one stage that deploys itself. */
export function expandHttpApiResource(context: SamContext, api: SamResource): void {
  const { properties } = api;
  if (properties['DefinitionUri'] && properties['DefinitionBody']) {
    throw new InvalidSamResource("Specify either 'DefinitionUri' or 'DefinitionBody' property and not both.", [
      'DefinitionUri',
    ]);
  }
  const location = s3Location(properties['DefinitionUri']);
  const body = location
    ? undefined
    : (readLocalDefinition(context, properties['DefinitionUri']) ?? properties['DefinitionBody']);
  const definition = isEditable(body) ? body : undefined;
  const tags: TreeMap = { ...CREATED_BY, ...mapAt(properties, 'Tags') };
  if (definition) {
    addCors(properties['CorsConfiguration'], definition);
    addAuth(context, api, definition);
    addTags(definition, tags);
    addEndpointExtension(properties['DisableExecuteApiEndpoint'], definition);
    describe(definition, properties);
    if (properties['FailOnWarnings']) renameDefaultPath(definition);
  }
  addResource(
    context,
    api,
    api.id,
    'AWS::ApiGatewayV2::Api',
    {
      Body: isMap(body) ? body : undefined,
      BodyS3Location: location,
      FailOnWarnings: properties['FailOnWarnings'],
    },
    { ...api.ownAttributes, ...api.attributes },
  );
  addHttpDomain(context, api, addStage(context, api, definition ? tags : mapAt(properties, 'Tags')));
}

function addStage(context: SamContext, api: SamResource, tags: TreeMap): string {
  const name = api.properties['StageName'] ?? '$default';
  const suffix = stageSuffix(name);
  const stageId =
    name === '$default'
      ? `${api.id}ApiGatewayDefaultStage`
      : 'name' in suffix
        ? `${api.id}${suffix.name}Stage`
        : `${api.id}Stage${suffix.hash}`;
  addResource(context, api, stageId, 'AWS::ApiGatewayV2::Stage', {
    ApiId: ref(api.id),
    StageName: name,
    AutoDeploy: true,
    ...pick(api.properties, ['AccessLogSettings', 'DefaultRouteSettings', 'RouteSettings', 'StageVariables']),
    Tags: Object.keys(tags).length > 0 ? tags : undefined,
  });
  nameProperty(context, api.id, 'Stage', stageId);
  return stageId;
}

function describe(definition: TreeMap, properties: TreeMap): void {
  if (properties['Name'] !== undefined) ensureMap(definition, 'info')['title'] = properties['Name'];
  if (properties['Description'] !== undefined) ensureMap(definition, 'info')['description'] = properties['Description'];
}

/** With `FailOnWarnings` API Gateway refuses a path without a slash, so SAM gives the default route one. */
function renameDefaultPath(definition: TreeMap): void {
  const paths = pathsOf(definition);
  const item = paths['$default'];
  if (item === undefined) return;
  delete paths['$default'];
  paths['/$default'] = item;
}

function addTags(definition: TreeMap, tags: TreeMap): void {
  const existing = listOf(definition['tags']);
  const added = Object.entries(tags).map(([name, value]) => ({ name, 'x-amazon-apigateway-tag-value': value }));
  definition['tags'] = [...existing, ...added];
}

function addCors(cors: Tree | undefined, definition: TreeMap): void {
  if (!cors) return;
  definition['x-amazon-apigateway-cors'] = cors === true ? { allowOrigins: ['*'] } : corsExtension(cors);
}

function corsExtension(cors: Tree): Tree {
  const parts = ifParts(cors);
  if (parts) return { 'Fn::If': [parts[0], corsExtension(parts[1]), corsExtension(parts[2])] };
  if (isIntrinsic(cors) || !isMap(cors)) return cors;
  const extension: TreeMap = {};
  for (const [name, value] of Object.entries(cors)) {
    const written = CORS_NAMES[name];
    if (written === undefined) {
      throw new InvalidSamResource("Invalid value for 'Cors' property.", ['CorsConfiguration', name]);
    }
    if (value) extension[written] = value;
  }
  return extension;
}

function addAuth(context: SamContext, api: SamResource, definition: TreeMap): void {
  const auth = api.properties['Auth'];
  if (auth === undefined || auth === null) return;
  if (!isMap(auth)) throw new InvalidSamResource("Type of property 'Auth' is invalid.", ['Auth']);
  const authorizers = mapAt(auth, 'Authorizers');
  for (const [name, authorizer] of Object.entries(authorizers)) {
    const settings = isMap(authorizer) ? authorizer : {};
    addSecurityScheme(definition, name, scheme(context, name, settings), true);
    if (settings['EnableFunctionDefaultPermissions'] === true) {
      addAuthorizerPermission(context, api, name, settings['FunctionArn'], '${AWS::Partition}');
    }
  }
  if (auth['EnableIamAuthorizer'] === true) addIamScheme(definition, true);
  const name = auth['DefaultAuthorizer'];
  if (typeof name !== 'string') return;
  if (!authorizers[name] && !(name === AWS_IAM && auth['EnableIamAuthorizer'] === true)) {
    throw new InvalidSamResource(
      `Unable to set DefaultAuthorizer because '${name}' was not defined in 'Authorizers'.`,
      ['Auth', 'DefaultAuthorizer'],
    );
  }
  setDefaultAuthorizer(definition, { name, authorizers, onPreflight: false, inComponents: true });
}

function scheme(context: SamContext, name: string, authorizer: TreeMap): TreeMap {
  if (authorizer['JwtConfiguration'] !== undefined) {
    const jwt = Object.entries(mapAt(authorizer, 'JwtConfiguration'));
    return {
      type: 'oauth2',
      'x-amazon-apigateway-authorizer': present({
        type: 'jwt',
        jwtConfiguration: Object.fromEntries(jwt.map(([key, value]) => [key[0]?.toLowerCase() + key.slice(1), value])),
        identitySource: authorizer['IdentitySource'],
      }),
    };
  }
  if (authorizer['FunctionArn'] === undefined) {
    throw new InvalidSamResource(`${name} OAuth2 Authorizer must define 'JwtConfiguration'.`, [
      'Auth',
      'Authorizers',
      name,
    ]);
  }
  if (authorizer['AuthorizerPayloadFormatVersion'] === undefined) {
    throw new InvalidSamResource(`${name} Lambda Authorizer must define 'AuthorizerPayloadFormatVersion'.`, [
      'Auth',
      'Authorizers',
      name,
    ]);
  }
  const identity = mapAt(authorizer, 'Identity');
  const sources = identitySources(identity);
  return {
    type: 'apiKey',
    name: 'Unused',
    in: 'header',
    'x-amazon-apigateway-authorizer': present({
      type: 'request',
      authorizerUri: authorizerUri(context, authorizer['FunctionArn']),
      authorizerCredentials: authorizer['FunctionInvokeRole'],
      authorizerPayloadFormatVersion: authorizer['AuthorizerPayloadFormatVersion'],
      authorizerResultTtlInSeconds: identity['ReauthorizeEvery'],
      enableSimpleResponses: authorizer['EnableSimpleResponses'] || undefined,
      identitySource: sources.length > 0 ? sources : undefined,
    }),
  };
}

function identitySources(identity: TreeMap): string[] {
  const all = (name: string, prefix: string) => {
    const values = identity[name];
    return isList(values) ? values.map((one) => `${prefix}.${String(one)}`) : [];
  };
  return [
    ...all('Headers', '$request.header'),
    ...all('QueryStrings', '$request.querystring'),
    ...all('StageVariables', '$stageVariables'),
    ...all('Context', '$context'),
  ];
}
