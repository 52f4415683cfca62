import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type {
  DomainName,
  EndpointAccessMode,
  EndpointType,
  IpAddressType,
  PatchOperation,
  RoutingMode,
  SecurityPolicy,
} from '@aws-sdk/client-api-gateway';
import { type ResourceType, unlessIdle } from '../../../aws/resource-type.ts';
import { createDomainName } from '../create-domain-name.ts';
import { deleteDomainName } from '../domain-names.ts';
import { replaceTagsOf } from '../replace-tags.ts';
import type { ApigatewayState } from '../state.ts';
import { updateDomainName } from '../update-domain-name.ts';
import { deleted, present, type TagProperties, tagsOf } from './coerce.ts';

interface Properties {
  readonly DomainName: string;
  readonly CertificateArn?: string;
  readonly RegionalCertificateArn?: string;
  readonly EndpointConfiguration?: { readonly Types?: readonly string[]; readonly IpAddressType?: string };
  readonly SecurityPolicy?: string;
  readonly EndpointAccessMode?: string;
  readonly MutualTlsAuthentication?: { readonly TruststoreUri?: string; readonly TruststoreVersion?: string };
  readonly OwnershipVerificationCertificateArn?: string;
  readonly RoutingMode?: string;
  readonly Tags?: TagProperties;
}

export const domainNameResource: ResourceType<ApigatewayState, Properties> = {
  type: 'AWS::ApiGateway::DomainName',
  honoured: {
    DomainName: true,
    CertificateArn: 'is kept, but HTTPS shows the certificate of --cert, or one that samlet signs',
    RegionalCertificateArn: 'is kept, but HTTPS shows the certificate of --cert, or one that samlet signs',
    EndpointConfiguration: { Types: true, IpAddressType: 'is kept; samlet listens where it is told to' },
    SecurityPolicy: unlessIdle(['TLS_1_0', 'TLS_1_2'], 'limits the versions of TLS, but not the cipher suites'),
    EndpointAccessMode: unlessIdle(['BASIC'], 'is kept, but not enforced'),
    MutualTlsAuthentication: {
      TruststoreUri: truststoreSupport,
      TruststoreVersion: 'is kept, but the trust store has no versions: it is read when the domain name is deployed',
    },
    OwnershipVerificationCertificateArn: 'is kept; nobody checks who owns the domain',
    RoutingMode: unlessIdle(['BASE_PATH_MAPPING_ONLY'], 'is refused: requests are routed by base path mappings only'),
    Tags: true,
  },

  async create(properties, call) {
    const { EndpointConfiguration: endpoint, MutualTlsAuthentication: mutualTls } = properties;
    const created = await createDomainName(
      present({
        domainName: properties.DomainName,
        certificateArn: properties.CertificateArn,
        regionalCertificateArn: properties.RegionalCertificateArn,
        endpointConfiguration:
          endpoint &&
          present({
            types: endpoint.Types && ([...endpoint.Types] as EndpointType[]),
            ipAddressType: endpoint.IpAddressType as IpAddressType | undefined,
          }),
        securityPolicy: properties.SecurityPolicy as SecurityPolicy | undefined,
        endpointAccessMode: properties.EndpointAccessMode as EndpointAccessMode | undefined,
        mutualTlsAuthentication:
          mutualTls &&
          present({
            truststoreUri: truststoreUri(mutualTls.TruststoreUri, call),
            truststoreVersion: mutualTls.TruststoreVersion,
          }),
        ownershipVerificationCertificateArn: properties.OwnershipVerificationCertificateArn,
        routingMode: properties.RoutingMode as RoutingMode | undefined,
        tags: tagsOf(properties.Tags),
      }),
      call,
    );
    return deployed(created);
  },

  async update(physicalId, properties, previous, call) {
    if (properties.DomainName !== previous.DomainName) return 'replace';
    const patchOperations = changes(properties, previous).map((operation) =>
      operation.path === TRUSTSTORE_PATH ? { ...operation, value: truststoreUri(operation.value, call) } : operation,
    );
    const changed = await updateDomainName({ domainName: physicalId, patchOperations }, call);
    await replaceTagsOf(`/domainnames/${physicalId}`, tagsOf(properties.Tags), call);
    return deployed(changed);
  },

  delete: (physicalId, _properties, call) => deleted(deleteDomainName({ domainName: physicalId }, call)),
};

const TRUSTSTORE_PATH = '/mutualTlsAuthentication/truststoreUri';

function truststoreSupport(uri: unknown): true | string {
  const [, place] = /^s3:\/\/(.+)$/.exec(String(uri)) ?? [];
  if (place === undefined) return true;
  return `is read from truststores/${place} in the data folder, as there is no S3 yet`;
}

/** Unlike AWS: a trust store may lie beside the template, `file:truststore.pem`. */
function truststoreUri(uri: string | undefined, { templateDir }: { readonly templateDir: string }): string | undefined {
  if (uri === undefined || !uri.startsWith('file:')) return uri;
  return uri.startsWith('file:///') ? uri : pathToFileURL(resolve(templateDir, uri.slice('file:'.length))).href;
}

function deployed(domain: DomainName) {
  return {
    physicalId: domain.domainName ?? '',
    attributes: present({
      DomainNameArn: domain.domainNameArn,
      RegionalDomainName: domain.regionalDomainName,
      RegionalHostedZoneId: domain.regionalHostedZoneId,
      DistributionDomainName: domain.distributionDomainName,
      DistributionHostedZoneId: domain.distributionHostedZoneId,
    }),
  };
}

function changes(properties: Properties, previous: Properties): PatchOperation[] {
  const operations: PatchOperation[] = [];
  const replace = (path: string, value: string | undefined, before: string | undefined) => {
    if (value !== before) operations.push({ op: 'replace', path, value: value ?? '' });
  };
  const type = previous.EndpointConfiguration?.Types?.[0] ?? 'EDGE';
  replace(`/endpointConfiguration/types/${type}`, properties.EndpointConfiguration?.Types?.[0] ?? 'EDGE', type);
  const ipType = (of: Properties) => of.EndpointConfiguration?.IpAddressType ?? 'ipv4';
  replace('/endpointConfiguration/ipAddressType', ipType(properties), ipType(previous));
  const { CertificateArn: edge, RegionalCertificateArn: regional } = properties;
  if (edge !== undefined) replace('/certificateArn', edge, previous.CertificateArn);
  if (regional !== undefined) replace('/regionalCertificateArn', regional, previous.RegionalCertificateArn);
  replace('/securityPolicy', properties.SecurityPolicy ?? 'TLS_1_2', previous.SecurityPolicy ?? 'TLS_1_2');
  replace('/endpointAccessMode', properties.EndpointAccessMode, previous.EndpointAccessMode);
  replace(
    '/ownershipVerificationCertificateArn',
    properties.OwnershipVerificationCertificateArn,
    previous.OwnershipVerificationCertificateArn,
  );
  const mutualTls = properties.MutualTlsAuthentication;
  const before = previous.MutualTlsAuthentication;
  replace(TRUSTSTORE_PATH, mutualTls?.TruststoreUri, before?.TruststoreUri);
  if (mutualTls?.TruststoreVersion !== undefined) {
    replace('/mutualTlsAuthentication/truststoreVersion', mutualTls.TruststoreVersion, before?.TruststoreVersion);
  }
  return operations;
}
