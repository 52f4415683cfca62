import type {
  DeleteDashboardsCommandInput,
  GetDashboardCommandInput,
  GetDashboardCommandOutput,
  ListDashboardsCommandInput,
  ListDashboardsCommandOutput,
  PutDashboardCommandInput,
  PutDashboardCommandOutput,
} from '@aws-sdk/client-cloudwatch';
import { access } from '../../aws/access.ts';
import type { CallContext } from '../../aws/service.ts';
import { ServiceError } from '../../aws/service-error.ts';
import { invalidNextToken, invalidValue, isRequired, missingParameter } from './refusals.ts';
import type { CloudwatchState } from './state.ts';

type Call = CallContext<CloudwatchState>;

const PAGE = 1000;

export const dashboardArn = (name: string, { account }: { readonly account: string }) =>
  `arn:aws:cloudwatch::${account}:dashboard/${name}`;

/**
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutDashboard.html
 *
 * Unlike AWS: a dashboard is kept as it is given, its widgets are not checked, and nothing draws it.
 */
export async function putDashboard(
  { DashboardName, DashboardBody }: PutDashboardCommandInput,
  { state, clock }: Call,
): Promise<Omit<PutDashboardCommandOutput, '$metadata'>> {
  const name = checkedName(DashboardName);
  if (DashboardBody === undefined || DashboardBody === '') throw missingParameter(isRequired('DashboardBody'));
  checkBody(DashboardBody);
  await state.dashboards.put(name, { name, body: DashboardBody, modifiedAt: clock.now() });
  return { DashboardValidationMessages: [] };
}

putDashboard.access = access<CloudwatchState, PutDashboardCommandInput>('cloudwatch:PutDashboard', (input, call) =>
  dashboardArn(String(input.DashboardName ?? ''), call),
);

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetDashboard.html */
export async function getDashboard(
  { DashboardName }: GetDashboardCommandInput,
  call: Call,
): Promise<Omit<GetDashboardCommandOutput, '$metadata'>> {
  const name = checkedName(DashboardName);
  const dashboard = await call.state.dashboards.get(name);
  if (dashboard === undefined) throw notFound(`Dashboard ${name} does not exist`);
  return { DashboardArn: dashboardArn(name, call), DashboardBody: dashboard.body, DashboardName: name };
}

getDashboard.access = access<CloudwatchState, GetDashboardCommandInput>('cloudwatch:GetDashboard', (input, call) =>
  dashboardArn(String(input.DashboardName ?? ''), call),
);

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_ListDashboards.html */
export async function listDashboards(
  { DashboardNamePrefix: prefix = '', NextToken }: ListDashboardsCommandInput,
  call: Call,
): Promise<Omit<ListDashboardsCommandOutput, '$metadata'>> {
  const after = NextToken === undefined ? undefined : Buffer.from(NextToken, 'base64url').toString('utf8');
  if (after !== undefined && tokenOf(after) !== NextToken) throw invalidNextToken();
  const found = await call.state.dashboards.list({ prefix, limit: PAGE + 1, ...(after !== undefined && { after }) });
  const page = found.slice(0, PAGE);
  const last = page.at(-1);
  return {
    DashboardEntries: page.map(({ name, body, modifiedAt }) => ({
      DashboardName: name,
      DashboardArn: dashboardArn(name, call),
      LastModified: new Date(modifiedAt),
      Size: Buffer.byteLength(body),
    })),
    ...(found.length > PAGE && last !== undefined && { NextToken: tokenOf(last.name) }),
  };
}

listDashboards.access = access<CloudwatchState, ListDashboardsCommandInput>(
  'cloudwatch:ListDashboards',
  (_input, call) => dashboardArn('*', call),
);

/** Deletes all of the named dashboards, or none when one of them is not there. */
export async function deleteDashboards(
  { DashboardNames = [] }: DeleteDashboardsCommandInput,
  { state }: Call,
): Promise<object> {
  if (DashboardNames.length === 0) throw missingParameter(isRequired('DashboardNames'));
  const found = await Promise.all(DashboardNames.map((name) => state.dashboards.get(name)));
  const missing = DashboardNames.filter((_name, index) => found[index] === undefined);
  if (missing.length > 0) throw notFound(`The specified dashboard does not exist. [${missing.join(', ')}]`);
  for (const name of DashboardNames) await state.dashboards.delete(name);
  return {};
}

deleteDashboards.access = access<CloudwatchState, DeleteDashboardsCommandInput>(
  'cloudwatch:DeleteDashboards',
  (input, call) => (input.DashboardNames ?? []).map((name) => ({ resource: dashboardArn(String(name), call) })),
);

const tokenOf = (name: string) => Buffer.from(name).toString('base64url');

const notFound = (message: string) => new ServiceError('DashboardNotFoundError', message, 404);

function checkedName(name: string | undefined): string {
  if (name === undefined || name === '') throw missingParameter(isRequired('DashboardName'));
  if (!/^[A-Za-z0-9_-]{1,255}$/.test(name)) {
    throw invalidValue(
      `The value for field DashboardName contains invalid characters. It can only contain alphanumerics, dash (-) and underscore (_).\n`,
    );
  }
  return name;
}

function checkBody(body: string): void {
  let isObject = false;
  try {
    const parsed: unknown = JSON.parse(body);
    isObject = typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed);
  } catch {
    // Told below.
  }
  if (!isObject) {
    throw new ServiceError('DashboardInvalidInputError', 'The field DashboardBody must be a valid JSON object', 400, {
      dashboardValidationMessages: [{ Message: 'The field DashboardBody must be a valid JSON object' }],
    });
  }
}
