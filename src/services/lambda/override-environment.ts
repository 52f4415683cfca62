import type { EnvironmentOverrides } from './environment-overrides.ts';
import type { LambdaState } from './state.ts';

/** Takes the values of `--env-vars` in place of the functions' own, from the next start of an environment on. */
export function overrideEnvironment(state: LambdaState, overrides: EnvironmentOverrides): void {
  state.overrides.current = overrides;
  state.routes.clear();
}
