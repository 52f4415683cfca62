import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import {
  CloudWatchClient,
  GetMetricDataCommand,
  type GetMetricDataCommandInput,
  GetMetricStatisticsCommand,
  type GetMetricStatisticsCommandInput,
  ListMetricsCommand,
  type MetricDatum,
  PutMetricDataCommand,
  paginateGetMetricData,
  paginateListMetrics,
} from '@aws-sdk/client-cloudwatch';
import { testEndpoint } from '../../../test/support/aws-endpoint.ts';
import { manualClock } from '../../../test/support/manual-clock.ts';
import { systemClock } from '../../std/clock.ts';
import { cloudwatch } from './index.ts';

// The clock stands still, near enough to the client's that its signatures hold; each test has a namespace of its own.
const START = Math.floor(systemClock.now() / 60_000) * 60_000;
const clock = { ...manualClock(START + 1000), now: () => START + 1000 };
const endpoint = testEndpoint([cloudwatch], clock);
const listener = await endpoint.listen();
const client = new CloudWatchClient({
  endpoint: `http://127.0.0.1:${listener.port}`,
  region: 'us-east-1',
  credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  maxAttempts: 1,
});
after(async () => {
  client.destroy();
  await listener.close();
});

const at = (seconds: number) => new Date(START + seconds * 1000);
const put = (Namespace: string, ...MetricData: MetricDatum[]) =>
  client.send(new PutMetricDataCommand({ Namespace, MetricData }));
const values = (MetricName: string, minute: number, ...Values: number[]): MetricDatum => ({
  MetricName,
  Timestamp: at(minute * 60),
  Values,
});

async function refused(send: Promise<unknown>, name: string, message: string): Promise<void> {
  await assert.rejects(send, (error: Error) => {
    assert.deepEqual([error.name, error.message], [name, message]);
    return true;
  });
}

const statistics = (input: Partial<GetMetricStatisticsCommandInput>) =>
  client.send(
    new GetMetricStatisticsCommand({
      Namespace: 'Ns',
      MetricName: 'M',
      StartTime: at(-3600),
      EndTime: at(60),
      Period: 60,
      Statistics: ['Sum'],
      ...input,
    }),
  );

test('values with counts are answered as statistics, with their unit', async () => {
  await put('Counts', { MetricName: 'M', Timestamp: at(0), Values: [1, 10], Counts: [2, 4], Unit: 'Count' });
  const { Label, Datapoints } = await statistics({
    Namespace: 'Counts',
    Statistics: ['SampleCount', 'Sum', 'Maximum', 'Minimum', 'Average'],
  });
  assert.equal(Label, 'M');
  assert.deepEqual(Datapoints, [
    { Timestamp: at(0), SampleCount: 6, Sum: 42, Maximum: 10, Minimum: 1, Average: 7, Unit: 'Count' },
  ]);
});

test('a statistic set adds to values, and has no percentiles unless all values are one', async () => {
  const set = (min: number, max: number) => ({ SampleCount: 10, Sum: 55, Minimum: min, Maximum: max });
  await put('Sets', values('M', 0, 11), { MetricName: 'M', Timestamp: at(0), StatisticValues: set(1, 10) });
  const plain = await statistics({ Namespace: 'Sets', Statistics: ['Sum', 'SampleCount', 'Maximum'] });
  assert.deepEqual(plain.Datapoints, [{ Timestamp: at(0), Sum: 66, SampleCount: 11, Maximum: 11, Unit: 'None' }]);
  const p50 = { Namespace: 'Sets', Statistics: [], ExtendedStatistics: ['p50'] };
  assert.deepEqual((await statistics(p50)).Datapoints, []);
  await put('Sets', { MetricName: 'Same', Timestamp: at(0), StatisticValues: set(5.5, 5.5) });
  const same = await statistics({ ...p50, MetricName: 'Same' });
  assert.deepEqual(same.Datapoints?.[0]?.ExtendedStatistics, { p50: 5.5 });
});

test('percentiles, trimmed means and ranks are of the values themselves', async () => {
  const hundred = Array.from({ length: 100 }, (_, index) => index + 1);
  await put('Extended', values('M', 0, ...hundred));
  const { Datapoints } = await statistics({
    Namespace: 'Extended',
    Statistics: [],
    ExtendedStatistics: [
      'p50',
      'p99',
      'p99.9',
      'tm90',
      'TM(10%:90%)',
      'IQM',
      'PR(:30)',
      'TC(90%:)',
      'TS(80:90)',
      'wm98',
    ],
  });
  assert.deepEqual(Datapoints?.[0]?.ExtendedStatistics, {
    p50: 50,
    p99: 99,
    'p99.9': 100,
    tm90: 45.5,
    'TM(10%:90%)': 50.5,
    IQM: 50.5,
    'PR(:30)': 30,
    'TC(90%:)': 10,
    'TS(80:90)': 855,
    wm98: 50.47,
  });
});

test('dimensions make a metric of their own', async () => {
  const one = [{ Name: 'Id', Value: 'one' }];
  await put('Dimensions', { ...values('M', 0, 1), Dimensions: one }, values('M', 0, 2));
  const read = async (Dimensions: typeof one) =>
    (await statistics({ Namespace: 'Dimensions', Dimensions })).Datapoints?.map(({ Sum }) => Sum);
  assert.deepEqual(await read(one), [1]);
  assert.deepEqual(await read([]), [2]);
  assert.deepEqual(await read([{ Name: 'Id', Value: 'two' }]), []);
});

test('periods are counted from the start, rounded down to its minute', async () => {
  await put('Periods', ...[-4, -3, -2, -1, 0].map((minute) => values('M', minute, 1)));
  const { Datapoints = [] } = await statistics({ Namespace: 'Periods', StartTime: at(-215), Period: 120 });
  const points = Datapoints.map(({ Timestamp, Sum }) => [(Timestamp?.getTime() ?? 0) - START, Sum]);
  assert.deepEqual(points, [
    [-240_000, 2],
    [-120_000, 2],
    [0, 1],
  ]);
});

test('a metric of high resolution is read by the second', async () => {
  const second = (seconds: number): MetricDatum => ({
    MetricName: 'M',
    Timestamp: at(seconds),
    Value: seconds,
    StorageResolution: 1,
  });
  await put('Resolution', second(-9), second(-8), second(-3), values('Plain', 0, 1));
  const read = async (Period: number, MetricName = 'M') =>
    (
      await statistics({ Namespace: 'Resolution', MetricName, StartTime: at(-20), EndTime: at(10), Period })
    ).Datapoints?.map(({ Sum }) => Sum);
  assert.deepEqual(await read(1), [-9, -8, -3]);
  assert.deepEqual(await read(5), [-17, -3]);
  assert.deepEqual(await read(60), [-20]);
  assert.deepEqual(await read(1, 'Plain'), []);
});

const datum = (part: Partial<MetricDatum>) => put('Ns', { MetricName: 'M', ...part } as MetricDatum);
const invalid = 'InvalidParameterValueException';
const combined = 'InvalidParameterCombinationException';
const missing = 'MissingRequiredParameterException';
const units =
  'Seconds, Microseconds, Milliseconds, Bytes, Kilobytes, Megabytes, Gigabytes, Terabytes, Bits, Kilobits, Megabits, Gigabits, Terabits, Percent, Count, Bytes/Second, Kilobytes/Second, Megabytes/Second, Gigabytes/Second, Terabytes/Second, Bits/Second, Kilobits/Second, Megabits/Second, Gigabits/Second, Terabits/Second, Count/Second, None';

for (const [name, send, code, message] of [
  [
    'a reserved namespace',
    () => put('AWS/Lambda', { MetricName: 'M', Value: 1 }),
    invalid,
    'The value AWS/ for parameter Namespace is invalid.',
  ],
  [
    'no value',
    () => datum({}),
    combined,
    'At least one of the parameters MetricData.member.1.Value and MetricData.member.1.StatisticValues must be specified.',
  ],
  [
    'Value and Values',
    () => datum({ Value: 1.5, Values: [1, 10] }),
    combined,
    'The parameters MetricData.member.1.Value and MetricData.member.1.Values are mutually exclusive and you have specified both.',
  ],
  [
    'Value and StatisticValues',
    () => datum({ Value: 1.5, StatisticValues: { SampleCount: 10, Sum: 55, Minimum: 1, Maximum: 10 } }),
    combined,
    'The parameters MetricData.member.1.Value and MetricData.member.1.StatisticValues are mutually exclusive and you have specified both.',
  ],
  [
    'more counts than values',
    () => datum({ Values: [1, 10], Counts: [2, 4, 5] }),
    invalid,
    'The parameters MetricData.member.1.Values and MetricData.member.1.Counts must be of the same size.',
  ],
  [
    'NaN',
    () => datum({ Value: Number.NaN }),
    invalid,
    'The value NaN for parameter MetricData.member.1.Value is invalid.',
  ],
  [
    'an old value',
    () => datum({ Value: 1, Timestamp: at(-15 * 86_400) }),
    invalid,
    'The parameter MetricData.member.1.Timestamp must specify a time within the past two weeks.',
  ],
  [
    'a value of the future',
    () => datum({ Value: 1, Timestamp: at(3 * 3600) }),
    invalid,
    'The parameter MetricData.member.1.Timestamp must specify a time no more than two hours in the future.',
  ],
  [
    'an unknown unit',
    () => datum({ Value: 1, Unit: 'Apples' as 'Count' }),
    invalid,
    `The parameter MetricData.member.1.Unit must be a value in the set [ ${units} ].`,
  ],
  [
    'a resolution of 5',
    () => datum({ Value: 1, StorageResolution: 5 }),
    invalid,
    'The parameter MetricData.member.1.StorageResolution must be a value in the set [ 1, 60 ].',
  ],
  [
    'a dimension without a value',
    () => datum({ Value: 1, Dimensions: [{ Name: 'A', Value: '' }] }),
    missing,
    'The parameter MetricData.member.1.Dimensions.member.1.Value is required.',
  ],
  [
    '31 dimensions',
    () =>
      datum({ Value: 1, Dimensions: Array.from({ length: 31 }, (_, index) => ({ Name: `D${index}`, Value: 'v' })) }),
    invalid,
    'The collection MetricData.member.1.Dimensions must not have a size greater than 30.',
  ],
  [
    'letters beyond ASCII',
    () => datum({ Value: 1, Dimensions: [{ Name: 'A', Value: 'é' }] }),
    invalid,
    'The value é for parameter MetricData.member.1.Dimensions.member.1.Value contains non-ASCII characters.',
  ],
  [
    '1,001 data',
    () => put('Ns', ...Array.from({ length: 1001 }, () => ({ MetricName: 'M', Value: 1 }))),
    invalid,
    'The collection MetricData must not have a size greater than 1000.',
  ],
  [
    '151 values',
    () => datum({ Values: Array.from({ length: 151 }, () => 1) }),
    invalid,
    'The collection MetricData.member.1.Values must not have a size greater than 150.',
  ],
] as const) {
  test(`PutMetricData refuses ${name}`, () => refused(send(), code, message));
}

test('one refused datum keeps the whole request out', async () => {
  await assert.rejects(put('Whole', { MetricName: 'Good', Value: 1 }, { MetricName: 'Bad' }));
  assert.deepEqual((await client.send(new ListMetricsCommand({ Namespace: 'Whole' }))).Metrics, []);
});

for (const [name, input, code, message] of [
  [
    'too many datapoints',
    { StartTime: at(-86_400 * 2) },
    combined,
    'You have requested up to 2881 datapoints, which exceeds the limit of 1440. You may reduce the datapoints requested by increasing Period, or decreasing the time range.',
  ],
  [
    'a start after the end',
    { StartTime: at(60) },
    invalid,
    'The parameter StartTime must be less than the parameter EndTime.',
  ],
  ['a period of 90', { Period: 90 }, invalid, 'The parameter Period must be a multiple of 60.'],
  ['no statistic', { Statistics: [] }, combined, 'Must specify either Statistics or ExtendedStatistics.'],
  [
    'an unknown statistic',
    { Statistics: ['Mean' as 'Sum'] },
    invalid,
    'The parameter Statistics.member.1 must be a value in the set [ SampleCount, Average, Sum, Minimum, Maximum ].',
  ],
  [
    'an unknown percentile',
    { Statistics: [], ExtendedStatistics: ['p101'] },
    invalid,
    'The value p101 for parameter ExtendedStatistics.member.1 is not a valid statistic.',
  ],
] as const) {
  test(`GetMetricStatistics refuses ${name}`, () =>
    refused(statistics(input as Partial<GetMetricStatisticsCommandInput>), code, message));
}

type Query = NonNullable<GetMetricDataCommandInput['MetricDataQueries']>[number];
const metric = (Id: string, Namespace: string, MetricName: string, Stat = 'Sum', Period = 60): Query => ({
  Id,
  MetricStat: { Metric: { Namespace, MetricName }, Period, Stat },
});
const expression = (Id: string, Expression: string): Query => ({ Id, Expression });
const data = (queries: Query[], rest: Partial<GetMetricDataCommandInput> = {}) =>
  client.send(
    new GetMetricDataCommand({
      StartTime: at(-300),
      EndTime: at(60),
      ScanBy: 'TimestampAscending',
      ...rest,
      MetricDataQueries: queries,
    }),
  );
const minutes = (times: readonly Date[] = []) => times.map((time) => (time.getTime() - START) / 60_000);

await put(
  'Math',
  values('Errors', -4, 1),
  values('Errors', -2, 2),
  values('Errors', 0, 4),
  ...[-4, -3, -2, -1].map((minute) => values('Calls', minute, 10)),
  values('Zero', -4, 0),
);

for (const [text, points] of [
  ['errors / calls', { '-4': 0.1, '-2': 0.2 }],
  ['100 * errors / calls', { '-4': 10, '-2': 20 }],
  ['errors / zero', {}],
  ['-errors + 2 ^ 3 * (1 + 1)', { '-4': 15, '-2': 14, '0': 12 }],
  ['errors > 1', { '-4': 0, '-2': 1, '0': 1 }],
  ['errors >= 2 AND errors != 4', { '-4': 0, '-2': 1, '0': 0 }],
  ['SUM(METRICS())', { '-4': 11, '-3': 10, '-2': 12, '-1': 10, '0': 4 }],
  ['MAX([errors, calls])', { '-4': 10, '-3': 10, '-2': 10, '-1': 10, '0': 4 }],
  ['errors - MIN(errors)', { '-4': 0, '-2': 1, '0': 3 }],
  ['errors * 0 + AVG(calls) + PERIOD(errors) + METRIC_COUNT(METRICS("calls"))', { '-4': 71, '-2': 71, '0': 71 }],
  ['FILL(errors, 0)', { '-5': 0, '-4': 1, '-3': 0, '-2': 2, '-1': 0, '0': 4 }],
  ['FILL(errors, REPEAT)', { '-4': 1, '-3': 1, '-2': 2, '-1': 2, '0': 4 }],
  ['FILL(errors, LINEAR)', { '-4': 1, '-3': 1.5, '-2': 2, '-1': 3, '0': 4 }],
  ['RATE(errors) * 60', { '-2': 0.5, '0': 1 }],
  ['DIFF(errors)', { '-2': 1, '0': 2 }],
  ['RUNNING_SUM(errors)', { '-4': 1, '-2': 3, '0': 7 }],
  ['IF(errors > 1, errors, 0)', { '-4': 0, '-2': 2, '0': 4 }],
  ['IF(errors > 1, errors)', { '-2': 2, '0': 4 }],
  ['IF(FILL(errors, 0) == 0, 99, errors)', { '-5': 99, '-4': 1, '-3': 99, '-2': 2, '-1': 99, '0': 4 }],
  ['ABS(0 - errors)', { '-4': 1, '-2': 2, '0': 4 }],
  ['TIME_SERIES(7)', { '-5': 7, '-4': 7, '-3': 7, '-2': 7, '-1': 7, '0': 7 }],
] as const) {
  test(`the expression ${text} is evaluated`, async () => {
    const queries = [
      metric('errors', 'Math', 'Errors'),
      metric('calls', 'Math', 'Calls'),
      metric('zero', 'Math', 'Zero'),
    ];
    const hidden = queries.map((query) => ({ ...query, ReturnData: false }));
    const { MetricDataResults } = await data([expression('e1', text), ...hidden]);
    const [result] = MetricDataResults ?? [];
    assert.equal(MetricDataResults?.length, 1);
    assert.deepEqual([result?.Id, result?.Label, result?.StatusCode], ['e1', 'e1', 'Complete']);
    const answered = minutes(result?.Timestamps).map((minute, index) => [String(minute), result?.Values?.[index]]);
    assert.deepEqual(Object.fromEntries(answered), points);
  });
}

test('expressions use each other in any order, and arrays answer a result for each series', async () => {
  const { MetricDataResults } = await data([
    expression('e2', 'e1 * 2'),
    expression('e1', '[errors, calls]'),
    metric('errors', 'Math', 'Errors'),
    metric('calls', 'Math', 'Calls'),
  ]);
  assert.deepEqual(
    MetricDataResults?.map(({ Id, Label, Values }) => [Id, Label, Values?.[0]]),
    [
      ['e2', 'e2 Errors', 2],
      ['e2', 'e2 Calls', 20],
      ['e1', 'e1 Errors', 1],
      ['e1', 'e1 Calls', 10],
      ['errors', 'Errors', 1],
      ['calls', 'Calls', 10],
    ],
  );
});

for (const [name, queries, message] of [
  [
    'an id twice',
    [metric('m', 'Math', 'Errors'), metric('m', 'Math', 'Calls')],
    'The values for parameter id in MetricDataQueries are not unique.',
  ],
  [
    'a bad id',
    [metric('M', 'Math', 'Errors')],
    'The value M for parameter MetricDataQueries.member.1.Id is not matching the expected pattern ^[a-z][a-zA-Z0-9_]*$.',
  ],
  [
    'unknown statistics',
    [metric('m', 'Math', 'Errors', 'Mean'), metric('n', 'Math', 'Errors', 'px')],
    'The value Mean for parameter MetricDataQueries.member.1.MetricStat.Stat is not a valid statistic.\nThe value px for parameter MetricDataQueries.member.2.MetricStat.Stat is not a valid statistic.',
  ],
  [
    'a period beside a metric',
    [{ ...metric('m', 'Math', 'Errors'), Period: 60 }],
    'The parameters MetricDataQueries.member.1.Period and MetricDataQueries.member.1.MetricStat are mutually exclusive and you have specified both.',
  ],
  ['an id that is not there', [expression('e', 'nothing * 2')], "Error in expression 'e': Undefined variable nothing"],
  ['a circle', [expression('e', 'f'), expression('f', 'e')], "Error in expression 'e': Circular reference"],
  [
    'a number as the result',
    [expression('e', 'AVG(m)'), metric('m', 'Math', 'Errors')],
    "Error in expression 'e': The final result of an expression must be a time series or an array of time series",
  ],
  ['what it cannot read', [expression('e', 'm +')], "Error in expression 'e': Invalid syntax"],
  [
    'SEARCH by name',
    [expression('e', "SEARCH('{AWS/Lambda} Errors', 'Sum', 300)")],
    "Error in expression 'e': samlet does not evaluate SEARCH in metric math yet: see docs/coverage.md",
  ],
  [
    'Metrics Insights by name',
    [expression('e', 'SELECT AVG(M) FROM N')],
    "Error in expression 'e': samlet does not run Metrics Insights queries (SELECT) yet: see docs/coverage.md",
  ],
  [
    'deep nesting',
    [expression('e', `${'('.repeat(500)}m${')'.repeat(500)}`)],
    "Error in expression 'e': The expression is too deeply nested",
  ],
] as const) {
  test(`GetMetricData refuses ${name}`, () => refused(data([...queries]), 'ValidationException', message));
}

test('the latest value comes first unless asked otherwise, and labels tell apart what differs', async () => {
  const { MetricDataResults } = await client.send(
    new GetMetricDataCommand({
      StartTime: at(-300),
      EndTime: at(60),
      MetricDataQueries: [metric('a', 'Math', 'Errors'), metric('b', 'Math', 'Errors', 'Maximum', 120)],
    }),
  );
  const [a, b] = MetricDataResults ?? [];
  assert.deepEqual([a?.Label, a?.Values, minutes(a?.Timestamps)], ['Errors Sum 60', [4, 2, 1], [0, -2, -4]]);
  assert.equal(b?.Label, 'Errors Maximum 120');
});

test('labels have dynamic parts', async () => {
  const Label = "${PROP('Namespace')} ${PROP('Stat')}: max ${MAX}, last ${LAST} of ${LABEL}";
  const { MetricDataResults } = await data([{ ...metric('a', 'Math', 'Errors'), Label }]);
  assert.equal(MetricDataResults?.[0]?.Label, 'Math Sum: max 4, last 4 of Errors');
});

test('values of several units are answered for the first unit, with a message', async () => {
  await put(
    'Units',
    { MetricName: 'M', Timestamp: at(0), Value: 60, Unit: 'Seconds' },
    { MetricName: 'M', Timestamp: at(0), Value: 60_000, Unit: 'Milliseconds' },
  );
  const [result] = (await data([metric('m', 'Units', 'M')])).MetricDataResults ?? [];
  assert.deepEqual(result?.Values, [60_000]);
  assert.deepEqual(result?.Messages, [
    { Code: 'MultipleUnits', Value: "Multiple units returned: '[Milliseconds, Seconds]'" },
  ]);
});

test('more datapoints than a page holds are read page by page', async () => {
  const queries = [metric('errors', 'Math', 'Errors'), metric('calls', 'Math', 'Calls')];
  const pages: unknown[] = [];
  const input = { StartTime: at(-300), EndTime: at(60), MetricDataQueries: queries, MaxDatapoints: 2 };
  for await (const { MetricDataResults = [] } of paginateGetMetricData({ client }, input)) {
    pages.push(MetricDataResults.map(({ Id, Values, StatusCode }) => [Id, Values, StatusCode]));
  }
  assert.deepEqual(pages, [
    [['errors', [4, 2], 'PartialData']],
    [
      ['errors', [1], 'Complete'],
      ['calls', [10], 'PartialData'],
    ],
    [['calls', [10, 10], 'PartialData']],
    [['calls', [10], 'Complete']],
  ]);
});

test('metrics are listed by namespace, name and dimensions', async () => {
  const D = (Name: string, Value: string) => ({ Name, Value });
  await put(
    'List',
    { ...values('A', 0, 1), Dimensions: [D('x', '1'), D('y', '2')] },
    { ...values('A', 0, 1), Dimensions: [D('x', '2')] },
    values('B', -240, 1),
    values('A', 0, 1),
    values('A', 0, 2),
  );
  const listed = async (input: object) => {
    const { Metrics = [] } = await client.send(new ListMetricsCommand({ Namespace: 'List', ...input }));
    return Metrics.map(({ MetricName, Dimensions = [] }) =>
      [MetricName, ...Dimensions.map(({ Name, Value }) => `${Name}=${Value}`)].join(' '),
    ).sort();
  };
  assert.deepEqual(await listed({}), ['A', 'A x=1 y=2', 'A x=2', 'B']);
  assert.deepEqual(await listed({ MetricName: 'A', Dimensions: [{ Name: 'x' }] }), ['A x=1 y=2', 'A x=2']);
  assert.deepEqual(await listed({ Dimensions: [{ Name: 'x', Value: '2' }] }), ['A x=2']);
  assert.deepEqual(await listed({ RecentlyActive: 'PT3H' }), ['A', 'A x=1 y=2', 'A x=2']);
  await refused(
    client.send(new ListMetricsCommand({ RecentlyActive: 'PT1H' as 'PT3H' })),
    'ValidationException',
    "1 validation error detected: Value 'PT1H' at 'recentlyActive' failed to satisfy constraint: Member must satisfy enum value set: [PT3H]",
  );
});

test('more than 500 metrics are listed page by page, each once', async () => {
  for (const start of [0, 600]) {
    await put('Many', ...Array.from({ length: 600 }, (_, index) => values(`M${start + index}`, 0, 1)));
  }
  const names = new Set<string | undefined>();
  const sizes: number[] = [];
  for await (const { Metrics = [] } of paginateListMetrics({ client }, { Namespace: 'Many' })) {
    sizes.push(Metrics.length);
    for (const { MetricName } of Metrics) names.add(MetricName);
  }
  assert.deepEqual([sizes, names.size], [[500, 500, 200], 1200]);
});
