import type { ResourceType } from '../../../aws/resource-type.ts';
import { createLogStream } from '../create-log-stream.ts';
import { deleteLogStream } from '../delete-log-stream.ts';
import type { LogsState } from '../state.ts';
import { unlessGone } from './unless-gone.ts';

interface LogStreamProperties {
  readonly LogGroupName?: string;
  readonly LogStreamName?: string;
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-logs-logstream.html */
export const logStream: ResourceType<LogsState, LogStreamProperties> = {
  type: 'AWS::Logs::LogStream',
  honoured: { LogGroupName: true, LogStreamName: true },

  async create({ LogGroupName, LogStreamName }, call) {
    const name = LogStreamName ?? call.physicalName(512);
    await createLogStream({ logGroupName: LogGroupName, logStreamName: name }, call);
    return { physicalId: name, attributes: {} };
  },

  async update(physicalId, properties, previous) {
    const isSame =
      properties.LogGroupName === previous.LogGroupName && properties.LogStreamName === previous.LogStreamName;
    return isSame ? { physicalId, attributes: {} } : 'replace';
  },

  delete: (physicalId, { LogGroupName }, call) =>
    unlessGone(() => deleteLogStream({ logGroupName: LogGroupName, logStreamName: physicalId }, call)),
};
