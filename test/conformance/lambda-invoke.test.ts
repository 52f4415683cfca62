import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { conformanceDir } from '../support/conformance-data.ts';
import { ARN, aFunction, lambdaService } from '../support/lambda-service.ts';
import { conformance } from '../support/ratchet.ts';
import { compare, type Outcome, play, type Scenario } from './lambda-recordings.ts';

const F = 'fn';
const PUT = 'PutFunctionEventInvokeConfig';
const UPDATE = 'UpdateFunctionEventInvokeConfig';
const GET = 'GetFunctionEventInvokeConfig';
const DELETE = 'DeleteFunctionEventInvokeConfig';
const LIST = 'ListFunctionEventInvokeConfigs';

const exceptions: Scenario = async (step, service) => {
  await aFunction(service, F);
  await aFunction(service, 'other');
  await service.run('PublishVersion', { FunctionName: F });
  await step('fn_alias_result', 'CreateAlias', { FunctionName: F, Name: 'eventinvokealias', FunctionVersion: '1' });
  const put = (name: string, FunctionName: string, more: object) => step(name, PUT, { FunctionName, ...more });
  const to = (OnSuccess: string | undefined, OnFailure?: string) => ({
    DestinationConfig: {
      ...(OnSuccess === undefined ? {} : { OnSuccess: { Destination: OnSuccess } }),
      ...(OnFailure === undefined ? {} : { OnFailure: { Destination: OnFailure } }),
    },
  });
  const once = { MaximumRetryAttempts: 1 };
  const alias = 'eventinvokealias';

  await put('put_functionname_name_notfound', 'doesnotexist', { MaximumRetryAttempts: 1 });
  await put('put_functionname_arn_notfound', `${ARN}doesnotexist`, { MaximumRetryAttempts: 1 });
  await put('put_functionname_nootherargs', F, {});
  await put('put_destination_lambda_doesntexist', F, to(`${ARN}doesnotexist`));
  await put('put_destination_recursive', F, to(`${ARN}${F}`));
  await put('put_destination_other_lambda', F, to(`${ARN}other`));
  await put('put_destination_invalid_service_arn', F, to(`${ARN}${F}`.replace(':lambda:', ':iam:')));
  await put('put_destination_success_no_destination_arn', F, { DestinationConfig: { OnSuccess: {} } });
  await put('put_destination_failure_no_destination_arn', F, { DestinationConfig: { OnFailure: {} } });
  await put('put_destination_invalid_arn_pattern', F, to(undefined, `${ARN}${F}`.replace(':lambda:', ':_-/!lambda:')));
  await put('put_destination_latest', F, once);
  await put('put_destination_latest_explicit_qualifier', F, { ...once, Qualifier: '$LATEST' });
  await put('put_destination_version', F, { ...once, Qualifier: '1' });
  await put('put_alias_functionname_qualifier', F, { ...once, Qualifier: alias });
  await put('put_alias_doesnotexist', F, { ...once, Qualifier: 'doesnotexist' });
  await put('put_alias_qualifiedarn', `${ARN}${F}:${alias}`, once);
  await put('put_alias_qualifiedarn_qualifier', `${ARN}${F}:${alias}`, { ...once, Qualifier: alias });
  await put('put_alias_qualifiedarn_qualifierconflict', `${ARN}${F}:${alias}`, { ...once, Qualifier: `${alias}x` });
  await put('put_alias_shorthand', `${F}:${alias}`, once);
  await put('put_alias_shorthand_qualifier', `${F}:${alias}`, { ...once, Qualifier: alias });
  await put('put_alias_shorthand_qualifierconflict', `${F}:${alias}`, { ...once, Qualifier: `${alias}x` });
  await put('put_version_shorthand', `${F}:1`, once);
  await put('put_shorthand_qualifier_match', `${F}:$LATEST`, { ...once, Qualifier: '$LATEST' });
  await put('put_shorthand_qualifier_mismatch_1', `${F}:$LATEST`, { ...once, Qualifier: '1' });
  await put('put_shorthand_qualifier_mismatch_2', `${F}:$LATEST`, { ...once, Qualifier: alias });
  await put('put_shorthand_qualifier_mismatch_3', `${F}:1`, { ...once, Qualifier: alias });
  await put('put_maxevent_maxvalue_result', F, { MaximumRetryAttempts: 2, MaximumEventAgeInSeconds: 21_600 });
  await put('put_pre_overwrite', F, { MaximumRetryAttempts: 2, MaximumEventAgeInSeconds: 60 });
  await put('put_post_overwrite', F, { MaximumRetryAttempts: 0 });
  await put('second_overwrite_existing_response', F, { MaximumRetryAttempts: 0 });
  await step('get_post_overwrite', GET, { FunctionName: F });
  await put('pre_update_response', F, { MaximumRetryAttempts: 2, MaximumEventAgeInSeconds: 60 });
  await step('update_response', UPDATE, { FunctionName: F, MaximumRetryAttempts: 0 });
  await step('update_response_existing', UPDATE, { FunctionName: F, MaximumRetryAttempts: 0 });
  await step('list_configs', LIST, { FunctionName: F });
  await step('delete_latest', DELETE, { FunctionName: F, Qualifier: '$LATEST' });
  await step('delete_version', DELETE, { FunctionName: F, Qualifier: '1' });
  await step('delete_alias', DELETE, { FunctionName: F, Qualifier: alias });
  await step('list_configs_postdelete', LIST, { FunctionName: F });
  await step('delete_function_not_found', DELETE, { FunctionName: F });
  await step('delete_function_doesnotexist', DELETE, { FunctionName: 'doesnotexist' });
  await step('list_function_doesnotexist', LIST, { FunctionName: 'doesnotexist' });
  await step('get_function_doesnotexist', GET, { FunctionName: 'doesnotexist' });
  await step('get_qualifier_doesnotexist', GET, { FunctionName: F, Qualifier: 'doesnotexist' });
  const unknown = { FunctionName: 'doesnotexist', MaximumRetryAttempts: 0 };
  await step('update_eventinvokeconfig_function_doesnotexist', UPDATE, unknown);
  await step('get_eventinvokeconfig_doesnotexist', GET, { FunctionName: F, Qualifier: alias });
  const none = { FunctionName: F, MaximumRetryAttempts: 0 };
  await step('update_eventinvokeconfig_config_doesnotexist_with_qualifier', UPDATE, { ...none, Qualifier: alias });
  await step('update_eventinvokeconfig_config_doesnotexist_without_qualifier', UPDATE, none);
};

const lifecycle: Scenario = async (step, service) => {
  await aFunction(service, F);
  await step('put_invokeconfig_retries_0', PUT, { FunctionName: F, MaximumRetryAttempts: 0 });
  await step('put_invokeconfig_eventage_60', PUT, { FunctionName: F, MaximumEventAgeInSeconds: 60 });
  await step('update_invokeconfig_eventage_nochange', UPDATE, { FunctionName: F, MaximumEventAgeInSeconds: 60 });
  await step('update_invokeconfig_retries', UPDATE, { FunctionName: F, MaximumRetryAttempts: 1 });
  await step('get_invokeconfig', GET, { FunctionName: F });
  await step('get_invokeconfig_latest', GET, { FunctionName: F, Qualifier: '$LATEST' });
  await step('list_single_invokeconfig', LIST, { FunctionName: F });
  await service.run('PublishVersion', { FunctionName: F });
  await step('get_invokeconfig_postpublish', GET, { FunctionName: F, Qualifier: '1' });
  await step('put_published_invokeconfig', PUT, { FunctionName: F, Qualifier: '1', MaximumEventAgeInSeconds: 120 });
  await step('get_published_invokeconfig', GET, { FunctionName: F, Qualifier: '1' });
  await service.run(DELETE, { FunctionName: F });
  await step('list_paging_nolimit_postdelete', LIST, { FunctionName: F });
};

const call =
  (InvocationType: string, answer = 'null'): Scenario =>
  async (step, service) => {
    await aFunction(service, F);
    service.answers({ payload: Buffer.from(answer) });
    await step('invoke-result', 'Invoke', { FunctionName: F, InvocationType, Payload: Buffer.from('{}') });
  };

const SCENARIOS: Readonly<Record<string, Scenario>> = {
  test_lambda_eventinvokeconfig_exceptions: exceptions,
  test_lambda_eventinvokeconfig_lifecycle: lifecycle,
  'test_invocation_type_request_response[nodejs16.x]': call('RequestResponse', '{}'),
  'test_invocation_type_event[nodejs16.x]': call('Event'),
  'test_invocation_type_dry_run[nodejs16.x]': call('DryRun'),
  'test_invocation_type_no_return_payload[nodejs-RequestResponse]': call('RequestResponse'),
  'test_invocation_type_no_return_payload[nodejs-Event]': call('Event'),
  test_invoke_exceptions: (step) => step('invoke_function_doesnotexist', 'Invoke', { FunctionName: 'doesnotexist' }),
  test_put_function_recursion_config_invalid_value: async (step, service) => {
    await aFunction(service, F);
    const input = { FunctionName: F, RecursiveLoop: 'InvalidValue' };
    await step('put_recursion_invalid_value_error', 'PutFunctionRecursionConfig', input);
  },
};

/** Configurations of functions are compared with the control plane's recordings. */
const COMPARED_ELSEWHERE = ['fn_version_result', 'publish_version_result'];

if (conformanceDir === undefined) {
  test("AWS's recorded answers of Invoke", { skip: 'the conformance data is not here' }, () => {});
} else {
  const file = join(conformanceDir, 'aws-recorded/lambda-invoke.json');
  const tests = JSON.parse(readFileSync(file, 'utf8')) as Record<string, Record<string, unknown>>;
  const cases = Object.entries(tests).flatMap(([path, steps]) => {
    const name = path.slice(path.lastIndexOf('::') + 2);
    // The file has an older recording of some tests, which AWS no longer answers.
    if (SCENARIOS[name] === undefined || !path.includes('/services/')) return [];
    return Object.entries(steps)
      .filter(([step]) => !COMPARED_ELSEWHERE.includes(step))
      .map(([step, recorded]) => ({ id: `${name}/${step}`, test: name, step, recorded }));
  });
  const played = new Map<string, Promise<Map<string, Outcome>>>();
  const ended: (() => unknown)[] = [];
  conformance(cases, [], async (one) => {
    let outcomes = played.get(one.test);
    if (outcomes === undefined) {
      const service = lambdaService({ after: (end: unknown) => ended.push(end as () => unknown) });
      outcomes = play(SCENARIOS[one.test] ?? (async () => {}), service);
      played.set(one.test, outcomes);
    }
    compare((await outcomes).get(one.step), one.recorded);
  });
  after(() => Promise.all(ended.map((end) => end())));
}
