import type { Shape } from '../../src/aws/shape.ts';

/** Numbers from 0 to 1 that a seed determines. */
export function randomNumbers(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const ODD_TEXTS = [
  '',
  ' ',
  'a',
  'x',
  '__proto__',
  'constructor',
  'toString',
  '/',
  '/a',
  '..',
  '../b',
  '*',
  '$',
  '$default',
  '%',
  '%2f',
  'é',
  '\u{1f600}',
  '\ud800',
  '\u0000',
  '\n',
  '{',
  '{}',
  '[]',
  'null',
  '0',
  '-1',
  '1e400',
  'NaN',
  'true',
  '$LATEST',
  '/~1',
  '/a/~0',
  'arn:',
  'arn:aws:iam::000000000000:role/x',
  'arn:aws:lambda:us-east-1:000000000000:function:f',
  '{proxy+}',
  '${a',
  '#set($a',
  '[',
  '(',
  'a'.repeat(3000),
  'https://127.0.0.1:1/',
  '*/*',
  'GET',
  'ANY',
  'application/json',
  '{"a":1}',
  '{"$ref":"#"}',
  'swagger: "2.0"',
  '{"openapi":"3.0.1","paths":{"/":{"get":null}}}',
  '{"openapi":"3.0.1","info":{},"paths":{"/a":{"get":{"responses":[1]}}}}',
  '{"swagger":"2.0","paths":[],"definitions":1}',
] as const;
const ODD_NUMBERS = [
  0,
  1,
  -1,
  2,
  10,
  60,
  100,
  300,
  1000,
  1.5,
  2 ** 31,
  2 ** 53,
  1e300,
  -1e300,
  Number.NaN,
  Number.POSITIVE_INFINITY,
];
const POLICY = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}';
const TRUST =
  '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"AWS":"*"},"Action":["sts:AssumeRole","sts:TagSession"]}}';

const LAMBDA_TRUST =
  '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"Service":"lambda.amazonaws.com"},"Action":"sts:AssumeRole"}}';

/** Values that get beyond the check of their form, by the member's name. */
const LIKELY: Readonly<Record<string, readonly unknown[]>> = {
  httpmethod: ['GET', 'POST', 'ANY'],
  authorizationtype: ['NONE', 'CUSTOM', 'AWS_IAM', 'COGNITO_USER_POOLS'],
  op: ['add', 'remove', 'replace', 'copy', 'move', 'test'],
  path: [
    '/',
    '/name',
    '/description',
    '/*/*/logging/loglevel',
    '/*/*/caching/enabled',
    '/variables/a',
    '/requestParameters/method.request.header.a',
    '/policy',
    '/cacheClusterEnabled',
    '/canarySettings/percentTraffic',
    '/apiStages',
    '/apiKeyRequired',
    '/throttle/rateLimit',
    '/quota/limit',
    '/binaryMediaTypes/a~1b',
    '/minimumCompressionSize',
    '/endpointConfiguration/types/REGIONAL',
    '/accessLogSettings/format',
    '/deploymentId',
    '/timeoutInMillis',
    '/responseTemplates/a',
    '/tracingEnabled',
  ],
  type: [
    'MOCK',
    'HTTP',
    'AWS',
    'AWS_PROXY',
    'HTTP_PROXY',
    'TOKEN',
    'REQUEST',
    'COGNITO_USER_POOLS',
    'DEFAULT_4XX',
    'METHOD',
    'API',
    'String',
  ],
  uri: [
    'http://127.0.0.1:1/',
    'arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/arn:aws:lambda:us-east-1:000000000000:function:f/invocations',
    'arn:aws:apigateway:us-east-1:dynamodb:action/GetItem',
  ],
  statuscode: ['200', '404'],
  pathpart: ['a', '{b}', '{c+}'],
  contenttype: ['application/json'],
  exporttype: ['oas30', 'swagger', 'postman'],
  accepts: ['application/json', 'application/yaml'],
  policydocument: [POLICY],
  policyinputlist: [POLICY],
  policy: [POLICY],
  assumerolepolicydocument: [TRUST],
  action: ['lambda:InvokeFunction'],
  principal: ['*', 'apigateway.amazonaws.com'],
  runtime: ['nodejs20.x', 'python3.12'],
  handler: ['index.handler'],
  role: ['arn:aws:iam::000000000000:role/x'],
  zipfile: [new Uint8Array([80, 75, 5, 6, ...new Array(18).fill(0)])],
  tokencode: ['123456'],
  namespace: ['App', 'AWS/Lambda'],
  metricname: ['Count', 'M'],
  statistic: ['Sum', 'p99', 'Average'],
  stat: ['Sum', 'p99', 'tm10', 'TM(1%:2%)'],
  expression: ['m1', 'SUM(METRICS())', 'm1/0', 'FILL(m1,REPEAT)', "SEARCH('a','Sum',60)"],
  period: [60, 1, 10, 300],
  filterpattern: ['', 'a', '"a b"', '{ $.a = 1 }', '[a, b]', '?a ?b', '%a%'],
  querystring: ['fields @message | limit 2', 'filter @message like /a/'],
  status: ['Active', 'Inactive'],
  keytype: ['HASH', 'RANGE', 'API_KEY'],
  attributetype: ['S', 'N'],
  attributename: ['a', 'pk'],
  keys: ['a'],
  tablename: ['table'],
  billingmode: ['PAY_PER_REQUEST'],
  statement: ['SELECT * FROM "table"', "INSERT INTO \"table\" VALUE {'pk':'a'}"],
};

export interface RandomInputs {
  /** A value of the shape: mostly valid, with members missing, odd or of a wrong type; `whole`: all members, as good as can be. */
  valueOf(shape: Shape, name?: string, whole?: boolean): unknown;
  /** Remembers names, ids and ARNs of an answer, for later inputs. */
  learn(answer: unknown): void;
}

/** Makes inputs of operations, valid and nearly valid, from what was answered before. */
export function randomInputs(random: () => number, { wrongTypes = true } = {}): RandomInputs {
  let oddity = 0;
  let absent = 0;
  const seen: string[] = [];
  const byName = new Map<string, string[]>();
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;

  const text = (name: string): unknown => {
    const lower = name.toLowerCase();
    const likely = LIKELY[lower];
    const chance = random();
    if (chance < oddity) return pick(ODD_TEXTS);
    if (likely !== undefined && chance < 0.85) return pick(likely);
    const known = byName.get(lower) ?? (lower.endsWith('id') ? byName.get('id') : undefined) ?? byName.get('name');
    if (known !== undefined && chance < 0.85) return pick(known);
    if (seen.length > 0 && chance < 0.92) return pick(seen);
    return pick(['a', 'b', 'x']);
  };

  const randomValue = (shape: Shape, name = '', depth = 0): unknown => {
    if (wrongTypes && random() < oddity / 8)
      return pick<unknown>([null, 'a', 1, true, [], {}, [null], { a: null }, [[]]]);
    switch (shape.kind) {
      case 'structure': {
        const result: Record<string, unknown> = {};
        if (depth > 5) return result;
        const only = shape.union ? pick(shape.members) : undefined;
        for (const member of shape.members) {
          if (only !== undefined ? member !== only : !member.traits.httpLabel && random() < absent) continue;
          const value = randomValue(member.shape, member.name, depth + 1);
          if (value !== undefined) result[member.name] = value;
        }
        return result;
      }
      case 'list':
        return Array.from({ length: Math.floor(random() * 3) }, () => randomValue(shape.member.shape, name, depth + 1));
      case 'map':
        return Object.fromEntries(
          Array.from({ length: Math.floor(random() * 3) }, () => [
            pick(['a', 'pk', 'S', 'constructor', 'application/json', 'method.request.path.a', 'x'.repeat(300), '']),
            randomValue(shape.value.shape, name, depth + 1),
          ]),
        );
      case 'number': {
        const likely = LIKELY[name.toLowerCase()];
        return likely !== undefined && random() < 0.7
          ? pick(likely)
          : pick(ODD_NUMBERS.slice(0, random() < 0.9 ? 8 : undefined));
      }
      case 'boolean':
        return random() < 0.5;
      case 'timestamp':
        return new Date(pick([0, 1, Date.UTC(2026, 0, 1), Date.UTC(2026, 10, 22), 8.64e15, -1, 1e12]));
      case 'blob': {
        const likely = LIKELY[name.toLowerCase()];
        if (likely !== undefined && random() < 0.7) return pick(likely);
        return Buffer.from(String(pick(ODD_TEXTS)));
      }
      default:
        return text(name);
    }
  };

  const learn = (answer: unknown, name = ''): void => {
    if (typeof answer === 'string' && answer.length < 200) {
      const key = name.toLowerCase();
      const known = byName.get(key) ?? [];
      if (!known.includes(answer)) known.push(answer);
      // The first ones stay: what others were made in.
      if (known.length > 20) known.splice(3, 1);
      byName.set(key, known);
      if (/(id|name|arn)$/.test(key)) seen.push(answer);
      if (seen.length > 60) seen.shift();
    } else if (Array.isArray(answer)) for (const one of answer.slice(0, 5)) learn(one, name);
    else if (typeof answer === 'object' && answer !== null && !(answer instanceof Uint8Array)) {
      for (const [key, value] of Object.entries(answer).slice(0, 40)) learn(value, key);
    }
  };

  return {
    valueOf(shape, name, whole = false) {
      oddity = whole ? 0 : pick([0, 0, 0.03, 0.2]);
      absent = whole ? 0 : pick([0.02, 0.3, 0.5, 0.8]);
      return randomValue(shape, name);
    },
    learn,
  };
}

/** Calls that make something of most services, for random calls to find. */
export const POPULATION: readonly (readonly [service: string, operation: string, input: object])[] = [
  ['iam', 'CreateRole', { RoleName: 'x', AssumeRolePolicyDocument: LAMBDA_TRUST }],
  ['iam', 'CreateUser', { UserName: 'x' }],
  ['iam', 'CreatePolicy', { PolicyName: 'x', PolicyDocument: POLICY }],
  ['iam', 'CreateGroup', { GroupName: 'x' }],
  ['logs', 'CreateLogGroup', { logGroupName: 'x' }],
  ['logs', 'CreateLogStream', { logGroupName: 'x', logStreamName: 'x' }],
  [
    'dynamodb',
    'CreateTable',
    {
      TableName: 'table',
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
      AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
      StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_IMAGE' },
    },
  ],
  ['apigateway', 'CreateRestApi', { name: 'x' }],
  ['apigateway', 'CreateUsagePlan', { name: 'x' }],
];
