import type { MethodSetting } from '@aws-sdk/client-api-gateway';
import { ownMember } from './own-member.ts';

/** The settings a stage gives a method: its own, else those of a wildcard; `undefined` where there are none. */
export function methodSetting(
  settings: Readonly<Record<string, MethodSetting>>,
  resourcePath: string,
  httpMethod: string,
): MethodSetting | undefined {
  const path = resourcePath === '/' ? '~1' : resourcePath.slice(1);
  return (
    ownMember(settings, `${path}/${httpMethod}`) ??
    ownMember(settings, `${path}/*`) ??
    ownMember(settings, `*/${httpMethod}`) ??
    ownMember(settings, '*/*')
  );
}
