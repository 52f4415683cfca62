import { derivedIds } from '../../std/ids.ts';
import { emptyApi } from './create-rest-api.ts';
import { asDocument } from './openapi/document.ts';
import { importDocument } from './openapi/import-document.ts';
import { unenforced } from './unenforced.ts';

/**
 * What an OpenAPI document asks of the gateway and samlet does not enforce, in sentences; nothing for a document that
 * cannot be imported, which the import itself refuses. The document's references may still be placeholders.
 */
export function unenforcedInDocument(document: unknown): readonly string[] {
  const ids = derivedIds('unenforced');
  try {
    const options = { mode: 'overwrite', basePath: undefined, newId: () => ids.lowerAlphanumeric(6) } as const;
    const fresh = emptyApi({ ids, clock: { now: () => 0 } }, 'api');
    return unenforced(importDocument(fresh, asDocument(document), options));
  } catch {
    return [];
  }
}
