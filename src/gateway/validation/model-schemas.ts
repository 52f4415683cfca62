import type { Model } from '@aws-sdk/client-api-gateway';
import type { Ajv, ErrorObject, Options, ValidateFunction } from 'ajv';
import { RegExpTimeout } from '../java-regexp.ts';
import { ownMember } from '../own-member.ts';
import { draft4Schema } from './draft4-schema.ts';
import { formats } from './formats.ts';
import { modelPattern } from './model-pattern.ts';

/** A model, ready to check bodies. */
export interface ModelCheck {
  matches(body: unknown): boolean;
  /** What is wrong with a body that does not match: all of it, or the first fault only. */
  faults(body: unknown, extent: 'all' | 'first'): readonly ErrorObject[];
}

/** The models of an API as JSON Schemas of draft 4 that refer to each other. Compiled when first asked for, then kept. */
export interface ModelSchemas {
  /** Rejects when the model is no schema, or refers to one that is not there. */
  check(modelName: string): Promise<ModelCheck>;
}

const MODELS = 'https://apigateway.amazonaws.com/restapis/api/models/';
/** The API's id in a reference is the one the model was written for: a clone of that API keeps it. */
const MODEL_REFERENCE = /https?:\/\/apigateway\.amazonaws\.com\/restapis\/[^/"]+\/models\//g;

const OPTIONS: Options = {
  strict: false,
  formats,
  validateSchema: true,
  // A body may have a member of any name, `constructor` too.
  ownProperties: true,
  logger: false,
  verbose: true,
  code: { regExp: Object.assign(modelPattern, { code: 'new RegExp' }) },
};

export function modelSchemas(models: Readonly<Record<string, Model>>): ModelSchemas {
  const checks = new Map<string, Promise<ModelCheck>>();
  let first: Promise<Ajv> | undefined;
  let all: Ajv | undefined;

  const compile = async (name: string): Promise<ModelCheck> => {
    first ??= ajvOf(models, false);
    const matches = compiled(await first, name);
    const Draft4 = await draft4();
    return {
      matches: (body) => holds(matches, body),
      faults(body, extent) {
        let validate = matches;
        if (extent === 'all') {
          all ??= withModels(new Draft4({ ...OPTIONS, allErrors: true }), models);
          validate = compiled(all, name);
        }
        return holds(validate, body) ? [] : (validate.errors ?? []);
      },
    };
  };

  return {
    check(modelName) {
      let check = checks.get(modelName);
      if (check === undefined) {
        check = ownMember(models, modelName) === undefined ? missing(modelName) : compile(modelName);
        checks.set(modelName, check);
      }
      return check;
    },
  };
}

async function missing(modelName: string): Promise<never> {
  throw new Error(`the API has no model ${modelName}`);
}

/** Loaded by the first request that needs it: it would make every start slower. */
const draft4 = async () => (await import('ajv-draft-04')).default.default;

async function ajvOf(models: Readonly<Record<string, Model>>, allErrors: boolean): Promise<Ajv> {
  const Draft4 = await draft4();
  return withModels(new Draft4({ ...OPTIONS, allErrors }), models);
}

function withModels(ajv: Ajv, models: Readonly<Record<string, Model>>): Ajv {
  for (const [name, { schema = '{}' }] of Object.entries(models)) {
    try {
      // Every model is draft 4, whatever it says of itself.
      const { $schema: _, ...parsed } = JSON.parse(schema.replace(MODEL_REFERENCE, MODELS));
      ajv.addSchema(draft4Schema(parsed) as object, MODELS + name);
    } catch {
      // A model that is no schema matters only to the methods that use it: for them it is not there.
    }
  }
  return ajv;
}

function compiled(ajv: Ajv, name: string): ValidateFunction {
  const validate = ajv.getSchema(MODELS + name);
  if (validate === undefined) throw new Error(`the model ${name} is no JSON Schema of draft 4`);
  return validate;
}

/**
 * What cannot be decided matches nothing: a body nested deeper than the stack, held against a schema that refers to
 * itself, or a text on which a pattern backtracks without end.
 */
function holds(validate: ValidateFunction, body: unknown): boolean {
  try {
    return validate(body) === true;
  } catch (error) {
    if (!(error instanceof RangeError || error instanceof RegExpTimeout)) throw error;
    validate.errors = [];
    return false;
  }
}
