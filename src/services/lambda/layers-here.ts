import type { CallContext } from '../../aws/service.ts';
import { pattern, requireValid } from './constraint.ts';
import { invalidParameter } from './errors.ts';
import { readLayerVersionArn } from './layer-catalog.ts';
import { findLayerVersion } from './layer-folders.ts';
import type { LambdaState } from './state.ts';

const LAYER = /^arn:aws[a-zA-Z-]*:lambda:[a-z0-9-]+:\d{12}:layer:[a-zA-Z0-9-_]+:\d+$/;
const LAYER_PATTERN =
  '(arn:(aws[a-zA-Z-]*)?:lambda:(eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\\d{1}:\\d{12}:layer:[a-zA-Z0-9-_]+:[0-9]+)|(arn:[a-zA-Z0-9-]+:lambda:::awslayer:[a-zA-Z0-9-_]+)';

/**
 * Refuses a layer of this account that does not exist. Unlike AWS: a layer of another account is accepted and named in the
 * log, because it cannot be fetched.
 */
export async function requireLayersHere(
  arns: readonly string[] | undefined,
  { account, region, state }: CallContext<LambdaState>,
): Promise<void> {
  for (const arn of arns ?? []) {
    requireValid(pattern(arn, 'layers', LAYER, LAYER_PATTERN));
    const here = readLayerVersionArn(arn)?.account === account && arn.split(':')[3] === region;
    if ((await findLayerVersion(state.layers, arn)) !== undefined) continue;
    if (here) throw invalidParameter(`Layer version ${arn} does not exist.`);
    state.platform.log.once(
      `layer ${arn}`,
      `The layer ${arn} belongs to another account and is not on this machine: functions run without it`,
    );
  }
}
