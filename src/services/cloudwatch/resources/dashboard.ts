import type { ResourceContext, ResourceType } from '../../../aws/resource-type.ts';
import { ServiceError } from '../../../aws/service-error.ts';
import { deleteDashboards, putDashboard } from '../dashboards.ts';
import type { CloudwatchState } from '../state.ts';

interface DashboardProperties {
  readonly DashboardName?: string;
  readonly DashboardBody?: string;
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cloudwatch-dashboard.html */
export const dashboard: ResourceType<CloudwatchState, DashboardProperties> = {
  type: 'AWS::CloudWatch::Dashboard',
  honoured: { DashboardBody: 'kept and described; nothing draws it', DashboardName: true },

  create: (properties, call) => put(properties.DashboardName ?? call.physicalName(255), properties, call),

  async update(physicalId, properties, previous, call) {
    return properties.DashboardName === previous.DashboardName ? put(physicalId, properties, call) : 'replace';
  },

  async delete(physicalId, _properties, call) {
    try {
      await deleteDashboards({ DashboardNames: [physicalId] }, call);
    } catch (error) {
      if (!(error instanceof ServiceError && error.code === 'DashboardNotFoundError')) throw error;
    }
  },
};

async function put(name: string, { DashboardBody }: DashboardProperties, call: ResourceContext<CloudwatchState>) {
  await putDashboard({ DashboardName: name, DashboardBody }, call);
  return { physicalId: name, attributes: {} };
}
