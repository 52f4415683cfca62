import { variableNames } from './pattern.ts';
import { parsePolicy } from './policy-document.ts';

/**
 * The condition keys that policies ask for, in conditions and as variables, each once and in order; names that differ in
 * case only are one key.
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetContextKeysForCustomPolicy.html
 * @throws UnreadablePolicy for text that is no JSON object
 */
export function contextKeys(texts: readonly string[]): readonly string[] {
  const names = texts.flatMap((text) => {
    const { version, statements } = parsePolicy(text);
    const variables = (patterns: readonly string[]) =>
      version === '2012-10-17' ? patterns.flatMap(variableNames) : [];
    return statements.flatMap(({ resources, conditions }) => {
      const blocks = Object.values(conditions);
      const values = blocks.flatMap((keys) => Object.values(keys).flat());
      return [...blocks.flatMap((keys) => Object.keys(keys)), ...variables(resources ?? []), ...variables(values)];
    });
  });
  const byLowerName = new Map<string, string>();
  for (const name of names) if (!byLowerName.has(name.toLowerCase())) byLowerName.set(name.toLowerCase(), name);
  return [...byLowerName].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, name]) => name);
}
