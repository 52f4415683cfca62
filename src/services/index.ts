import type { AnyService } from '../aws/running-services.ts';
import { apigateway } from './apigateway/index.ts';
import { cloudwatch } from './cloudwatch/index.ts';
import { dynamodb } from './dynamodb/index.ts';
import { dynamodbstreams } from './dynamodbstreams/index.ts';
import { iam } from './iam/index.ts';
import { lambda } from './lambda/index.ts';
import { logs } from './logs/index.ts';
import type { Platform } from './platform.ts';
import { sts } from './sts/index.ts';

/** Every AWS service that samlet runs, in the order they start. */
export const services: readonly AnyService<Platform>[] = [
  iam,
  sts,
  logs,
  cloudwatch,
  dynamodb,
  dynamodbstreams,
  lambda,
  apigateway,
];
