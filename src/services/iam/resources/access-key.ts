import type { ResourceType } from '../../../aws/resource-type.ts';
import { createAccessKey, deleteAccessKey, updateAccessKey } from '../access-keys.ts';
import type { IamState } from '../state.ts';
import { unlessGone } from './unless-gone.ts';

interface AccessKeyProperties {
  readonly UserName: string;
  readonly Serial?: number | string;
  readonly Status?: 'Active' | 'Inactive';
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-iam-accesskey.html */
export const accessKey: ResourceType<IamState, AccessKeyProperties> = {
  type: 'AWS::IAM::AccessKey',
  honoured: { UserName: true, Serial: true, Status: true },

  async create({ UserName, Status = 'Active' }, call) {
    const { AccessKey } = await createAccessKey({ UserName }, call);
    if (Status !== 'Active') await updateAccessKey({ UserName, AccessKeyId: AccessKey.AccessKeyId, Status }, call);
    return { physicalId: AccessKey.AccessKeyId, attributes: { SecretAccessKey: AccessKey.SecretAccessKey } };
  },

  async update(physicalId, properties, previous, call) {
    const { UserName, Serial = 0, Status = 'Active' } = properties;
    if (UserName !== previous.UserName || Number(Serial) !== Number(previous.Serial ?? 0)) return 'replace';
    await updateAccessKey({ UserName, AccessKeyId: physicalId, Status }, call);
    const key = await call.state.accessKeys.get(physicalId);
    return { physicalId, attributes: { SecretAccessKey: key?.secretAccessKey } };
  },

  delete: (physicalId, { UserName }, call) =>
    unlessGone(() => deleteAccessKey({ UserName, AccessKeyId: physicalId }, call)),
};
