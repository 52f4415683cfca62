import type {
  AnomalyDetector,
  DeleteAnomalyDetectorCommandInput,
  DescribeAnomalyDetectorsCommandInput,
  DescribeAnomalyDetectorsCommandOutput,
  PutAnomalyDetectorCommandInput,
} from '@aws-sdk/client-cloudwatch';
import { accessToAll } from '../../aws/access.ts';
import type { CallContext } from '../../aws/service.ts';
import { ServiceError } from '../../aws/service-error.ts';
import { exclusive, invalidCombination, invalidNextToken, isRequired, missingParameter } from './refusals.ts';
import type { CloudwatchState } from './state.ts';

type Call = CallContext<CloudwatchState>;
type Watched = DeleteAnomalyDetectorCommandInput;

/**
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutAnomalyDetector.html
 *
 * Unlike AWS: the detector is kept and described, but never trained: it stays in PENDING_TRAINING.
 */
export async function putAnomalyDetector(input: PutAnomalyDetectorCommandInput, call: Call): Promise<object> {
  const watched = watchedBy(input, call);
  const id = idOf(watched);
  const { Configuration, MetricCharacteristics } = input;
  const settings = {
    ...watched,
    Configuration: { ExcludedTimeRanges: [], ...Configuration },
    ...(MetricCharacteristics !== undefined && { MetricCharacteristics }),
  };
  await call.state.detectors.put(id, { id, settings });
  return {};
}

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DeleteAnomalyDetector.html */
export async function deleteAnomalyDetector(input: DeleteAnomalyDetectorCommandInput, call: Call): Promise<object> {
  const deleted = await call.state.detectors.delete(idOf(watchedBy(input, call)));
  if (!deleted) throw new ServiceError('ResourceNotFoundException', 'Unknown', 404);
  return {};
}

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAnomalyDetectors.html */
export async function describeAnomalyDetectors(
  input: DescribeAnomalyDetectorsCommandInput,
  { state }: Call,
): Promise<Omit<DescribeAnomalyDetectorsCommandOutput, '$metadata'>> {
  const { Namespace, MetricName, Dimensions, AnomalyDetectorTypes, MaxResults = 10, NextToken } = input;
  const types: readonly string[] = AnomalyDetectorTypes?.length ? AnomalyDetectorTypes : ['SINGLE_METRIC'];
  const start = NextToken === undefined ? 0 : Number(Buffer.from(NextToken, 'base64url').toString());
  if (!Number.isSafeInteger(start) || start < 0) throw invalidNextToken();
  const found = (await state.detectors.list())
    .map(({ settings }) => settings as AnomalyDetector)
    .filter((one) => types.includes(one.MetricMathAnomalyDetector === undefined ? 'SINGLE_METRIC' : 'METRIC_MATH'))
    .filter((one) => Namespace === undefined || one.Namespace === Namespace)
    .filter((one) => MetricName === undefined || one.MetricName === MetricName)
    .filter((one) => Dimensions === undefined || sorted(one.Dimensions) === sorted(Dimensions));
  const end = start + MaxResults;
  return {
    AnomalyDetectors: found.slice(start, end).map((one) => ({ ...one, StateValue: 'PENDING_TRAINING' })),
    ...(end < found.length && { NextToken: Buffer.from(String(end)).toString('base64url') }),
  };
}

putAnomalyDetector.access = accessToAll('cloudwatch:PutAnomalyDetector');
deleteAnomalyDetector.access = accessToAll('cloudwatch:DeleteAnomalyDetector');
describeAnomalyDetectors.access = accessToAll('cloudwatch:DescribeAnomalyDetectors');

/** What a detector is described by: the same metric may be named in the older members or the newer one. */
function watchedBy(input: Watched, { account }: Call): AnomalyDetector {
  const { SingleMetricAnomalyDetector: single, MetricMathAnomalyDetector } = input;
  if (single !== undefined && MetricMathAnomalyDetector !== undefined) {
    throw invalidCombination(exclusive('SingleMetricAnomalyDetector', 'MetricMathAnomalyDetector'));
  }
  if (MetricMathAnomalyDetector !== undefined) return { MetricMathAnomalyDetector };
  const { Namespace, MetricName, Stat, Dimensions = [] } = single ?? input;
  if (Namespace === undefined) throw missingParameter(isRequired('Namespace'));
  if (MetricName === undefined) throw missingParameter(isRequired('MetricName'));
  if (Stat === undefined) throw missingParameter(isRequired('Stat'));
  const metric = { Namespace, MetricName, Dimensions, Stat };
  return { ...metric, SingleMetricAnomalyDetector: { AccountId: single?.AccountId ?? account, ...metric } };
}

const sorted = (dimensions: AnomalyDetector['Dimensions'] = []) =>
  JSON.stringify(dimensions.map(({ Name, Value }) => [Name, Value]).sort());

const idOf = ({ Namespace, MetricName, Stat, Dimensions, MetricMathAnomalyDetector }: AnomalyDetector) =>
  MetricMathAnomalyDetector === undefined
    ? JSON.stringify([Namespace, MetricName, Stat, sorted(Dimensions)])
    : JSON.stringify(MetricMathAnomalyDetector);
