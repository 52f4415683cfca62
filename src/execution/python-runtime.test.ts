import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { lambdaLab } from '../../test/support/lambda-functions.ts';
import { checkRuntime } from './runtime-command.ts';

const skip = checkRuntime('python3.12').ok ? false : 'python3 is not installed';
const python = { runtime: 'python3.12' };

describe('Python functions', { concurrency: 4, skip }, () => {
  test('print and logging arrive as on AWS, and nested modules are found', async (t) => {
    const lab = lambdaLab(t);
    const code = `
import logging, sys, os
logger = logging.getLogger(); logger.setLevel("INFO")
def handler(event, context):
    print("a\\nb", event["x"]); logger.info("hello %s", "log"); sys.stdout.write("end"); os.write(1, b"low\\n")
    return {"ü": event}
`;
    const [dotted, slashed] = [
      lab.fn({ 'src/app.py': code }, { ...python, handler: 'src.app.handler' }),
      lab.fn({ 'src/app.py': code }, { ...python, handler: 'src/app.handler' }),
    ];
    const [answer, other] = await Promise.all([
      lab.call(dotted, { x: 'y' }, { requestId: 'r-1' }),
      lab.call(slashed, { x: 'y' }),
    ]);
    assert.equal(answer.text, '{"ü": {"x": "y"}}');
    assert.equal(other.text, answer.text);
    const own = lab.logs.events.filter(({ group }) => group === dotted.logGroup).map(({ event }) => event.message);
    assert.deepEqual(own.slice(1, 4), ['START RequestId: r-1 Version: $LATEST\n', 'a\n', 'b y\n']);
    assert.match(own[4] ?? '', /^\[INFO\]\t\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z\tr-1\thello log\n$/);
    assert.ok(own.includes('end\n'));
    // What goes around Python's streams has a pipe of its own, and may come after the answer.
    await lab.invoker.stop();
    assert.ok(lab.logs.messages().includes('low\n'));
  });

  test('exceptions are answered and logged in the official form', async (t) => {
    const lab = lambdaLab(t);
    const code = 'def handler(event, context):\n    raise ValueError("no such ü")\n';
    const answer = await lab.call(lab.fn({ 'app.py': code }, python), {}, { requestId: 'r-1' });
    assert.equal(answer.functionError, 'Unhandled');
    const { stackTrace, ...error } = answer.json as { stackTrace: string[] };
    assert.deepEqual(error, { errorMessage: 'no such ü', errorType: 'ValueError', requestId: 'r-1' });
    assert.equal(stackTrace.length, 1);
    assert.match(
      stackTrace[0] ?? '',
      /^ {2}File ".*\/app\.py", line 2, in handler\n {4}raise ValueError\("no such ü"\)\n$/,
    );
    assert.match(
      answer.log,
      /\n\[ERROR\] ValueError: no such ü\nTraceback \(most recent call last\):\n\u00a0\u00a0File ".*app\.py", line 2, in handler\n\u00a0{4}raise ValueError\("no such ü"\)\n/,
    );
  });

  test('what cannot be loaded or written as JSON is named in the official words', async (t) => {
    const lab = lambdaLab(t);
    const fn = (code: string, handler = 'app.handler') => lab.call(lab.fn({ 'app.py': code }, { ...python, handler }));
    const [missing, module, attribute, syntax, marshal, decimal, escaped, malformed] = await Promise.all([
      fn('', 'other.handler'),
      fn('import no_such_thing'),
      fn('x = 1'),
      fn('def handler(:\n  pass'),
      fn('import datetime\ndef handler(e, c):\n  return datetime.datetime.now()'),
      fn('from decimal import Decimal\ndef handler(e, c):\n  return {"a": Decimal("1.50"), "b": b"bytes"}'),
      lab.call(lab.fn({ 'app.py': 'def handler(e, c):\n  return "ü"' }, { runtime: 'python3.11' })),
      fn('', 'handler'),
    ]);
    const error = ({ json }: { json: unknown }) => {
      const { errorType, errorMessage } = json as { errorType: string; errorMessage: string };
      return [errorType, errorMessage];
    };
    assert.deepEqual(error(missing), [
      'Runtime.ImportModuleError',
      "Unable to import module 'other': No module named 'other'",
    ]);
    assert.deepEqual(error(module), [
      'Runtime.ImportModuleError',
      "Unable to import module 'app': No module named 'no_such_thing'",
    ]);
    assert.deepEqual(error(attribute), ['Runtime.HandlerNotFound', "Handler 'handler' missing on module 'app'"]);
    assert.match(
      error(syntax).join(' '),
      /^Runtime\.UserCodeSyntaxError Syntax error in module 'app': .*\(app\.py, line 1\)$/,
    );
    assert.deepEqual(error(marshal), [
      'Runtime.MarshalError',
      'Unable to marshal response: Object of type datetime is not JSON serializable',
    ]);
    assert.equal(decimal.text, '{"a": 1.50, "b": "bytes"}');
    assert.equal(escaped.text, '"\\u00fc"');
    assert.deepEqual(error(malformed), [
      'Runtime.MalformedHandlerName',
      "Bad handler 'handler': not enough values to unpack (expected 2, got 1)",
    ]);
  });

  test('the context is complete, and a wrong attribute says which was meant', async (t) => {
    const lab = lambdaLab(t);
    const code = `
def handler(event, context):
    if event.get("wrong"): return context.request_id
    return [context.aws_request_id, context.function_name, context.memory_limit_in_mb, context.function_version,
            context.invoked_function_arn, context.client_context.custom, context.identity.cognito_identity_id,
            context.get_remaining_time_in_millis() > 1000]
`;
    const fn = lab.fn({ 'app.py': code }, python);
    const good = await lab.call(fn, {}, { requestId: 'r-1', clientContext: '{"custom":{"a":1}}' });
    assert.deepEqual(good.json, ['r-1', fn.functionName, '128', '$LATEST', fn.functionArn, { a: 1 }, null, true]);
    const wrong = await lab.call(fn, { wrong: true });
    assert.match(
      wrong.text,
      /"errorMessage": "'LambdaContext' object has no attribute 'request_id'", "errorType": "AttributeError"/,
    );
    assert.match(
      wrong.log,
      /samlet: the Lambda context has no attribute 'request_id' \(on AWS neither\); 'aws_request_id' was meant\?\n/,
    );
  });

  test('sys.exit and state between calls behave as in a Lambda process', async (t) => {
    const lab = lambdaLab(t);
    const code =
      'import sys\nn = 0\ndef handler(e, c):\n  global n\n  n += 1\n  if e.get("exit"): sys.exit(3)\n  return n';
    const fn = lab.fn({ 'app.py': code }, python);
    assert.equal((await lab.call(fn)).json, 1);
    assert.equal((await lab.call(fn)).json, 2);
    const exit = await lab.call(fn, { exit: true }, { requestId: 'r-9' });
    assert.deepEqual(exit.json, {
      errorType: 'Runtime.ExitError',
      errorMessage: 'RequestId: r-9 Error: Runtime exited with error: exit status 3',
    });
    assert.equal((await lab.call(fn)).json, 1);
  });

  test('another version than the template asks for is said once', async (t) => {
    const lab = lambdaLab(t);
    const fn = lab.fn({ 'app.py': 'def handler(e, c): return 1' }, { runtime: 'python3.8' });
    const { notice } = checkRuntime('python3.8');
    await lab.call(fn);
    await lab.call(lab.fn({ 'app.py': 'def handler(e, c): return 1' }, { runtime: 'python3.8' }));
    assert.deepEqual(lab.said, notice === undefined ? [] : [notice]);
  });
});
