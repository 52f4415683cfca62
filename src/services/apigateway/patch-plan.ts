import type { PatchOperation } from '@aws-sdk/client-api-gateway';
import type { Quota } from '../../gateway/limits/quota-period.ts';
import { badRequest } from './errors.ts';
import { unsupportedPatch } from './patch.ts';
import type { GivenLimit, GivenQuota, PlanStage, UsagePlanRecord } from './usage-records.ts';

const PATHS = [
  '/name',
  '/description',
  '/productCode',
  '/apiStages',
  '/apiStages/{apidId:stageName}/throttle/{resourcePath}/{httpMethod}',
  '/throttle',
  '/throttle/rateLimit',
  '/throttle/burstLimit',
  '/quota',
  '/quota/limit',
  '/quota/offset',
  '/quota/period',
];

/** https://docs.aws.amazon.com/apigateway/latest/api/patch-operations.html#UpdateUsagePlan-Patch */
export function patchPlan(plan: UsagePlanRecord, operation: PatchOperation): UsagePlanRecord {
  const { op, path = '', value = '' } = operation;
  const [, head = '', rest = ''] = /^\/([^/]+)(?:\/(.+))?$/.exec(path) ?? [];
  switch (head) {
    case 'name':
    case 'description':
    case 'productCode':
      if (op === 'remove' && head !== 'name') return without(plan, head);
      if (op === 'replace' && rest === '') return { ...plan, [head]: value };
      break;
    case 'throttle': {
      if (op === 'remove' && rest === '') return without(plan, 'throttle');
      const throttle = patchLimit(plan.throttle, rest, operation);
      if (throttle !== undefined) return { ...plan, throttle };
      break;
    }
    case 'quota': {
      if (op === 'remove' && rest === '') return without(plan, 'quota');
      const quota = patchQuota(plan.quota, rest, operation);
      if (quota !== undefined) return { ...plan, quota };
      break;
    }
    case 'apiStages': {
      const apiStages = rest === '' ? patchStages(plan, operation) : patchStageThrottle(plan, rest, operation);
      if (apiStages !== undefined) return { ...plan, apiStages };
    }
  }
  throw unsupportedPatch(operation, PATHS);
}

function patchLimit(
  limit: GivenLimit | undefined,
  member: string,
  { op, value }: PatchOperation,
): GivenLimit | undefined {
  if (member !== 'rateLimit' && member !== 'burstLimit') return undefined;
  return op === 'remove' ? without(limit ?? {}, member) : { ...limit, [member]: numberOf(value) };
}

function patchQuota(
  quota: GivenQuota | undefined,
  member: string,
  { op, value = '' }: PatchOperation,
): GivenQuota | undefined {
  if (op === 'remove') return undefined;
  if (member === 'period') return { ...quota, period: value as Quota['period'] };
  return member === 'limit' || member === 'offset' ? { ...quota, [member]: numberOf(value) } : undefined;
}

function patchStages(plan: UsagePlanRecord, { op, value = '' }: PatchOperation): readonly PlanStage[] | undefined {
  const [, apiId = '', stage = ''] = /^([^:]+):(.+)$/.exec(value) ?? [];
  const others = plan.apiStages.filter((one) => one.apiId !== apiId || one.stage !== stage);
  if (op === 'add') return [...others, { apiId, stage }];
  if (op !== 'remove') return undefined;
  if (others.length === plan.apiStages.length) {
    throw badRequest(`Invalid API Stage {api: ${apiId}, stage: ${stage}} specified for usageplan ${plan.id}`);
  }
  return others;
}

/** `<api>:<stage>/throttle/<path>/<METHOD>/rateLimit`: the path's slashes are escaped, or not. */
function patchStageThrottle(
  plan: UsagePlanRecord,
  rest: string,
  operation: PatchOperation,
): readonly PlanStage[] | undefined {
  const [, name = '', written = ''] = /^([^/]+)\/throttle(?:\/(.+))?$/.exec(rest) ?? [];
  const place = written.replaceAll('~1', '/');
  const at = plan.apiStages.findIndex((one) => `${one.apiId}:${one.stage}` === name);
  const stage = plan.apiStages[at];
  if (stage === undefined) return undefined;
  const replaced = (changed: PlanStage) => plan.apiStages.with(at, changed);
  if (operation.op === 'remove' && place === '') return replaced(without(stage, 'throttle'));
  const [, path = '', member = ''] = /^(.+?)(?:\/(rateLimit|burstLimit))?$/.exec(place) ?? [];
  const method = `/${path.replace(/^\/+/, '')}`;
  const throttle = stage.throttle ?? {};
  if (operation.op === 'remove' && member === '') {
    return replaced({ ...stage, throttle: without<Record<string, GivenLimit>, string>(throttle, method) });
  }
  const limit = patchLimit(throttle[method], member, operation);
  return limit && replaced({ ...stage, throttle: { ...throttle, [method]: limit } });
}

function without<T extends object, Name extends keyof T>(value: T, name: Name): Omit<T, Name> {
  const { [name]: _, ...rest } = value;
  return rest;
}

function numberOf(value: string | undefined): number {
  const number = Number(value);
  if (value === undefined || value === '' || Number.isNaN(number))
    throw badRequest(`Invalid number specified: ${value}`);
  return number;
}
