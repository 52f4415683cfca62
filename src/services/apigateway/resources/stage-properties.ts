import type { AccessLogSettings, MethodSetting } from '@aws-sdk/client-api-gateway';
import { type PropertySupport, unlessIdle } from '../../../aws/resource-type.ts';
import { mergeSetting, settingsKey } from '../method-settings.ts';
import type { StageRecord } from '../rest-api-record.ts';
import { booleanOf, numberOf, present } from './coerce.ts';

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

export const stageSupport: PropertySupport = {
  Description: true,
  Variables: true,
  TracingEnabled: unlessIdle([false], 'marks traces as sampled, but no segments are recorded'),
  CacheClusterEnabled: unlessIdle([false], 'is kept, but there is no cache'),
  CacheClusterSize: 'is kept, but there is no cache',
  ClientCertificateId: 'is kept, but backends see no client certificate',
  DocumentationVersion: true,
  AccessLogSetting: 'is kept, but no access logs are written',
  MethodSettings: {
    HttpMethod: true,
    ResourcePath: true,
    MetricsEnabled: unlessIdle([false], 'is kept, but no metrics are recorded'),
    LoggingLevel: unlessIdle(['OFF'], 'is kept, but no execution logs are written'),
    DataTraceEnabled: unlessIdle([false], 'is kept, but no execution logs are written'),
    ThrottlingBurstLimit: true,
    ThrottlingRateLimit: true,
    CachingEnabled: unlessIdle([false], 'is kept, but there is no cache'),
    CacheTtlInSeconds: 'is kept, but there is no cache',
    CacheDataEncrypted: unlessIdle([false], 'is kept, but there is no cache'),
  },
};

export function methodSettingsOf(list: readonly MethodSettingProperties[] | undefined): StageRecord['methodSettings'] {
  return (list ?? []).reduce<StageRecord['methodSettings']>((settings, one) => {
    const members: MethodSetting = present({
      metricsEnabled: booleanOf(one.MetricsEnabled),
      loggingLevel: one.LoggingLevel,
      dataTraceEnabled: booleanOf(one.DataTraceEnabled),
      throttlingBurstLimit: numberOf(one.ThrottlingBurstLimit),
      throttlingRateLimit: numberOf(one.ThrottlingRateLimit),
      cachingEnabled: booleanOf(one.CachingEnabled),
      cacheTtlInSeconds: numberOf(one.CacheTtlInSeconds),
      cacheDataEncrypted: booleanOf(one.CacheDataEncrypted),
    });
    return mergeSetting(settings, keyOf(one), members);
  }, {});
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
