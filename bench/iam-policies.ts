const SERVICES = ['s3', 'sqs', 'sns', 'logs', 'kms', 'events', 'states', 'secretsmanager', 'ssm'];

/**
 * Policies as an application's role has them: the last statement of each is about the reads of a table, and the last of
 * all allows those of `app`'s; the others are about other services.
 */
export function rolePolicies(app: string, policies = 10, statements = 10): readonly string[] {
  return Array.from({ length: policies }, (_, policy) =>
    JSON.stringify({
      Version: '2012-10-17',
      Statement: Array.from({ length: statements }, (_, at) =>
        at === statements - 1
          ? ofTable(policy === policies - 1 ? app : `${app}-${policy}`)
          : ofService(app, policy * statements + at),
      ),
    }),
  );
}

const ofTable = (table: string) => ({
  Effect: 'Allow',
  Action: ['dynamodb:GetItem', 'dynamodb:Query'],
  Resource: `arn:aws:dynamodb:us-east-1:000000000000:table/${table}`,
  Condition: { StringEquals: { 'aws:PrincipalAccount': '000000000000' } },
});

function ofService(app: string, at: number): object {
  const service = SERVICES[at % SERVICES.length] ?? '';
  return {
    Effect: at % 7 === 0 ? 'Deny' : 'Allow',
    Action: at % 3 === 0 ? `${service}:*` : [`${service}:Get*`, `${service}:List*`],
    Resource: `arn:aws:${service}:us-east-1:000000000000:${app}/*`,
  };
}
