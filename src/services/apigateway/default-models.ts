import type { Model } from '@aws-sdk/client-api-gateway';

/** The two models each new API has. */
export function defaultModels(newId: () => string): Record<string, Model> {
  return {
    Empty: {
      id: newId(),
      name: 'Empty',
      description: 'This is a default empty schema model',
      contentType: 'application/json',
      schema:
        '{\n  "$schema": "http://json-schema.org/draft-04/schema#",\n  "title" : "Empty Schema",\n  "type" : "object"\n}',
    },
    Error: {
      id: newId(),
      name: 'Error',
      description: 'This is a default error schema model',
      contentType: 'application/json',
      schema:
        '{\n  "$schema" : "http://json-schema.org/draft-04/schema#",\n  "title" : "Error Schema",\n  "type" : "object",\n  "properties" : {\n    "message" : { "type" : "string" }\n  }\n}',
    },
  };
}
