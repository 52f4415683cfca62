import { getAtt, ref } from '../intrinsics.ts';
import { hashedLogicalId } from '../logical-id.ts';
import type { SamContext, SamResource } from '../sam-context.ts';
import { addResource, nameProperty, resolved } from '../sam-context.ts';
import { InvalidSamResource } from '../sam-error.ts';
import type { Tree, TreeMap } from '../tree.ts';
import { isMap, listOf, mapAt, present } from '../tree.ts';

const CLOUDFRONT_ZONE = 'Z2FDTNDATAQYW2';

interface DomainTarget {
  readonly DNSName: Tree | undefined;
  readonly HostedZoneId: Tree | undefined;
}

/** Makes the custom domain name, its base path mappings and its DNS records that a REST API's `Domain` asks for. */
export function addRestDomain(context: SamContext, api: SamResource, stageId: string, tags: Tree[] | undefined): void {
  const domain = domainSettings(context, api);
  if (!domain) return;
  const endpoint = domain['EndpointConfiguration'] ?? 'REGIONAL';
  if (typeof endpoint !== 'string' || !['EDGE', 'REGIONAL', 'PRIVATE'].includes(endpoint)) {
    throw new InvalidSamResource(
      "EndpointConfiguration for Custom Domains must be one of ['EDGE', 'REGIONAL', 'PRIVATE'].",
      ['Domain', 'EndpointConfiguration'],
    );
  }
  const isPrivate = endpoint === 'PRIVATE';
  const prefix = isPrivate ? 'ApiGatewayDomainNameV2' : 'ApiGatewayDomainName';
  const name = hashedLogicalId(prefix, domain['DomainName'] ?? '');
  const certificate = endpoint === 'REGIONAL' ? 'RegionalCertificateArn' : 'CertificateArn';
  addResource(context, api, name, isPrivate ? 'AWS::ApiGateway::DomainNameV2' : 'AWS::ApiGateway::DomainName', {
    DomainName: domain['DomainName'],
    EndpointConfiguration: present({ Types: [endpoint], IpAddressType: domain['IpAddressType'] }),
    [certificate]: domain['CertificateArn'],
    SecurityPolicy: domain['SecurityPolicy'],
    EndpointAccessMode: domain['EndpointAccessMode'],
    MutualTlsAuthentication: mutualTls(domain),
    OwnershipVerificationCertificateArn: domain['OwnershipVerificationCertificateArn'],
    Policy: isPrivate ? domain['Policy'] : undefined,
    Tags: tags,
  });
  nameProperty(context, api.id, 'DomainName', name);
  const association = mapAt(domain, 'AccessAssociation')['VpcEndpointId'];
  if (association !== undefined) {
    addResource(
      context,
      api,
      hashedLogicalId('DomainNameAccessAssociation', [association, name]),
      'AWS::ApiGateway::DomainNameAccessAssociation',
      { DomainNameArn: ref(name), AccessAssociationSource: association, AccessAssociationSourceType: 'VPCE' },
    );
  }
  addBasePaths(domain, (path, suffix) => {
    addResource(
      context,
      api,
      `${api.id}${suffix}BasePathMapping`,
      isPrivate ? 'AWS::ApiGateway::BasePathMappingV2' : 'AWS::ApiGateway::BasePathMapping',
      {
        [isPrivate ? 'DomainNameArn' : 'DomainName']: ref(name),
        RestApiId: ref(api.id),
        Stage: ref(stageId),
        BasePath: path === undefined ? undefined : domain['NormalizeBasePath'] === false ? path : suffix,
      },
    );
  });
  addRecords(context, api, domain, targetOf(domain, name, endpoint));
}

function targetOf(domain: TreeMap, name: string, endpoint: string): DomainTarget {
  const route53 = mapAt(domain, 'Route53');
  if (endpoint === 'PRIVATE') {
    return { DNSName: route53['VpcEndpointDomainName'], HostedZoneId: route53['VpcEndpointHostedZoneId'] };
  }
  if (endpoint === 'REGIONAL') return regionalTarget(name);
  return {
    DNSName: route53['DistributionDomainName'] ?? getAtt(name, 'DistributionDomainName'),
    HostedZoneId: CLOUDFRONT_ZONE,
  };
}

function regionalTarget(name: string): DomainTarget {
  return { DNSName: getAtt(name, 'RegionalDomainName'), HostedZoneId: getAtt(name, 'RegionalHostedZoneId') };
}

/** The same for an HTTP API, whose domain names and mappings are of version 2. */
export function addHttpDomain(context: SamContext, api: SamResource, stageId: string): void {
  const domain = domainSettings(context, api);
  if (!domain) return;
  const endpoint = domain['EndpointConfiguration'] ?? 'REGIONAL';
  if (endpoint !== 'REGIONAL') {
    throw new InvalidSamResource("EndpointConfiguration for Custom Domains must be one of ['REGIONAL'].", [
      'Domain',
      'EndpointConfiguration',
    ]);
  }
  const name = hashedLogicalId('ApiGatewayDomainNameV2', domain['DomainName'] ?? '');
  addResource(context, api, name, 'AWS::ApiGatewayV2::DomainName', {
    DomainName: domain['DomainName'],
    DomainNameConfigurations: [
      present({
        CertificateArn: domain['CertificateArn'],
        EndpointType: endpoint,
        SecurityPolicy: domain['SecurityPolicy'],
        OwnershipVerificationCertificateArn: domain['OwnershipVerificationCertificateArn'],
        IpAddressType: domain['IpAddressType'],
      }),
    ],
    MutualTlsAuthentication: mutualTls(domain),
    Tags: { 'httpapi:createdBy': 'SAM', ...mapAt(api.properties, 'Tags') },
  });
  nameProperty(context, api.id, 'DomainName', name);
  addBasePaths(domain, (path, suffix) => {
    addResource(context, api, `${api.id}${suffix}ApiMapping`, 'AWS::ApiGatewayV2::ApiMapping', {
      ApiId: ref(api.id),
      DomainName: ref(name),
      Stage: ref(stageId),
      ApiMappingKey: path?.replace(/^\/+|\/+$/g, ''),
    });
  });
  addRecords(context, api, domain, regionalTarget(name));
}

function domainSettings(context: SamContext, api: SamResource): TreeMap | undefined {
  const domain = resolved(context, api.properties['Domain']);
  if (domain === undefined || domain === null) return undefined;
  if (!isMap(domain) || !domain['DomainName'] || !domain['CertificateArn']) {
    throw new InvalidSamResource('Custom Domains only works if both DomainName and CertificateArn are provided.', [
      'Domain',
    ]);
  }
  return domain;
}

function mutualTls(domain: TreeMap): TreeMap | undefined {
  const settings = mapAt(domain, 'MutualTlsAuthentication');
  if (Object.keys(settings).length === 0) return undefined;
  return present({
    TruststoreUri: settings['TruststoreUri'],
    TruststoreVersion: settings['TruststoreVersion'] || undefined,
  });
}

function addBasePaths(domain: TreeMap, add: (path: string | undefined, suffix: string) => void): void {
  const paths = listOf(domain['BasePath']);
  if (paths.length === 0) add(undefined, '');
  for (const path of paths) {
    const suffix = String(path).replace(/[^0-9a-zA-Z]+/g, '');
    add(path === '/' ? undefined : String(path), suffix);
  }
}

function addRecords(context: SamContext, api: SamResource, domain: TreeMap, target: DomainTarget): void {
  const route53 = domain['Route53'];
  if (!isMap(route53)) return;
  const zone = route53['HostedZoneId'] ?? route53['HostedZoneName'];
  if (zone === undefined || zone === null) {
    throw new InvalidSamResource(
      'HostedZoneId or HostedZoneName is required to enable Route53 support on Custom Domains.',
      ['Domain', 'Route53'],
    );
  }
  const groupId = hashedLogicalId('RecordSetGroup', zone);
  const record = present({
    Name: domain['DomainName'],
    Type: 'A',
    AliasTarget: present({ ...target, EvaluateTargetHealth: route53['EvaluateTargetHealth'] }),
    Region: route53['Region'],
    SetIdentifier: route53['SetIdentifier'],
  });
  const records: Tree[] = route53['IpV6'] ? [record, { ...record, Type: 'AAAA' }] : [record];
  const existing = mapAt(mapAt(context.generated, groupId), 'Properties')['RecordSets'];
  addResource(context, api, groupId, 'AWS::Route53::RecordSetGroup', {
    HostedZoneId: route53['HostedZoneId'],
    HostedZoneName: route53['HostedZoneId'] === undefined ? route53['HostedZoneName'] : undefined,
    RecordSets: [...listOf(existing), ...records],
  });
}
