import type { AccessLogSettings, DeploymentCanarySettings, MethodSetting } from '@aws-sdk/client-api-gateway';
import { type PropertySupport, unlessIdle } from '../../../aws/resource-type.ts';
import { mergeSetting, settingsKey, ttlOf } from '../method-settings.ts';
import type { StageRecord } from '../rest-api-record.ts';
import { booleanOf, numberOf, present, textsOf } from './coerce.ts';

/** What `AWS::ApiGateway::Stage` and the `StageDescription` of a deployment have in common. */
export interface StageProperties {
  readonly Description?: string;
  readonly Variables?: Readonly<Record<string, unknown>>;
  readonly TracingEnabled?: unknown;
  readonly CacheClusterEnabled?: unknown;
  readonly CacheClusterSize?: unknown;
  readonly ClientCertificateId?: string;
  readonly DocumentationVersion?: string;
  readonly AccessLogSetting?: { readonly DestinationArn?: string; readonly Format?: string };
  readonly MethodSettings?: readonly MethodSettingProperties[];
}

/** The canary of a stage, or of a deployment. */
export interface CanaryProperties {
  readonly PercentTraffic?: unknown;
  readonly StageVariableOverrides?: Readonly<Record<string, unknown>>;
  readonly UseStageCache?: unknown;
}

/** A deployment's stage may have settings for all of its methods beside those of single ones. */
export interface StageDescription extends StageProperties, MethodSettingProperties {
  readonly CanarySetting?: CanaryProperties;
  readonly Tags?: readonly { readonly Key: string; readonly Value: unknown }[];
}

interface MethodSettingProperties {
  readonly HttpMethod?: string;
  readonly ResourcePath?: string;
  readonly MetricsEnabled?: unknown;
  readonly LoggingLevel?: string;
  readonly DataTraceEnabled?: unknown;
  readonly ThrottlingBurstLimit?: unknown;
  readonly ThrottlingRateLimit?: unknown;
  readonly CachingEnabled?: unknown;
  readonly CacheTtlInSeconds?: unknown;
  readonly CacheDataEncrypted?: unknown;
}

const methodSettingSupport: PropertySupport = {
  HttpMethod: true,
  ResourcePath: true,
  MetricsEnabled: true,
  LoggingLevel: true,
  DataTraceEnabled: true,
  ThrottlingBurstLimit: true,
  ThrottlingRateLimit: true,
  CachingEnabled: true,
  CacheTtlInSeconds: true,
  // The cache lies in memory, and is encrypted there.
  CacheDataEncrypted: true,
};

export const stageSupport: PropertySupport = {
  Description: true,
  Variables: true,
  TracingEnabled: unlessIdle(
    [false],
    'records segments of its requests, but there is no X-Ray API yet to read them with',
  ),
  CacheClusterEnabled: true,
  CacheClusterSize: true,
  ClientCertificateId: 'is kept, but backends see no client certificate',
  DocumentationVersion: true,
  AccessLogSetting: {
    DestinationArn: (value) =>
      String(value).includes(':firehose:') ? 'is a Firehose stream: no access logs are delivered to it' : true,
    Format: true,
  },
  MethodSettings: methodSettingSupport,
};

export const stageDescriptionSupport: PropertySupport = {
  ...stageSupport,
  ...methodSettingSupport,
  CanarySetting: true,
  Tags: true,
};

export function canaryOf(given: CanaryProperties): DeploymentCanarySettings {
  return present({
    percentTraffic: numberOf(given.PercentTraffic),
    stageVariableOverrides: textsOf(given.StageVariableOverrides),
    useStageCache: booleanOf(given.UseStageCache),
  });
}

/** The settings of single methods over those for all of them. */
export function describedSettings(description: StageDescription): StageRecord['methodSettings'] {
  const asked = SETTING_MEMBERS.some((member) => description[member] !== undefined);
  const forAll = asked ? methodSettingsOf([{ ...description, ResourcePath: '/*', HttpMethod: '*' }]) : {};
  return methodSettingsOf(description.MethodSettings, forAll);
}

const SETTING_MEMBERS = [
  'MetricsEnabled',
  'LoggingLevel',
  'DataTraceEnabled',
  'ThrottlingBurstLimit',
  'ThrottlingRateLimit',
  'CachingEnabled',
  'CacheTtlInSeconds',
  'CacheDataEncrypted',
] as const;

export function methodSettingsOf(
  list: readonly MethodSettingProperties[] | undefined,
  before: StageRecord['methodSettings'] = {},
): StageRecord['methodSettings'] {
  return (list ?? []).reduce<StageRecord['methodSettings']>((settings, one) => {
    const members: MethodSetting = present({
      metricsEnabled: booleanOf(one.MetricsEnabled),
      loggingLevel: one.LoggingLevel,
      dataTraceEnabled: booleanOf(one.DataTraceEnabled),
      throttlingBurstLimit: numberOf(one.ThrottlingBurstLimit),
      throttlingRateLimit: numberOf(one.ThrottlingRateLimit),
      cachingEnabled: booleanOf(one.CachingEnabled),
      cacheTtlInSeconds: one.CacheTtlInSeconds === undefined ? undefined : ttlOf(String(one.CacheTtlInSeconds)),
      cacheDataEncrypted: booleanOf(one.CacheDataEncrypted),
    });
    return mergeSetting(settings, keyOf(one), members);
  }, before);
}

function keyOf({ ResourcePath = '/*', HttpMethod = '*' }: MethodSettingProperties): string {
  return /^\/?\*$/.test(ResourcePath) ? `*/${HttpMethod}` : settingsKey(ResourcePath.replace(/^\//, ''), HttpMethod);
}

export function accessLogsOf(given: StageProperties['AccessLogSetting']): {
  readonly accessLogSettings?: AccessLogSettings;
} {
  if (given === undefined) return {};
  return { accessLogSettings: present({ destinationArn: given.DestinationArn, format: given.Format }) };
}
