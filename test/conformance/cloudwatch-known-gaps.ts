/** Recorded answers that samlet does not give, and why. A gap that is closed must be deleted here. */
const GAPS: readonly (readonly [pattern: RegExp, reason: string])[] = [
  [/sqs-msg$|lambda-alarm-invocations$/, 'alarms take no actions: there is no SNS, and functions are not called'],
  [/^test_trigger_composite_alarm.*\/composite-alarm-/, 'composite alarms are kept, not evaluated'],
  [/\/alarm-1-describe$/, 'metric alarms are kept, not evaluated'],
  [/^test_put_metric_alarm\/describe-alarm(-history|s-for-metric)$/, 'metric alarms are kept, not evaluated'],
  [/^test_(aws_sqs_metrics_created|alarm_number_of_messages_sent)\//, 'there is no SQS'],
  [/^test_create_metric_stream/, 'there is no Firehose that metrics could be streamed to'],
  [/^test_insight_rule/, 'Contributor Insights is not built'],
];

export const CLOUDWATCH_GAPS = (ids: readonly string[]): readonly string[] =>
  ids.filter((id) => GAPS.some(([pattern]) => pattern.test(id)));
