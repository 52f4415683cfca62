import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { ARN, aFunction, lambdaService, ROLE, zipOf } from '../../../test/support/lambda-service.ts';

test('a new function is Pending in the answer and Active when it is read', async (t) => {
  const service = lambdaService(t);
  const created = await aFunction(service, 'hello', { Environment: { Variables: { TABLE: 'users' } } });
  assert.deepEqual(
    { ...created, CodeSha256: '', RevisionId: '', RuntimeVersionConfig: '' },
    {
      FunctionName: 'hello',
      FunctionArn: `${ARN}hello`,
      Runtime: 'nodejs22.x',
      Role: ROLE,
      Handler: 'index.handler',
      CodeSize: created.CodeSize,
      Description: '',
      Timeout: 3,
      MemorySize: 128,
      LastModified: '2026-01-01T00:00:00.000+0000',
      CodeSha256: '',
      Version: '$LATEST',
      TracingConfig: { Mode: 'PassThrough' },
      RevisionId: '',
      PackageType: 'Zip',
      Architectures: ['x86_64'],
      EphemeralStorage: { Size: 512 },
      SnapStart: { ApplyOn: 'None', OptimizationStatus: 'Off' },
      LoggingConfig: { LogFormat: 'Text', LogGroup: '/aws/lambda/hello' },
      Environment: { Variables: { TABLE: 'users' } },
      RuntimeVersionConfig: '',
      State: 'Pending',
      StateReason: 'The function is being created.',
      StateReasonCode: 'Creating',
    },
  );
  const { Configuration, Code } = await service.run('GetFunction', { FunctionName: 'hello' });
  assert.deepEqual([Configuration.State, Configuration.LastUpdateStatus], ['Active', 'Successful']);
  assert.equal(Code.RepositoryType, 'S3');
});

test('uploaded code is unpacked where the function runs it', async (t) => {
  const service = lambdaService(t);
  await aFunction(service, 'hello', { Code: { ZipFile: await zipOf({ 'src/app.js': 'exports.x = 1;' }) } });
  await service.run('Invoke', { FunctionName: 'hello' });
  const { codeDir } = service.invocations[0]?.function ?? { codeDir: '' };
  assert.equal(readFileSync(join(codeDir, 'src/app.js'), 'utf8'), 'exports.x = 1;');
});

const REFUSALS: readonly (readonly [what: string, input: object, code: string, message: string | RegExp])[] = [
  [
    'a name with a space',
    { FunctionName: 'my function' },
    'ValidationException',
    /^1 validation error detected: Value 'my function' at 'functionName' failed to satisfy constraint: Member must satisfy regular expression pattern: /,
  ],
  [
    'a name of 65 characters',
    { FunctionName: 'a'.repeat(65) },
    'ValidationException',
    `1 validation error detected: Value '${'a'.repeat(65)}' at 'functionName' failed to satisfy constraint: Member must have length less than or equal to 64`,
  ],
  [
    'a role that is no ARN',
    { Role: 'r1' },
    'ValidationException',
    "1 validation error detected: Value 'r1' at 'role' failed to satisfy constraint: Member must satisfy regular expression pattern: arn:(aws[a-zA-Z-]*)?:iam::\\d{12}:role/?[a-zA-Z_0-9+=,.@\\-_/]+",
  ],
  [
    'an unknown runtime',
    { Runtime: 'cobol85' },
    'InvalidParameterValueException',
    /^Value cobol85 at 'runtime' failed to satisfy constraint: Member must satisfy enum value set: \[.*\] or be a valid ARN$/,
  ],
  [
    'a timeout of 901 s',
    { Timeout: 901 },
    'ValidationException',
    "1 validation error detected: Value '901' at 'timeout' failed to satisfy constraint: Member must have value less than or equal to 900",
  ],
  [
    'too little memory and a timeout of 0, both at once',
    { Timeout: 0, MemorySize: 127 },
    'ValidationException',
    "2 validation errors detected: Value '0' at 'timeout' failed to satisfy constraint: Member must have value greater than or equal to 1; Value '127' at 'memorySize' failed to satisfy constraint: Member must have value greater than or equal to 128",
  ],
  [
    'a variable with a name of one letter',
    { Environment: { Variables: { A: 'secret' } } },
    'ValidationException',
    "1 validation error detected: Value at 'environment.variables' failed to satisfy constraint: Map keys must satisfy constraint: [Member must satisfy regular expression pattern: [a-zA-Z]([a-zA-Z0-9_])+]",
  ],
  [
    'a reserved variable',
    { Environment: { Variables: { AWS_REGION: 'x' } } },
    'InvalidParameterValueException',
    'Lambda was unable to configure your environment variables because the environment variables you have provided contains reserved keys that are currently not supported for modification. Reserved keys used in this request: AWS_REGION',
  ],
  [
    'more than 4 KB of variables',
    { Environment: { Variables: { LARGE_VAR: 'x'.repeat(4096) } } },
    'InvalidParameterValueException',
    `Lambda was unable to configure your environment variables because the environment variables you have provided exceeded the 4KB limit. String measured: {"LARGE_VAR":"${'x'.repeat(4096)}"}`,
  ],
  [
    'code that is no zip',
    { Code: { ZipFile: Buffer.from('no zip at all') } },
    'InvalidParameterValueException',
    'Could not unzip uploaded file. Please check your file, then try to upload again.',
  ],
  [
    'code in S3, by its name',
    { Code: { S3Bucket: 'b', S3Key: 'k' } },
    'InvalidParameterValueException',
    'samlet cannot read code from S3 yet (s3://b/k): give it as ZipFile, or as a local path in the template.',
  ],
  [
    'a layer that does not exist',
    { Layers: ['arn:aws:lambda:us-east-1:000000000000:layer:tools:7'] },
    'InvalidParameterValueException',
    'Layer version arn:aws:lambda:us-east-1:000000000000:layer:tools:7 does not exist.',
  ],
  [
    'a function without a handler',
    { Handler: undefined },
    'InvalidParameterValueException',
    'Runtime and Handler are mandatory parameters for functions created with deployment packages.',
  ],
];

for (const [what, input, code, message] of REFUSALS) {
  test(`CreateFunction refuses ${what}`, async (t) => {
    const service = lambdaService(t);
    await assert.rejects(() => aFunction(service, 'hello', input), { code, message });
    assert.deepEqual((await service.run('ListFunctions', {})).Functions, []);
  });
}

test('CreateFunction refuses a name that is taken', async (t) => {
  const service = lambdaService(t);
  await aFunction(service);
  await assert.rejects(() => aFunction(service), {
    code: 'ResourceConflictException',
    status: 409,
    message: 'Function already exist: hello',
  });
});

test('a layer of another account is accepted and named in the log', async (t) => {
  const service = lambdaService(t);
  const layer = 'arn:aws:lambda:us-east-1:123456789012:layer:AWSLambdaPowertools:3';
  await aFunction(service, 'hello', { Layers: [layer] });
  assert.match(service.said.join('\n'), /AWSLambdaPowertools:3 belongs to another account/);
});

test('functions are there again in a new process', async (t) => {
  const service = lambdaService(t);
  await aFunction(service);
  const again = service.restarted();
  await again.run('Invoke', { FunctionName: 'hello' });
  assert.equal(again.invocations[0]?.function.functionArn, `${ARN}hello`);
});
