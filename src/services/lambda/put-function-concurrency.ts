import type { Concurrency, PutFunctionConcurrencyCommandInput } from '@aws-sdk/client-lambda';
import type { CallContext } from '../../aws/service.ts';
import { ACCOUNT_CONCURRENCY, reservedInAccount } from './account-limits.ts';
import { between, present, requireValid } from './constraint.ts';
import { invalidParameter } from './errors.ts';
import { functionAccess } from './function-access.ts';
import { unqualifiedFunction } from './function-name.ts';
import type { LambdaState } from './state.ts';

const LEAST_UNRESERVED = 100;

/** https://docs.aws.amazon.com/lambda/latest/api/API_PutFunctionConcurrency.html */
export async function putFunctionConcurrency(
  input: PutFunctionConcurrencyCommandInput,
  call: CallContext<LambdaState>,
): Promise<Concurrency> {
  const { functions } = call.state;
  requireValid(
    present(input.ReservedConcurrentExecutions, 'reservedConcurrentExecutions'),
    between(input.ReservedConcurrentExecutions, 'reservedConcurrentExecutions', 0, Number.POSITIVE_INFINITY),
  );
  const wanted = input.ReservedConcurrentExecutions ?? 0;
  const { arn } = unqualifiedFunction(input.FunctionName, call);
  await functions.get(arn);
  const others = reservedInAccount((await functions.list(call)).filter((record) => record.arn !== arn));
  if (ACCOUNT_CONCURRENCY - others - wanted < LEAST_UNRESERVED) {
    throw invalidParameter(
      `Specified ReservedConcurrentExecutions for function decreases account's UnreservedConcurrentExecution below its minimum value of [${LEAST_UNRESERVED}].`,
    );
  }
  await functions.change(arn, (record) => ({ ...record, reservedConcurrency: wanted }));
  return { ReservedConcurrentExecutions: wanted };
}

putFunctionConcurrency.access = functionAccess('lambda:PutFunctionConcurrency');
