import type { ResourceType } from '../../../aws/resource-type.ts';
import { deleteClientCertificate, generateClientCertificate, updateClientCertificate } from '../client-certificates.ts';
import { replaceTagsOf } from '../replace-tags.ts';
import type { ApigatewayState } from '../state.ts';
import { deleted, present, type TagProperties, tagsOf } from './coerce.ts';

interface Properties {
  readonly Description?: string;
  readonly Tags?: TagProperties;
}

export const clientCertificateResource: ResourceType<ApigatewayState, Properties> = {
  type: 'AWS::ApiGateway::ClientCertificate',
  honoured: { Description: true, Tags: true },

  async create({ Description, Tags }, call) {
    const { clientCertificateId = '' } = await generateClientCertificate(
      present({ description: Description, tags: tagsOf(Tags) }),
      call,
    );
    return deployed(clientCertificateId);
  },

  async update(physicalId, { Description = '', Tags }, _previous, call) {
    const patchOperations = [{ op: 'replace' as const, path: '/description', value: Description }];
    await updateClientCertificate({ clientCertificateId: physicalId, patchOperations }, call);
    await replaceTagsOf(`/clientcertificates/${physicalId}`, tagsOf(Tags), call);
    return deployed(physicalId);
  },

  delete: (physicalId, _properties, call) =>
    deleted(deleteClientCertificate({ clientCertificateId: physicalId }, call)),
};

const deployed = (id: string) => ({ physicalId: id, attributes: { ClientCertificateId: id } });
