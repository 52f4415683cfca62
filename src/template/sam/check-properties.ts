import { didYouMean } from '../nearest-name.ts';
import { REQUIRED_EVENT_PROPERTIES, REQUIRED_PROPERTIES, SAM_PROPERTIES } from './property-names.ts';
import { InvalidSamEvent, InvalidSamResource } from './sam-error.ts';
import type { TreeMap } from './tree.ts';

/** Refuses a property that the SAM type does not have, and a required one that is missing, as AWS words it. */
export function checkProperties(type: string, properties: TreeMap): void {
  const known = SAM_PROPERTIES[type];
  for (const name of Object.keys(properties)) {
    if (known && !known.has(name)) {
      throw new InvalidSamResource(
        `property ${name} not defined for resource of type ${type}`,
        [name],
        didYouMean(name, known),
      );
    }
  }
  for (const name of REQUIRED_PROPERTIES[type] ?? []) {
    if (properties[name] === undefined || properties[name] === null) {
      throw new InvalidSamResource(`Missing required property '${name}'.`);
    }
  }
}

/** The same for one event. */
export function checkEventProperties(
  known: Readonly<Record<string, ReadonlySet<string>>>,
  eventId: string,
  type: string,
  properties: TreeMap,
): void {
  const names = known[type] ?? new Set();
  for (const name of Object.keys(properties)) {
    if (names.has(name)) continue;
    throw new InvalidSamEvent(
      eventId,
      `property ${name} not defined for resource of type ${type}`,
      ['Properties', name],
      didYouMean(name, names),
    );
  }
  for (const name of REQUIRED_EVENT_PROPERTIES[type] ?? []) {
    if (properties[name] === undefined || properties[name] === null) {
      throw new InvalidSamEvent(eventId, `Missing required property '${name}'.`);
    }
  }
}
