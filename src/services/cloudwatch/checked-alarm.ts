import type { PutMetricAlarmCommandInput } from '@aws-sdk/client-cloudwatch';
import { ServiceError } from '../../aws/service-error.ts';
import { notOneOf, validationError } from './refusals.ts';

const OPERATORS = [
  'GreaterThanOrEqualToThreshold',
  'GreaterThanThreshold',
  'LessThanThreshold',
  'LessThanOrEqualToThreshold',
  'LessThanLowerOrGreaterThanUpperThreshold',
  'LessThanLowerThreshold',
  'GreaterThanUpperThreshold',
];
const TREATMENTS = ['breaching', 'notBreaching', 'ignore', 'missing'];

/** Refuses an alarm that CloudWatch would refuse. */
export function checkedAlarm(input: PutMetricAlarmCommandInput): PutMetricAlarmCommandInput & { AlarmName: string } {
  const { AlarmName, ComparisonOperator, MetricName, Metrics, Period, TreatMissingData } = input;
  if (AlarmName === undefined || AlarmName === '') throw missing('AlarmName');
  if (ComparisonOperator !== undefined && !OPERATORS.includes(ComparisonOperator)) {
    throw validationError(notOneOf('comparisonOperator', ComparisonOperator, OPERATORS));
  }
  if (TreatMissingData !== undefined && !TREATMENTS.includes(TreatMissingData)) {
    throw new ServiceError(
      'InvalidParameterValueException',
      `The value ${TreatMissingData} is not supported for TreatMissingData parameter. Supported values are [${TREATMENTS.join(', ')}].`,
    );
  }
  if (MetricName !== undefined && Metrics !== undefined) {
    throw new ServiceError(
      'InvalidParameterCombinationException',
      'Exactly one element in the metrics list should be a data-returning expression, or MetricName must be given, not both.',
    );
  }
  if (MetricName !== undefined && Period === undefined) throw missing('Period');
  if (Period !== undefined && ![10, 20, 30].includes(Period) && (Period < 1 || Period % 60 !== 0)) {
    throw new ServiceError('ValidationException', 'Metric period must be 10, 20, 30 or a multiple of 60.');
  }
  return { ...input, AlarmName };
}

const missing = (member: string) =>
  new ServiceError('MissingRequiredParameterException', `The parameter ${member} is required.`);
