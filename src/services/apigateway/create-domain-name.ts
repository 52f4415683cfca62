import { createPrivateKey, X509Certificate } from 'node:crypto';
import type { CreateDomainNameCommandInput, DomainName } from '@aws-sdk/client-api-gateway';
import { type DomainRecord, domainAnswer, servedDomain } from './domain-record.ts';
import { badRequest, notServed } from './errors.ts';
import { managementAccess } from './management-access.ts';
import type { Call } from './state.ts';

const ENDPOINT_TYPES = ['REGIONAL', 'EDGE', 'PRIVATE'];

/** https://docs.aws.amazon.com/apigateway/latest/api/API_CreateDomainName.html */
export async function createDomainName(input: CreateDomainNameCommandInput, call: Call): Promise<DomainName> {
  const { domainNames, platform } = call.state;
  const domain = newDomain(input, call);
  await domainNames.update(domain.domainName, (existing) => {
    if (existing !== undefined) throw badRequest('The domain name you provided already exists.');
    return { value: domain, result: undefined };
  });
  platform.stages.domains.set(servedDomain(domain, []));
  return domainAnswer(domain, call, false);
}

createDomainName.access = managementAccess('POST /domainnames');

function newDomain(input: CreateDomainNameCommandInput, call: Call): DomainRecord {
  const { domainName = '', endpointConfiguration: given, tags } = input;
  if (!isDomainName(domainName)) throw badRequest('Invalid domain name specified');
  const [type, ...more] = given?.types ?? ['EDGE'];
  if (type === undefined || more.length > 0) throw badRequest('Cannot create a domain with multiple Endpoint Types.');
  if (!ENDPOINT_TYPES.includes(type)) throw badRequest(`Invalid endpoint type specified: ${type}`);
  if (type === 'PRIVATE' || input.policy !== undefined) throw privateDomain();
  if (input.routingMode !== undefined && input.routingMode !== 'BASE_PATH_MAPPING_ONLY') throw routingRules();
  const mutualTls = mutualTlsOf(input.mutualTlsAuthentication, type);
  const securityPolicy = input.securityPolicy ?? 'TLS_1_2';
  if (mutualTls !== undefined && securityPolicy === 'TLS_1_0') {
    throw badRequest('Mutual TLS requires a security policy of TLS_1_2');
  }
  const { ownershipVerificationCertificateArn, endpointAccessMode } = input;
  return {
    domainName,
    endpointConfiguration: { ipAddressType: 'ipv4', ...given, types: [type] },
    ...certificateOf(input, type),
    certificateUploadedAt: call.clock.now(),
    securityPolicy,
    ...(endpointAccessMode === undefined ? {} : { endpointAccessMode }),
    ...(mutualTls === undefined ? {} : { mutualTlsAuthentication: mutualTls }),
    ...(ownershipVerificationCertificateArn === undefined ? {} : { ownershipVerificationCertificateArn }),
    targetName:
      type === 'EDGE'
        ? `d${call.ids.lowerAlphanumeric(13)}.cloudfront.net`
        : `d-${call.ids.lowerAlphanumeric(10)}.execute-api.${call.region}.amazonaws.com`,
    ...(tags === undefined ? {} : { tags }),
  };
}

type Certificates = Pick<
  DomainRecord,
  'certificateArn' | 'regionalCertificateArn' | 'certificateName' | 'regionalCertificateName' | 'uploaded'
>;

function certificateOf(input: CreateDomainNameCommandInput, type: string): Certificates {
  const { certificateArn, regionalCertificateArn, certificateName, regionalCertificateName } = input;
  const names = {
    ...(certificateName === undefined ? {} : { certificateName }),
    ...(regionalCertificateName === undefined ? {} : { regionalCertificateName }),
  };
  if (input.certificateBody !== undefined || input.certificatePrivateKey !== undefined) {
    return { ...names, uploaded: uploadedCertificate(input) };
  }
  const arn = type === 'EDGE' ? certificateArn : regionalCertificateArn;
  if (arn === undefined) {
    throw badRequest(
      type === 'EDGE'
        ? 'A certificate ARN or a certificate name, body, private key and chain must be provided'
        : 'A certificate was not provided for the endpoint type REGIONAL.',
    );
  }
  checkCertificateArn(arn);
  return { ...names, ...(type === 'EDGE' ? { certificateArn: arn } : { regionalCertificateArn: arn }) };
}

export function checkCertificateArn(arn: string): void {
  if (!/^arn:[\w-]+:(?:acm|iam):[\w-]*:\d{12}:.+$/.test(arn)) throw badRequest('Invalid certificate ARN specified');
}

function uploadedCertificate(input: CreateDomainNameCommandInput): NonNullable<DomainRecord['uploaded']> {
  const { certificateBody: body = '', certificatePrivateKey: privateKey = '', certificateChain: chain } = input;
  let fits = false;
  try {
    fits = new X509Certificate(body).checkPrivateKey(createPrivateKey(privateKey));
  } catch {
    throw badRequest('Unable to parse the certificate or its private key. Both must be in PEM format.');
  }
  if (!fits) throw badRequest('The private key does not match the certificate.');
  return { body, privateKey, ...(chain === undefined ? {} : { chain }) };
}

function mutualTlsOf(
  given: CreateDomainNameCommandInput['mutualTlsAuthentication'],
  type: string,
): DomainRecord['mutualTlsAuthentication'] {
  if (given?.truststoreUri === undefined) return undefined;
  if (type !== 'REGIONAL') throw badRequest('Mutual TLS is only supported for REGIONAL domain names');
  checkTruststore(given.truststoreUri);
  const { truststoreUri, truststoreVersion } = given;
  return { truststoreUri, ...(truststoreVersion === undefined ? {} : { truststoreVersion }) };
}

export function checkTruststore(uri: string): void {
  // Unlike AWS: a file of this machine is a trust store, too.
  if (!/^(?:s3:\/\/[^/]+\/.+|file:\/\/\/.+)$/.test(uri))
    throw badRequest('Invalid truststore URI specified. It must be an S3 URL');
}

function isDomainName(text: string): boolean {
  return text.length <= 255 && /^(?:\*\.)?(?:[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?\.)+[a-zA-Z0-9-]+$/.test(text);
}

const privateDomain = () => notServed('samlet does not serve private custom domain names: there are no VPCs');
const routingRules = () => notServed('samlet routes custom domain names by base path mappings only');
