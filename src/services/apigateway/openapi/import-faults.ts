import type { Method } from '@aws-sdk/client-api-gateway';
import { ServiceError } from '../../../aws/service-error.ts';
import { checkRequestMapping, checkResponseMapping } from '../check-mapping.ts';
import { badRequest } from '../errors.ts';

/** All that is wrong with a document, told together. */
export interface ImportFaults {
  /** Runs a check; what it refuses is kept with its place. */
  at(place: string, check: () => void): void;
  throwAny(): void;
}

export function importFaults(): ImportFaults {
  const faults: string[] = [];
  return {
    at(place, check) {
      try {
        check();
      } catch (error) {
        if (!(error instanceof ServiceError)) throw error;
        faults.push(`${place}: ${error.message}`);
      }
    },
    throwAny() {
      if (faults.length > 0) throw badRequest(`Errors found during import:\n\t${faults.join('\n\t')}`);
    },
  };
}

/** What `failOnWarnings` makes of warnings. */
export const importWarnings = (warnings: readonly string[] = []) =>
  badRequest(`Warnings found during import:\n\t${warnings.join('\n\t')}`);

/** Mappings of an imported integration must name what its method has. */
export function checkMapped(method: Method, path: string, faults: ImportFaults): void {
  const { methodIntegration: integration, httpMethod } = method;
  if (integration === undefined) return;
  const where = `on '${httpMethod}' for resource at path '${path}'`;
  faults.at(`Unable to put integration ${where}`, () => checkRequestMapping(integration, method));
  for (const response of Object.values(integration.integrationResponses ?? {})) {
    faults.at(`Unable to put integration response ${where}`, () => checkResponseMapping(response, method));
  }
}
