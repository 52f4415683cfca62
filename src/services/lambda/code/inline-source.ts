import { runtimeFamily } from './find-handler-file.ts';

/** CloudFormation's limit of `Code.ZipFile`, in characters. */
export const MAX_INLINE_LENGTH = 4_194_304;

/**
 * The file that CloudFormation writes a template's inline source to; `undefined` for runtimes that it refuses inline
 * source for.
 */
export function inlineFileName(runtime: string): string | undefined {
  switch (runtimeFamily(runtime)) {
    case 'node':
      return 'index.js';
    case 'python':
      return 'index.py';
    default:
      return undefined;
  }
}

/** Whether the source needs the module that CloudFormation puts beside inline code, for custom resources. */
export function usesCfnResponse(source: string): boolean {
  return /\bcfn-response\b|\bcfnresponse\b/.test(source);
}
