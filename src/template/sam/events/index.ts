import { expandApi } from './api.ts';
import type { EventExpander } from './event.ts';
import { expandEventBridgeRule, expandSchedule } from './event-rule.ts';
import { expandEventSourceMapping } from './event-source-mapping.ts';
import { expandHttpApi } from './http-api.ts';
import { expandAlexaSkill, expandCloudWatchLogs, expandCognito, expandIotRule } from './pushed-events.ts';
import { expandS3 } from './s3.ts';
import { expandScheduleV2 } from './schedule-v2.ts';
import { expandSns } from './sns.ts';

/** What each type of a function's event becomes. */
export const FUNCTION_EVENTS: Readonly<Record<string, EventExpander>> = {
  AlexaSkill: expandAlexaSkill,
  Api: expandApi,
  CloudWatchEvent: expandEventBridgeRule,
  CloudWatchLogs: expandCloudWatchLogs,
  Cognito: expandCognito,
  DocumentDB: expandEventSourceMapping,
  DynamoDB: expandEventSourceMapping,
  EventBridgeRule: expandEventBridgeRule,
  HttpApi: expandHttpApi,
  IoTRule: expandIotRule,
  Kinesis: expandEventSourceMapping,
  MQ: expandEventSourceMapping,
  MSK: expandEventSourceMapping,
  S3: expandS3,
  SNS: expandSns,
  SQS: expandEventSourceMapping,
  Schedule: expandSchedule,
  ScheduleV2: expandScheduleV2,
  SelfManagedKafka: expandEventSourceMapping,
};
