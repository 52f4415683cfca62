import type { ServerLog } from '../../telemetry/server-log.ts';

/**
 * Values of `sam local`'s `--env-vars` file: by logical id, function name or ARN, and `Parameters` for every function.
 * https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-cli-command-reference-sam-local-start-api.html
 */
export type EnvironmentOverrides = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

export const noOverrides: EnvironmentOverrides = {};

/**
 * The variables of a function with the overrides that name it. As in `sam local`, only a variable that the template
 * declares can be overridden; others are named in the log.
 */
export function overriddenEnvironment(
  declared: Readonly<Record<string, string>>,
  names: readonly string[],
  overrides: EnvironmentOverrides,
  log: ServerLog,
): Readonly<Record<string, string>> {
  if (overrides === noOverrides) return declared;
  const own = names.map((name) => overrides[name]).find((found) => found !== undefined);
  const result: Record<string, string> = { ...declared };
  for (const source of [overrides['Parameters'], own]) {
    for (const [name, value] of Object.entries(source ?? {})) {
      if (name in declared) result[name] = String(value);
      else if (source === own) {
        log.once(
          `env-vars ${names[0]} ${name}`,
          `--env-vars: ${names[0]} does not declare ${name} in the template: the value is not used`,
        );
      }
    }
  }
  return result;
}
