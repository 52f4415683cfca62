import type { Method } from '@aws-sdk/client-api-gateway';
import type { ApiDefinition } from '../api-definition.ts';
import { ownMember } from '../own-member.ts';
import type { ModelSchemas } from './model-schemas.ts';

export interface RequiredParameter {
  readonly location: 'header' | 'path' | 'querystring';
  readonly name: string;
}

/** What a method's request is held against. */
export interface RequestValidation {
  /** In the order AWS names them. */
  readonly required: readonly RequiredParameter[];
  /** Names of models by media type in lower case, `$default` among them. */
  readonly models: ReadonlyMap<string, string>;
  readonly schemas: ModelSchemas;
}

/** `undefined` for a method that has no validator, or nothing for it to check. */
export function compileValidation(
  method: Method,
  { requestValidators }: ApiDefinition,
  schemas: ModelSchemas,
): RequestValidation | undefined {
  const validator = ownMember(requestValidators, method.requestValidatorId);
  if (validator === undefined) return undefined;
  const required = validator.validateRequestParameters === true ? requiredParameters(method) : [];
  const models = new Map(
    validator.validateRequestBody === true
      ? Object.entries(method.requestModels ?? {}).map(([type, model]) => [type.toLowerCase(), model])
      : [],
  );
  return required.length === 0 && models.size === 0 ? undefined : { required, models, schemas };
}

function requiredParameters({ requestParameters = {} }: Method): RequiredParameter[] {
  return Object.entries(requestParameters)
    .filter(([, required]) => required)
    .map(([parameter]) => parameter)
    .sort()
    .flatMap((parameter) => {
      const [, location, name] = /^method\.request\.(header|path|querystring)\.(.+)$/.exec(parameter) ?? [];
      return name === undefined ? [] : { location: location as RequiredParameter['location'], name };
    });
}
