import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testEndpoint } from '../../../test/support/aws-endpoint.ts';
import { manualClock } from '../../../test/support/manual-clock.ts';
import { cloudwatch } from './index.ts';

const NOON = Date.UTC(2026, 0, 1, 12);
const { services } = testEndpoint([cloudwatch], manualClock(NOON));
const run = (operation: string, input: object) => services.callService('cloudwatch', operation, input);
const refused = (operation: string, input: object, code: string, message: string) =>
  assert.rejects(run(operation, input), (error: Error & { code?: string }) => {
    assert.deepEqual([error.code, error.message], [code, message]);
    return true;
  });

test('a dashboard is kept, listed, answered as it was given, and deleted', async () => {
  const DashboardBody = '{"widgets":[]}';
  await run('PutDashboard', { DashboardName: 'shop', DashboardBody });
  const DashboardArn = 'arn:aws:cloudwatch::000000000000:dashboard/shop';
  assert.deepEqual(await run('GetDashboard', { DashboardName: 'shop' }), {
    DashboardArn,
    DashboardBody,
    DashboardName: 'shop',
  });
  const listed = async (DashboardNamePrefix: string) =>
    (await run('ListDashboards', { DashboardNamePrefix })).DashboardEntries;
  assert.deepEqual(await listed('sh'), [
    { DashboardName: 'shop', DashboardArn, LastModified: new Date(NOON), Size: DashboardBody.length },
  ]);
  assert.deepEqual(await listed('x'), []);
  await refused(
    'DeleteDashboards',
    { DashboardNames: ['shop', 'none'] },
    'DashboardNotFoundError',
    'The specified dashboard does not exist. [none]',
  );
  await run('DeleteDashboards', { DashboardNames: ['shop'] });
  await refused('GetDashboard', { DashboardName: 'shop' }, 'DashboardNotFoundError', 'Dashboard shop does not exist');
});

test('a dashboard with a bad name or body is refused', async () => {
  await refused(
    'PutDashboard',
    { DashboardName: 'a:b', DashboardBody: '{}' },
    'InvalidParameterValueException',
    'The value for field DashboardName contains invalid characters. It can only contain alphanumerics, dash (-) and underscore (_).\n',
  );
  await refused(
    'PutDashboard',
    { DashboardName: 'a', DashboardBody: 'none' },
    'DashboardInvalidInputError',
    'The field DashboardBody must be a valid JSON object',
  );
});
