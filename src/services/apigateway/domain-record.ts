import type {
  DomainName,
  EndpointConfiguration,
  MutualTlsAuthentication,
  SecurityPolicy,
} from '@aws-sdk/client-api-gateway';
import type { DomainCertificate, ServedDomain } from '../../gateway/domain-registry.ts';
import type { Call } from './state.ts';

/** A custom domain name as it is kept. */
export interface DomainRecord {
  readonly domainName: string;
  readonly endpointConfiguration: EndpointConfiguration;
  /** Of the endpoint type that the domain has: edge-optimized and regional ones are told in members of their own. */
  readonly certificateArn?: string;
  readonly regionalCertificateArn?: string;
  readonly certificateName?: string;
  readonly regionalCertificateName?: string;
  /** PEM, where a certificate was uploaded: never told again. */
  readonly uploaded?: { readonly body: string; readonly privateKey: string; readonly chain?: string };
  /** Milliseconds since the epoch. */
  readonly certificateUploadedAt: number;
  readonly securityPolicy: string;
  readonly endpointAccessMode?: string;
  readonly mutualTlsAuthentication?: MutualTlsAuthentication;
  readonly ownershipVerificationCertificateArn?: string;
  /** What the DNS alias of the domain would point to. */
  readonly targetName: string;
  readonly tags?: Readonly<Record<string, string>>;
}

/** `(none)` for the mapping of the domain itself. */
export interface MappingRecord {
  readonly domainName: string;
  readonly basePath: string;
  readonly restApiId: string;
  readonly stage?: string;
}

export const NO_BASE_PATH = '(none)';

const CLOUDFRONT_ZONE = 'Z2FDTNDATAQYW2';

/** The hosted zones of API Gateway's regional endpoints. */
const REGIONAL_ZONES: Readonly<Record<string, string>> = {
  'us-east-1': 'Z1UJRXOUMOOFQ8',
  'us-east-2': 'ZOJJZC49E0EPZ',
  'us-west-1': 'Z2MUQ32089INYE',
  'us-west-2': 'Z2OJLYMUO9EFXC',
  'eu-central-1': 'Z1U9ULNL0V5AJ3',
  'eu-west-1': 'ZLY8HYME6SFDD',
  'eu-west-2': 'ZJ5UAJN8Y3Z2Q',
  'eu-west-3': 'Z3KY65QIEKYHQQ',
  'eu-north-1': 'Z3UWIKFBOOGXPP',
  'ap-southeast-1': 'ZL327KTPIQFUL',
  'ap-southeast-2': 'Z2RPCDW04V8134',
  'ap-northeast-1': 'Z1YSHQZHG15GKL',
  'ap-northeast-2': 'Z20JF4UZKIW1U8',
  'ap-south-1': 'Z3VO1THU9YC4UR',
  'ca-central-1': 'Z19DQILCV0OWEC',
  'sa-east-1': 'ZCMLWB8V5SYIT',
};

export function isEdge({ endpointConfiguration }: DomainRecord): boolean {
  return endpointConfiguration.types?.[0] === 'EDGE';
}

export function domainArn(call: Pick<Call, 'region'>, domainName: string): string {
  return `arn:aws:apigateway:${call.region}::/domainnames/${domainName}`;
}

/** `withTags`: reads of one domain tell empty tags too. */
export function domainAnswer(domain: DomainRecord, call: Pick<Call, 'region'>, withTags: boolean): DomainName {
  const { certificateArn, regionalCertificateArn, certificateName, regionalCertificateName, tags } = domain;
  const { mutualTlsAuthentication, ownershipVerificationCertificateArn, endpointAccessMode } = domain;
  return {
    domainName: domain.domainName,
    domainNameArn: domainArn(call, domain.domainName),
    ...(certificateName === undefined ? {} : { certificateName }),
    ...(certificateArn === undefined ? {} : { certificateArn }),
    ...(regionalCertificateName === undefined ? {} : { regionalCertificateName }),
    ...(regionalCertificateArn === undefined ? {} : { regionalCertificateArn }),
    ...(isEdge(domain)
      ? {
          certificateUploadDate: new Date(domain.certificateUploadedAt),
          distributionDomainName: domain.targetName,
          distributionHostedZoneId: CLOUDFRONT_ZONE,
        }
      : {
          regionalDomainName: domain.targetName,
          regionalHostedZoneId: REGIONAL_ZONES[call.region] ?? 'Z1UJRXOUMOOFQ8',
        }),
    endpointConfiguration: domain.endpointConfiguration,
    domainNameStatus: 'AVAILABLE',
    securityPolicy: domain.securityPolicy as SecurityPolicy,
    ...(endpointAccessMode === undefined ? {} : { endpointAccessMode: endpointAccessMode as 'BASIC' | 'STRICT' }),
    ...(mutualTlsAuthentication === undefined ? {} : { mutualTlsAuthentication }),
    ...(ownershipVerificationCertificateArn === undefined ? {} : { ownershipVerificationCertificateArn }),
    routingMode: 'BASE_PATH_MAPPING_ONLY',
    ...(withTags || tags !== undefined ? { tags: { ...tags } } : {}),
  };
}

/** The domain as the gateway serves it. */
export function servedDomain(domain: DomainRecord, mappings: readonly MappingRecord[]): ServedDomain {
  const { truststoreUri, truststoreVersion } = domain.mutualTlsAuthentication ?? {};
  const certificate: DomainCertificate = domain.uploaded ?? {
    arn: domain.regionalCertificateArn ?? domain.certificateArn ?? '',
  };
  return {
    domainName: domain.domainName.toLowerCase(),
    mappings: Object.fromEntries(
      mappings.map(({ basePath, restApiId, stage }) => [
        basePath === NO_BASE_PATH ? '' : basePath,
        { apiId: restApiId, ...(stage === undefined ? {} : { stage }) },
      ]),
    ),
    securityPolicy: domain.securityPolicy,
    certificate,
    ...(truststoreUri === undefined
      ? {}
      : { mutualTls: { truststoreUri, ...(truststoreVersion === undefined ? {} : { truststoreVersion }) } }),
  };
}
