import { aDocument, lambdaAnswering, lambdaOperation, type TestGateway, testGateway } from './deployed-api.ts';

export interface KeyedApi {
  readonly gateway: TestGateway;
  readonly apiId: string;
  /** Makes an enabled key in a plan of the stage `test`. */
  plan(plan?: object, stageThrottle?: object): Promise<{ planId: string; keyId: string; value: string }>;
  newKey(planId?: string): Promise<{ keyId: string; value: string }>;
  /** The status and body of the answer to a request with this key. */
  send(key: string | undefined, path?: string): Promise<[status: number, body: unknown]>;
}

/** An API with `/` and `/other`, which need a key, and `/open`, which needs none. */
export async function keyedApi(more: object = {}): Promise<KeyedApi> {
  const gateway = testGateway(
    lambdaAnswering((event) => ({ statusCode: 200, body: JSON.stringify(event.requestContext) })),
  );
  const keyed = { get: lambdaOperation('f', { security: [{ key: [] }] }) };
  const apiId = await gateway.deploy(
    aDocument(
      { '/': keyed, '/other': keyed, '/open': { get: lambdaOperation() } },
      { securityDefinitions: { key: { type: 'apiKey', name: 'x-api-key', in: 'header' } }, ...more },
    ),
  );
  const { operate } = gateway;
  let keys = 0;

  const newKey = async (planId?: string) => {
    const { id: keyId, value } = await operate('CreateApiKey', { name: `key${keys++}`, enabled: true });
    if (planId !== undefined) {
      await operate('CreateUsagePlanKey', { usagePlanId: planId, keyId, keyType: 'API_KEY' });
    }
    return { keyId, value };
  };

  return {
    gateway,
    apiId,
    newKey,
    async plan(plan = {}, stageThrottle) {
      const throttle = stageThrottle === undefined ? {} : { throttle: stageThrottle };
      const apiStages = [{ apiId, stage: 'test', ...throttle }];
      const { id: planId } = await operate('CreateUsagePlan', { name: 'plan', apiStages, ...plan });
      return { planId, ...(await newKey(planId)) };
    },
    async send(key, path = '/') {
      const headers: Record<string, string> = key === undefined ? {} : { 'X-Api-Key': key };
      const { status, body } = await gateway.send({ path, headers });
      return [status, body];
    },
  };
}
