import type { ResourceContext, ResourceType } from '../../../aws/resource-type.ts';
import { createSamlProvider, deleteSamlProvider, updateSamlProvider } from '../saml-providers.ts';
import type { IamState, Tag } from '../state.ts';
import { unlessGone } from './unless-gone.ts';

interface SamlProviderProperties {
  readonly Name?: string;
  readonly SamlMetadataDocument?: string;
  readonly Tags?: readonly Tag[];
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-iam-samlprovider.html */
export const samlProvider: ResourceType<IamState, SamlProviderProperties> = {
  type: 'AWS::IAM::SAMLProvider',
  honoured: {
    Name: true,
    SamlMetadataDocument: true,
    Tags: true,
    AddPrivateKey: 'assertions are not decrypted: samlet keeps providers and describes them',
    RemovePrivateKey: 'assertions are not decrypted: samlet keeps providers and describes them',
    PrivateKeyList: 'assertions are not decrypted: samlet keeps providers and describes them',
    AssertionEncryptionMode: 'assertions are not decrypted: samlet keeps providers and describes them',
  },

  async create(properties, call) {
    const { SAMLProviderArn: arn } = await createSamlProvider(
      {
        Name: properties.Name ?? call.physicalName(128),
        SAMLMetadataDocument: properties.SamlMetadataDocument,
        Tags: [...(properties.Tags ?? [])],
      },
      call,
    );
    return deployed(arn, call);
  },

  async update(physicalId, properties, previous, call) {
    if (properties.Name !== previous.Name) return 'replace';
    const SAMLMetadataDocument = properties.SamlMetadataDocument;
    await updateSamlProvider({ SAMLProviderArn: physicalId, SAMLMetadataDocument }, call);
    await call.state.samlProviders.update(physicalId, (before) => ({
      value: before && { ...before, tags: properties.Tags ?? [] },
      result: undefined,
    }));
    return deployed(physicalId, call);
  },

  delete: (physicalId, _properties, call) =>
    unlessGone(() => deleteSamlProvider({ SAMLProviderArn: physicalId }, call)),
};

async function deployed(arn: string, { state }: ResourceContext<IamState>) {
  const provider = await state.samlProviders.get(arn);
  return { physicalId: arn, attributes: { Arn: arn, SamlProviderUUID: provider?.id } };
}
