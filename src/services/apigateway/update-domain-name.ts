import type {
  DomainName,
  EndpointType,
  PatchOperation,
  UpdateDomainNameCommandInput,
} from '@aws-sdk/client-api-gateway';
import { checkCertificateArn, checkTruststore } from './create-domain-name.ts';
import { serveDomain } from './domain-names.ts';
import { type DomainRecord, domainAnswer } from './domain-record.ts';
import { badRequest, missingDomain, notServed } from './errors.ts';
import { managementAccess } from './management-access.ts';
import { checkPatchOps, pathParts, unsupportedPatch } from './patch.ts';
import type { Call } from './state.ts';

const PATHS = [
  '/certificateName',
  '/certificateArn',
  '/regionalCertificateName',
  '/regionalCertificateArn',
  '/endpointConfiguration/types/{type}',
  '/endpointConfiguration/ipAddressType',
  '/securityPolicy',
  '/endpointAccessMode',
  '/mutualTlsAuthentication/truststoreUri',
  '/mutualTlsAuthentication/truststoreVersion',
  '/ownershipVerificationCertificateArn',
];

/** https://docs.aws.amazon.com/apigateway/latest/api/patch-operations.html#UpdateDomainName-Patch */
export async function updateDomainName(input: UpdateDomainNameCommandInput, call: Call): Promise<DomainName> {
  checkPatchOps('updateDomainName', input.patchOperations);
  const target = call.ids.lowerAlphanumeric(13);
  const now = call.clock.now();
  const domain = await call.state.domainNames.update(input.domainName ?? '', (before) => {
    if (before === undefined) throw missingDomain();
    let value = before;
    for (const operation of input.patchOperations ?? [])
      value = applyOperation(value, operation, { target, now, call });
    return { value, result: value };
  });
  await serveDomain(call.state, domain.domainName);
  return domainAnswer(domain, call, true);
}

updateDomainName.access = managementAccess('PATCH /domainnames/{domainName}');

interface Applying {
  readonly target: string;
  readonly now: number;
  readonly call: Call;
}

function applyOperation(domain: DomainRecord, operation: PatchOperation, applying: Applying): DomainRecord {
  const [member, name, index] = pathParts(operation.path);
  const { op, value = '' } = operation;
  if (member === 'endpointConfiguration') return patchEndpoint(domain, [name, index], operation, applying);
  if (member === 'mutualTlsAuthentication') return patchMutualTls(domain, name, operation);
  if (op !== 'replace' || name !== undefined) throw unsupportedPatch(operation, PATHS);
  switch (member) {
    case 'certificateArn':
    case 'regionalCertificateArn': {
      checkCertificateArn(value);
      const { uploaded: _, ...rest } = domain;
      return { ...rest, [member]: value, certificateUploadedAt: applying.now };
    }
    case 'certificateName':
    case 'regionalCertificateName':
    case 'ownershipVerificationCertificateArn':
    case 'securityPolicy':
    case 'endpointAccessMode':
      return { ...domain, [member]: value };
    default:
      throw unsupportedPatch(operation, PATHS);
  }
}

function patchEndpoint(
  domain: DomainRecord,
  [member]: readonly (string | undefined)[],
  operation: PatchOperation,
  { target, call }: Applying,
): DomainRecord {
  const { op, value = '' } = operation;
  if (member === 'ipAddressType' && op === 'replace' && (value === 'ipv4' || value === 'dualstack')) {
    return { ...domain, endpointConfiguration: { ...domain.endpointConfiguration, ipAddressType: value } };
  }
  // AWS migrates between the two types by adding the new one and removing the old one, or by replacing it.
  if (member !== 'types') throw unsupportedPatch(operation, PATHS);
  if (op === 'remove') return domain;
  if (value === 'PRIVATE') {
    throw notServed('samlet does not serve private custom domain names');
  }
  if (value !== 'EDGE' && value !== 'REGIONAL') throw badRequest(`Invalid endpoint type specified: ${value}`);
  const types: EndpointType[] = [value];
  return {
    ...domain,
    endpointConfiguration: { ...domain.endpointConfiguration, types },
    targetName:
      value === 'EDGE'
        ? `d${target}.cloudfront.net`
        : `d-${target.slice(0, 10)}.execute-api.${call.region}.amazonaws.com`,
  };
}

function patchMutualTls(domain: DomainRecord, name: string | undefined, operation: PatchOperation): DomainRecord {
  const { op, value = '' } = operation;
  const { mutualTlsAuthentication: before, ...rest } = domain;
  if (name === undefined && op === 'remove') return rest;
  if ((name !== 'truststoreUri' && name !== 'truststoreVersion') || (op !== 'replace' && op !== 'add')) {
    throw unsupportedPatch(operation, PATHS);
  }
  // An empty URI turns mutual TLS off.
  if (name === 'truststoreUri' && value === '') return rest;
  if (name === 'truststoreUri') checkTruststore(value);
  else if (before === undefined) throw badRequest('A truststore version requires a truststore URI');
  return { ...rest, mutualTlsAuthentication: { ...before, [name]: value } };
}
