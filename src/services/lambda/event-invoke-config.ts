import type { DestinationConfig, FunctionEventInvokeConfig } from '@aws-sdk/client-lambda';
import type { CallContext } from '../../aws/service.ts';
import { between, pattern, requireValid } from './constraint.ts';
import { invalidParameter, notFound } from './errors.ts';
import { namedFunction } from './function-name.ts';
import { type EventInvokeRecord, type FunctionRecord, versionOf } from './function-record.ts';
import type { LambdaState } from './state.ts';

const DESTINATION_PATTERN =
  '$|kafka://([^.]([a-zA-Z0-9\\-_.]{0,248}))|arn:(aws[a-zA-Z0-9-]*):([a-zA-Z0-9\\-])+:((eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\\d{1})?:(\\d{12})?:(.*)';
const DESTINATION =
  /^($|kafka:\/\/([^.]([a-zA-Z0-9\-_.]{0,248}))|arn:(aws[a-zA-Z0-9-]*):([a-zA-Z0-9-])+:((eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\d{1})?:(\d{12})?:(.*))$/;
const DESTINATION_SERVICES = ['lambda', 'sqs', 'sns', 'events', 's3'];

/** The members that Put and Update take. */
export interface EventInvokeInput {
  readonly FunctionName: string | undefined;
  readonly Qualifier?: string | undefined;
  readonly MaximumRetryAttempts?: number | undefined;
  readonly MaximumEventAgeInSeconds?: number | undefined;
  readonly DestinationConfig?: DestinationConfig | undefined;
}

/** A function, version or alias whose asynchronous settings are asked for. */
export interface EventInvokeTarget {
  readonly arn: string;
  /** `$LATEST` when the client gave none. */
  readonly qualifier: string;
  readonly record: FunctionRecord | undefined;
}

export async function eventInvokeTarget(
  input: Pick<EventInvokeInput, 'FunctionName' | 'Qualifier'>,
  call: CallContext<LambdaState>,
): Promise<EventInvokeTarget> {
  const named = namedFunction(input.FunctionName, input.Qualifier, call);
  return {
    arn: named.arn,
    qualifier: named.qualifier ?? '$LATEST',
    record: await call.state.functions.find(named.arn),
  };
}

/** The settings, or AWS's refusal. */
export function requireSettings({ arn, qualifier, record }: EventInvokeTarget): EventInvokeRecord {
  const settings = record?.eventInvoke[qualifier];
  if (settings === undefined) throw notFound(`The function ${arn}:${qualifier} doesn't have an EventInvokeConfig`);
  return settings;
}

/** Refuses a function, version or alias that does not exist. */
export function requireTarget({ record, qualifier }: EventInvokeTarget): void {
  if (record === undefined || versionOf(record, qualifier) === undefined) throw functionMissing();
}

export const functionMissing = () => notFound("The function doesn't exist.");

/** Refuses settings that AWS refuses. */
export async function requireEventInvokeInput(
  input: EventInvokeInput,
  arn: string,
  call: CallContext<LambdaState>,
): Promise<void> {
  const onSuccess = input.DestinationConfig?.OnSuccess?.Destination;
  const onFailure = input.DestinationConfig?.OnFailure?.Destination;
  requireValid(
    between(input.MaximumRetryAttempts, 'maximumRetryAttempts', 0, 2),
    between(input.MaximumEventAgeInSeconds, 'maximumEventAgeInSeconds', 60, 21_600),
    pattern(onSuccess, 'destinationConfig.onSuccess.destination', DESTINATION, DESTINATION_PATTERN),
    pattern(onFailure, 'destinationConfig.onFailure.destination', DESTINATION, DESTINATION_PATTERN),
  );
  if (
    input.MaximumRetryAttempts === undefined &&
    input.MaximumEventAgeInSeconds === undefined &&
    input.DestinationConfig === undefined
  ) {
    throw invalidParameter('You must specify at least one of error handling or destination setting.');
  }
  for (const destination of [onSuccess, onFailure]) {
    if (destination === undefined || destination === '') continue;
    const service = destination.split(':')[2] ?? '';
    if (!DESTINATION_SERVICES.includes(service)) {
      const shown = (name: string, value: string | undefined) =>
        value === undefined ? 'null' : `${name}(destination=${value})`;
      throw invalidParameter(
        `The provided destination config DestinationConfig(onSuccess=${shown('OnSuccess', onSuccess)}, onFailure=${shown('OnFailure', onFailure)}) is invalid.`,
      );
    }
    if (service !== 'lambda') continue;
    const unqualified = destination.split(':').slice(0, 7).join(':');
    if (unqualified === arn) throw invalidParameter("You can't specify the function as a destination for itself.");
    if ((await call.state.functions.find(unqualified)) === undefined) {
      throw invalidParameter(`The destination ARN ${destination} is invalid.`);
    }
  }
}

/** The members that were given, as they are kept. */
export function givenSettings(input: EventInvokeInput): Omit<EventInvokeRecord, 'lastModified'> {
  const onSuccess = input.DestinationConfig?.OnSuccess?.Destination;
  const onFailure = input.DestinationConfig?.OnFailure?.Destination;
  return {
    ...(input.MaximumRetryAttempts === undefined ? {} : { maximumRetryAttempts: input.MaximumRetryAttempts }),
    ...(input.MaximumEventAgeInSeconds === undefined ? {} : { maximumEventAgeSeconds: input.MaximumEventAgeInSeconds }),
    ...(onSuccess === undefined ? {} : { onSuccess }),
    ...(onFailure === undefined ? {} : { onFailure }),
  };
}

/** Keeps the settings of one qualifier. */
export async function keepSettings(
  { arn, qualifier }: EventInvokeTarget,
  settings: EventInvokeRecord,
  call: CallContext<LambdaState>,
): Promise<FunctionEventInvokeConfig> {
  await call.state.functions.change(arn, (record) => ({
    ...record,
    eventInvoke: { ...record.eventInvoke, [qualifier]: settings },
  }));
  return describeSettings(arn, qualifier, settings);
}

export function describeSettings(
  arn: string,
  qualifier: string,
  settings: EventInvokeRecord,
): FunctionEventInvokeConfig {
  const destination = (value: string | undefined) =>
    value === undefined || value === '' ? {} : { Destination: value };
  return {
    FunctionArn: `${arn}:${qualifier}`,
    LastModified: new Date(settings.lastModified),
    DestinationConfig: {
      OnSuccess: destination(settings.onSuccess),
      OnFailure: destination(settings.onFailure) as { Destination: string },
    },
    ...(settings.maximumRetryAttempts === undefined ? {} : { MaximumRetryAttempts: settings.maximumRetryAttempts }),
    ...(settings.maximumEventAgeSeconds === undefined
      ? {}
      : { MaximumEventAgeInSeconds: settings.maximumEventAgeSeconds }),
  };
}
