import type { SamContext } from '../sam-context.ts';
import { resolved } from '../sam-context.ts';
import type { TreeMap } from '../tree.ts';

/** Whether X-Ray is on in any mode: `Disabled` leaves the setting out. */
export function isTraced(context: SamContext, properties: TreeMap): boolean {
  const tracing = resolved(context, properties['Tracing']);
  return Boolean(tracing) && tracing !== 'Disabled';
}
