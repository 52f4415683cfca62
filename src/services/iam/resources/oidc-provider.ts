import type { ResourceType } from '../../../aws/resource-type.ts';
import { createOpenIdConnectProvider, deleteOpenIdConnectProvider, oidcProviderNotFound } from '../oidc-providers.ts';
import type { IamState, Tag } from '../state.ts';

interface OidcProviderProperties {
  readonly Url?: string;
  readonly ClientIdList?: readonly string[];
  readonly ThumbprintList?: readonly string[];
  readonly Tags?: readonly Tag[];
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-iam-oidcprovider.html */
export const oidcProvider: ResourceType<IamState, OidcProviderProperties> = {
  type: 'AWS::IAM::OIDCProvider',
  honoured: { Url: true, ClientIdList: true, ThumbprintList: true, Tags: true },

  async create({ Url, ClientIdList = [], ThumbprintList = [], Tags = [] }, call) {
    const input = { Url, ClientIDList: [...ClientIdList], ThumbprintList: [...ThumbprintList], Tags: [...Tags] };
    const { OpenIDConnectProviderArn: arn } = await createOpenIdConnectProvider(input, call);
    return { physicalId: arn, attributes: { Arn: arn } };
  },

  async update(physicalId, { Url, ClientIdList = [], ThumbprintList = [], Tags = [] }, previous, call) {
    if (Url !== previous.Url) return 'replace';
    await call.state.oidcProviders.update(physicalId, (before) => {
      if (before === undefined) throw oidcProviderNotFound(physicalId);
      const value = { ...before, clientIds: ClientIdList, thumbprints: ThumbprintList, tags: Tags };
      return { value, result: undefined };
    });
    return { physicalId, attributes: { Arn: physicalId } };
  },

  delete: (physicalId, _properties, call) =>
    deleteOpenIdConnectProvider({ OpenIDConnectProviderArn: physicalId }, call),
};
