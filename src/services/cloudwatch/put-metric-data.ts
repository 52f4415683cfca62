import type { PutMetricDataCommandInput } from '@aws-sdk/client-cloudwatch';
import { access } from '../../aws/access.ts';
import type { CallContext } from '../../aws/service.ts';
import { checkedDatum } from './metric-datum.ts';
import { checkedName } from './metric-name.ts';
import { invalidValue, isRequired, missingParameter, tooMany } from './refusals.ts';
import type { CloudwatchState } from './state.ts';

const MAX_DATA = 1000;

/**
 * Takes the whole request or, when one datum is refused, nothing of it. What is answered has been kept.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricData.html
 *
 * Unlike AWS: data can be read at once, and the entities of EntityMetricData are not kept with it.
 */
export async function putMetricData(
  input: PutMetricDataCommandInput,
  { state, clock }: CallContext<CloudwatchState>,
): Promise<void> {
  const namespace = checkedName(input.Namespace, 'Namespace');
  if (namespace.startsWith(':')) throw invalidValue(`The value ${namespace} for parameter Namespace is invalid.`);
  if (namespace.startsWith('AWS/')) throw invalidValue('The value AWS/ for parameter Namespace is invalid.');
  const { MetricData, EntityMetricData = [] } = input;
  if (MetricData === undefined && EntityMetricData.length === 0) throw missingParameter(isRequired('MetricData'));
  const count = EntityMetricData.reduce((sum, one) => sum + (one.MetricData?.length ?? 0), MetricData?.length ?? 0);
  if (count > MAX_DATA) throw invalidValue(tooMany('MetricData', MAX_DATA));

  const now = clock.now();
  const data = [...(MetricData ?? [])].map((datum, index) =>
    checkedDatum(datum, `MetricData.member.${index + 1}`, namespace, now),
  );
  for (const [outer, entity] of EntityMetricData.entries()) {
    for (const [inner, datum] of (entity.MetricData ?? []).entries()) {
      const at = `EntityMetricData.member.${outer + 1}.MetricData.member.${inner + 1}`;
      data.push(checkedDatum(datum, at, namespace, now));
    }
  }
  for (const datum of data) state.metrics.put(datum);
  await state.metrics.flush();
}

putMetricData.access = access<CloudwatchState, PutMetricDataCommandInput>('cloudwatch:PutMetricData', (input) => ({
  resource: '*',
  context: () => ({ 'cloudwatch:namespace': String(input.Namespace ?? '') }),
}));
