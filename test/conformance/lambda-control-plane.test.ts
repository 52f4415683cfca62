import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { conformanceDir } from '../support/conformance-data.ts';
import { ARN, aFunction, type LambdaService, lambdaService, zipOf } from '../support/lambda-service.ts';
import { conformance } from '../support/ratchet.ts';
import { KNOWN_GAPS } from './lambda-known-gaps.ts';
import { compare, type Outcome, play, type Scenario, type Step } from './lambda-recordings.ts';

const F = 'fn';

const published: Scenario = async (step, service) => {
  await step('create_response', 'CreateFunction', await create({ Environment: { Variables: { testenv: 'staging' } } }));
  await step('publish_v1', 'PublishVersion', { FunctionName: F });
  await service.run('UpdateFunctionConfiguration', {
    FunctionName: F,
    Environment: { Variables: { testenv: 'prod' } },
  });
  await step('publish_v2', 'PublishVersion', { FunctionName: F });
};

async function create(more: object = {}) {
  return {
    FunctionName: F,
    Role: 'arn:aws:iam::000000000000:role/r',
    Runtime: 'python3.12',
    Handler: 'index.handler',
    Code: { ZipFile: await zipOf() },
    ...more,
  };
}

const alias = (Name: string, FunctionVersion: string, more: object = {}) => ({
  FunctionName: F,
  Name,
  FunctionVersion,
  ...more,
});

const aliasLifecycle: Scenario = async (step, service) => {
  await published(step, service);
  const get = (name: string, Name: string) => step(name, 'GetAlias', { FunctionName: F, Name });
  const list = (name: string, more: object = {}) => step(name, 'ListAliases', { FunctionName: F, ...more });
  const Description = 'custom-alias';
  const weights = { RoutingConfig: { AdditionalVersionWeights: { 2: 0.2 } } };
  await step('create_alias_1_1', 'CreateAlias', alias('aliasname1_1', '1', { Description, ...weights }));
  await get('get_alias_1_1', 'aliasname1_1');
  await step('get_function_alias_1_1', 'GetFunction', { FunctionName: F, Qualifier: 'aliasname1_1' });
  await step('get_function_byarn_alias_1_1', 'GetFunction', { FunctionName: `${ARN}${F}:aliasname1_1` });
  await step('get_function_alias_notfound_exc', 'GetFunction', { FunctionName: F, Qualifier: 'aliasdoesnotexist' });
  await step('get_function_alias_byarn_notfound_exc', 'GetFunction', { FunctionName: `${ARN}${F}:aliasdoesnotexist` });
  await step('create_alias_1_2', 'CreateAlias', alias('aliasname1_2', '1', { Description }));
  await get('get_alias_1_2', 'aliasname1_2');
  await step('create_alias_1_3', 'CreateAlias', alias('aliasname1_3', '1'));
  await get('get_alias_1_3', 'aliasname1_3');
  await step('create_alias_2', 'CreateAlias', alias('aliasname2', '2', { Description }));
  await get('get_alias_2', 'aliasname2');
  await list('list_aliases_for_fnname');
  await step('update_alias_1_1', 'UpdateAlias', {
    FunctionName: F,
    Name: 'aliasname1_1',
    RoutingConfig: { AdditionalVersionWeights: {} },
  });
  await get('get_alias_1_1_after_update', 'aliasname1_1');
  await list('list_aliases_for_fnname_after_update');
  await step('update_alias_1_2', 'UpdateAlias', { FunctionName: F, Name: 'aliasname1_2' });
  await get('get_alias_1_2_after_update', 'aliasname1_2');
  await list('list_aliases_for_fnname_after_update_2');
  await list('list_aliases_for_version', { FunctionVersion: '1' });
  await step('delete_alias_response', 'DeleteAlias', { FunctionName: F, Name: 'aliasname1_1' });
  await list('list_aliases_for_fnname_afterdelete');
};

const badRouting: Scenario = async (step, service) => {
  const Environment = { Variables: { testenv: 'staging' } };
  await step('create_response', 'CreateFunction', await create({ Environment, Publish: true }));
  await step('publish_v1', 'PublishVersion', { FunctionName: F });
  await service.run('UpdateFunctionConfiguration', {
    FunctionName: F,
    Environment: { Variables: { testenv: 'prod' } },
  });
  await step('publish_v2', 'PublishVersion', { FunctionName: F });
  const refuse = (name: string, weights: Record<string, number>, version = '1', fn = F) =>
    step(name, 'CreateAlias', {
      ...alias('custom', version, { RoutingConfig: { AdditionalVersionWeights: weights } }),
      FunctionName: fn,
    });
  await refuse('routing_config_exc_toomany', { 1: 0.1, 2: 0.1 });
  await refuse('routing_config_exc_toohigh', { 2: 2 });
  await refuse('routing_config_exc_subzero', { 2: -1 });
  await refuse('routing_config_exc_sameversion', { 1: 0.5 });
  await refuse('target_version_doesnotexist', { 2: 0.5 }, '10');
  await refuse('routing_config_exc_version_doesnotexist', { 10: 0.5 });
  await refuse('target_version_exc_version_latest', { 1: 0.5 }, '$LATEST');
  await refuse('routing_config_exc_version_latest', { $LATEST: 0.5 });
  await step('create-alias-latest', 'CreateAlias', alias('custom-latest', '$LATEST'));
  await refuse('routing_config_exc_fn_doesnotexist', { 2: 0.5 }, '1', `${F}-unknown`);
  const RoutingConfig = { AdditionalVersionWeights: {} };
  await step(
    'create_alias_empty_routingconfig',
    'CreateAlias',
    alias('custom-empty-routingconfig', '1', { RoutingConfig }),
  );
  await refuse('create_alias_response', { 2: 0.5 });
  await refuse('routing_config_exc_already_exist', { 2: 0.5 });
  await step('alias_does_not_exist_esc', 'GetAlias', { FunctionName: F, Name: 'non-existent' });
};

const tagLifecycle: Scenario = async (step, service) => {
  await aFunction(service, F);
  const Resource = `${ARN}${F}`;
  const change = async (name: string, operation: string, input: object) => {
    await step(`${name}_response`, operation, { Resource, ...input });
    await step(`${name}_response_listtags`, 'ListTags', { Resource });
  };
  await change('tag_single', 'TagResource', { Tags: { A: 'tag-a' } });
  await change('tag_multiple', 'TagResource', { Tags: { B: 'tag-b', C: 'tag-c' } });
  await change('tag_overlap', 'TagResource', { Tags: { C: 'tag-c-newsuffix', D: 'tag-d' } });
  await change('untag_single', 'UntagResource', { TagKeys: ['A'] });
  await change('untag_multiple', 'UntagResource', { TagKeys: ['B', 'C'] });
  await change('untag_nonexisting', 'UntagResource', { TagKeys: ['F'] });
  await change('untag_existing_and_nonexisting', 'UntagResource', { TagKeys: ['D', 'F'] });
};

const tagsOfNothing = async (step: Step, Resource: string) => {
  await step('not_found_exception_tag', 'TagResource', { Resource, Tags: { A: 'B' } });
  await step('not_found_exception_untag', 'UntagResource', { Resource, TagKeys: ['A'] });
  await step('not_found_exception_list', 'ListTags', { Resource });
};

const logging =
  (initial: object | undefined, update: object, second?: object): Scenario =>
  async (step) => {
    const LoggingConfig = initial === undefined ? {} : { LoggingConfig: initial };
    const Environment = { Variables: {} };
    const more = { MemorySize: 256, Timeout: 5, Handler: 'handler.handler', Environment, ...LoggingConfig };
    await step('create_response', 'CreateFunction', await create(more));
    await step('get_function_response', 'GetFunction', { FunctionName: F });
    await step('function_config', 'GetFunctionConfiguration', { FunctionName: F });
    await step('updated_config', 'UpdateFunctionConfiguration', { FunctionName: F, LoggingConfig: update });
    await step('received_config', 'GetFunctionConfiguration', { FunctionName: F });
    if (second === undefined) return;
    await step('updated_config_v2', 'UpdateFunctionConfiguration', { FunctionName: F, LoggingConfig: second });
    await step('received_config_v2', 'GetFunctionConfiguration', { FunctionName: F });
  };

const largeVariables =
  (step_: string, variables: object): Scenario =>
  async (step) => {
    await step(step_, 'CreateFunction', await create({ Environment: { Variables: variables } }));
  };

const oversized: Scenario = async (step) => {
  const { zipSync } = await import('fflate');
  const ZipFile = zipSync({ 'big.bin': new Uint8Array(262_144_001) }, { level: 1 });
  await step('invalid_param_exc', 'CreateFunction', await create({ Code: { ZipFile } }));
};

const SCENARIOS: Readonly<Record<string, Scenario>> = {
  test_alias_lifecycle: aliasLifecycle,
  test_notfound_and_invalid_routingconfigs: badRouting,
  test_tag_lifecycle: tagLifecycle,
  'test_tag_lifecycle[lambda_function]': tagLifecycle,
  test_lambda_environment: async (step) => {
    const Environment = { Variables: { Hello: 'World' } };
    await step(
      'creation-result',
      'CreateFunction',
      await create({ Environment, Timeout: 30, Handler: 'handler.handler' }),
    );
    await step('get-configuration-result', 'GetFunctionConfiguration', { FunctionName: F });
  },
  test_invocation_with_qualifier: async (step) => {
    const more = { Publish: true, Timeout: 10, Handler: 'handler.handler' };
    await step('creation-response', 'CreateFunction', await create(more));
  },
  test_lambda_concurrency_block: async (step, service) => {
    await service.run(
      'CreateFunction',
      await create({ Environment: { Variables: {} }, Timeout: 30, Handler: 'handler.handler' }),
    );
    await step('v1_result', 'PublishVersion', { FunctionName: F });
    const reserved = { FunctionName: F, ReservedConcurrentExecutions: 1 };
    await step('reserved_concurrency_result', 'PutFunctionConcurrency', reserved);
  },
  test_lambda_alias_moving: async (step, service) => {
    const Description = 'No version :(';
    await step('create_response', 'CreateFunction', await create({ Description, Handler: 'handler.handler' }));
    await service.run('PublishVersion', { FunctionName: F, Description: 'First version description :)' });
    await step('create_alias_response', 'CreateAlias', alias('alias1', '1'));
    const ZipFile = await zipOf({ 'handler.py': '2' });
    await step('update_lambda_response', 'UpdateFunctionCode', { FunctionName: F, ZipFile });
    const second = { FunctionName: F, Description: 'Second version description :)' };
    await step('second_publish_response', 'PublishVersion', second);
    await step('update_alias_response', 'UpdateAlias', alias('alias1', '2'));
    await step('invocation_exc_not_existent', 'Invoke', { FunctionName: F, Qualifier: 'non-existent-alias' });
  },
  test_alias_routingconfig: async (step, service) => {
    await aFunction(service, F);
    await service.run('PublishVersion', { FunctionName: F });
    await service.run('UpdateFunctionConfiguration', { FunctionName: F, Timeout: 9 });
    await service.run('PublishVersion', { FunctionName: F });
    const RoutingConfig = { AdditionalVersionWeights: { 2: 0.5 } };
    await step('create_alias_response', 'CreateAlias', alias('alias1', '1', { RoutingConfig }));
  },
  test_lambda_concurrency_crud: async (step, service) => {
    await aFunction(service, F);
    await step('get_function_concurrency_default', 'GetFunctionConcurrency', { FunctionName: F });
    const none = { FunctionName: F, ReservedConcurrentExecutions: 0 };
    await step('put_function_concurrency', 'PutFunctionConcurrency', none);
    await step('get_function_concurrency_updated', 'GetFunctionConcurrency', { FunctionName: F });
    await service.run('DeleteFunctionConcurrency', { FunctionName: F });
    await step('get_function_concurrency_deleted', 'GetFunctionConcurrency', { FunctionName: F });
  },
  test_lambda_concurrency_update: async (step, service) => {
    await service.run(
      'CreateFunction',
      await create({ Environment: { Variables: {} }, Timeout: 30, Handler: 'handler.handler' }),
    );
    const three = { FunctionName: F, ReservedConcurrentExecutions: 3 };
    await step('put_function_concurrency', 'PutFunctionConcurrency', three);
    await step('get_function_concurrency_updated', 'GetFunctionConcurrency', { FunctionName: F });
    await step('get_function_concurrency_info', 'GetFunction', { FunctionName: F });
    await service.run('DeleteFunctionConcurrency', { FunctionName: F });
    await step('get_function_concurrency_deleted', 'GetFunctionConcurrency', { FunctionName: F });
  },
  test_reserved_concurrency: async (step, service) => {
    await service.run(
      'CreateFunction',
      await create({ Environment: { Variables: {} }, Timeout: 20, Handler: 'handler.handler' }),
    );
    await step('fn', 'GetFunctionConfiguration', { FunctionName: F, Qualifier: '$LATEST' });
    const none = { FunctionName: F, ReservedConcurrentExecutions: 0 };
    await step('put_reserved', 'PutFunctionConcurrency', none);
  },
  test_create_tag_on_fn_create: async (step) => {
    const more = { Tags: { testtag: 'x' }, Environment: { Variables: {} }, Handler: 'handler.handler', Timeout: 30 };
    await step('create', 'CreateFunction', await create(more));
    await step('get_function_result', 'GetFunction', { FunctionName: F });
    await step('list_tags_result', 'ListTags', { Resource: `${ARN}${F}` });
  },
  test_tag_nonexisting_resource: async (step, service) => {
    const more = { Environment: { Variables: {} }, Handler: 'handler.handler', Timeout: 30 };
    await service.run('CreateFunction', await create(more));
    await step('pre_delete_get_function', 'GetFunction', { FunctionName: F });
    await service.run('DeleteFunction', { FunctionName: F });
    await tagsOfNothing(step, `${ARN}${F}`);
  },
  'test_tag_exceptions[lambda_function]': async (step) => {
    await tagsOfNothing(step, `${ARN}nope`);
    await step('aliased_arn_exception', 'TagResource', { Resource: `${ARN}nope:alias`, Tags: { A: 'B' } });
    const Resource = ARN.replace('function', 'foobar');
    await step('invalid_arn_exception', 'TagResource', { Resource: `${Resource}nope`, Tags: { A: 'B' } });
  },
  test_large_environment_variables_fails: largeVariables('failed_create_fn_result', {
    LARGE_VAR: 'x'.repeat(4081),
  }),
  test_large_environment_fails_multiple_keys: largeVariables('failured_create_fn_result_multi_key', {
    SMALL_VAR: 'ok',
    LARGE_VAR: 'x'.repeat(4064),
  }),
  test_lambda_envvars_near_limit_succeeds: async (step) => {
    const Environment = { Variables: { LARGE_VAR: 'x'.repeat(4080) } };
    await step(
      'successful_create_fn_result',
      'CreateFunction',
      await create({ Environment, Timeout: 30, Handler: 'handler.handler' }),
    );
  },
  test_code_signing_not_found_excs: async (step, service) => {
    await aFunction(service, F);
    await step('get_function_csc_fnwithoutcsc', 'GetFunctionCodeSigningConfig', { FunctionName: F });
    const unknown = { FunctionName: 'csc-test-doesnotexist' };
    await step('get_function_csc_nonexistingfn', 'GetFunctionCodeSigningConfig', unknown);
  },
  test_mixed_architecture: async (step, service) => {
    const more = { Environment: { Variables: {} }, Handler: 'handler.handler', Timeout: 30, Architectures: ['x86_64'] };
    await step('create_function_response', 'CreateFunction', await create(more));
    const changed = { FunctionName: F, ZipFile: await zipOf(), Architectures: ['arm64'] };
    await step('update_function_code_response', 'UpdateFunctionCode', changed);
    await service.run('Invoke', { FunctionName: F });
  },
  test_large_lambda: async (step) => {
    const more = { Handler: 'handler.handler', Timeout: 10 };
    await step('create_function_large_zip', 'CreateFunction', await create(more));
  },
  test_oversized_unzipped_lambda: oversized,
  test_oversized_lambda: oversized,
  test_oversized_request_create_lambda: async (step) => {
    await step('invalid_param_exc', 'CreateFunction', await create({ Code: { ZipFile: Buffer.alloc(53_000_000) } }));
  },
  test_oversized_zipped_create_lambda: async (step) => {
    await step('invalid_param_exc', 'CreateFunction', await create({ Code: { ZipFile: Buffer.alloc(52_428_801) } }));
  },
  test_alias_naming: async (step) => {
    await step(
      'create_response',
      'CreateFunction',
      await create({ Environment: { Variables: { testenv: 'staging' } } }),
    );
    await step('publish_v1', 'PublishVersion', { FunctionName: F });
    await step('create_alias_date', 'CreateAlias', alias('2024-01-02', '1', { Description: 'custom-alias' }));
    await step('get_alias_date', 'GetAlias', { FunctionName: F, Name: '2024-01-02' });
    await step('create_alias_number_exception', 'CreateAlias', alias('2024', '1'));
  },
  test_function_advanced_logging_configuration: logging({ LogFormat: 'JSON' }, { LogGroup: 'cool_lambda' }),
  test_advanced_logging_configuration_format_switch: logging(undefined, { LogFormat: 'JSON' }, { LogFormat: 'Text' }),
  'test_function_partial_advanced_logging_configuration_update[partial_config0]': logging(undefined, {
    LogFormat: 'JSON',
  }),
  'test_function_partial_advanced_logging_configuration_update[partial_config1]': logging(undefined, {
    LogFormat: 'JSON',
    ApplicationLogLevel: 'DEBUG',
  }),
  'test_function_partial_advanced_logging_configuration_update[partial_config2]': logging(undefined, {
    LogFormat: 'JSON',
    SystemLogLevel: 'DEBUG',
  }),
  'test_function_partial_advanced_logging_configuration_update[partial_config3]': logging(undefined, {
    LogGroup: 'cool_lambda',
  }),
  test_put_function_recursion_config_allow: async (step, service) => {
    await aFunction(service, F);
    const allow = { FunctionName: F, RecursiveLoop: 'Allow' };
    await step('put_recursion_config_response', 'PutFunctionRecursionConfig', allow);
    await step('get_recursion_config_response', 'GetFunctionRecursionConfig', { FunctionName: F });
  },
  test_put_function_recursion_config_default_terminate: async (step, service) => {
    await aFunction(service, F);
    await step('get_recursion_default_terminate_response', 'GetFunctionRecursionConfig', { FunctionName: F });
  },
  test_non_existent_alias_deletion: async (step) => {
    await step(
      'create_response',
      'CreateFunction',
      await create({ Environment: { Variables: { testenv: 'staging' } } }),
    );
    await step('delete_alias_response', 'DeleteAlias', { FunctionName: F, Name: 'non-existent' });
  },
  test_non_existent_alias_update: async (step) => {
    await step(
      'create_response',
      'CreateFunction',
      await create({ Environment: { Variables: { testenv: 'staging' } } }),
    );
    await step('update_alias_response', 'UpdateAlias', { FunctionName: F, Name: 'non-existent', Description: 'x' });
  },
};

interface RecordedCase {
  readonly id: string;
  readonly test: string;
  readonly step: string;
  readonly recorded: unknown;
}

if (conformanceDir === undefined) {
  test("AWS's recorded answers of the Lambda control plane", { skip: 'the conformance data is not here' }, () => {});
} else {
  const file = join(conformanceDir, 'aws-recorded/lambda-control-plane.json');
  const tests = JSON.parse(readFileSync(file, 'utf8')) as Record<string, Record<string, unknown>>;
  const cases: RecordedCase[] = Object.entries(tests).flatMap(([path, steps]) => {
    const name = path.slice(path.lastIndexOf('::') + 2);
    return Object.entries(steps).map(([step, recorded]) => ({ id: `${name}/${step}`, test: name, step, recorded }));
  });
  const played = new Map<string, Promise<Map<string, Outcome>>>();
  const ended: (() => unknown)[] = [];
  const outcomesOf = (name: string): Promise<Map<string, Outcome>> => {
    const scenario = SCENARIOS[name];
    if (scenario === undefined) return Promise.resolve(new Map());
    const service: LambdaService = lambdaService({ after: (end: unknown) => ended.push(end as () => unknown) });
    return play(scenario, service);
  };
  conformance(cases, KNOWN_GAPS, async (one) => {
    let outcomes = played.get(one.test);
    if (outcomes === undefined) {
      outcomes = outcomesOf(one.test);
      played.set(one.test, outcomes);
    }
    compare((await outcomes).get(one.step), one.recorded);
  });
  after(() => Promise.all(ended.map((end) => end())));
}
