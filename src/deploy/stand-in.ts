import type { DeployedResource } from '../aws/resource-type.ts';
import { derivedIds, type Ids } from '../std/ids.ts';
import { partitionOf } from '../template/cloudformation/pseudo-parameters.ts';
import { type SpecType, typeSpec } from '../template/cloudformation/type-spec.ts';
import { physicalName } from './physical-name.ts';

/** Forms of generated ids that code takes apart or checks; all others are lower-case letters and digits. */
const ID_FORMS: Readonly<Record<string, (ids: Ids, region: string) => string>> = {
  'AWS::Cognito::UserPool': (ids, region) => `${region}_${ids.upperAlphanumeric(9)}`,
  'AWS::Cognito::UserPoolClient': (ids) => ids.lowerAlphanumeric(26),
  'AWS::Cognito::IdentityPool': (ids, region) => `${region}:${ids.uuid()}`,
  'AWS::KMS::Key': (ids) => ids.uuid(),
  'AWS::CertificateManager::Certificate': (ids) => ids.uuid(),
  'AWS::CloudFront::Distribution': (ids) => `E${ids.upperAlphanumeric(13)}`,
  'AWS::EC2::VPC': (ids) => `vpc-${ids.hex(17)}`,
  'AWS::EC2::Subnet': (ids) => `subnet-${ids.hex(17)}`,
  'AWS::EC2::SecurityGroup': (ids) => `sg-${ids.hex(17)}`,
};

interface StandInOptions {
  readonly type: string;
  readonly stackName: string;
  readonly logicalId: string;
  readonly account: string;
  readonly region: string;
  readonly properties: Readonly<Record<string, unknown>>;
}

/**
 * What `Ref` and `Fn::GetAtt` give for a type that samlet does not run: of the form that AWS gives, the same each time,
 * with nothing behind it.
 */
export function standIn(options: StandInOptions): DeployedResource {
  const { type, stackName, logicalId, account, region, properties } = options;
  const spec = typeSpec(type);
  const partition = partitionOf(region);
  const service = (type.split('::')[1] ?? 'custom').toLowerCase();
  const ids = derivedIds('stand-in', stackName, logicalId);
  const id = ID_FORMS[type]?.(ids, region) ?? ids.lowerAlphanumeric(17);
  const host = `${service}.${region}.${partition === 'aws-cn' ? 'amazonaws.com.cn' : 'amazonaws.com'}`;
  const given = (name: string) => {
    const value = properties[name];
    return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
  };
  const name =
    Object.keys(properties)
      .filter(
        (property) => /^(?:.*Name|Name)$/.test(property) && property.startsWith(type.split('::')[2]?.slice(0, 4) ?? ''),
      )
      .map(given)
      .find(Boolean) ??
    given('Name') ??
    physicalName(stackName, logicalId, 0, 63).toLowerCase();
  const arn = spec?.arn
    ? spec.arn.replace(/\$\{([^}]+)\}/g, (_, variable: string) => {
        if (variable === 'Partition') return partition;
        if (variable === 'Region') return region;
        if (variable === 'Account') return account;
        return given(variable)?.replace(/^\//, '') ?? (variable.endsWith('Id') ? id : name);
      })
    : `arn:${partition}:${service}:${region}:${account}:${(type.split('::')[2] ?? '').toLowerCase()}/${name}`;

  const text = (attribute: string): string => {
    const own = given(attribute);
    if (own !== undefined) return own;
    const special = specialValue(type, attribute, { id, name, arn, region });
    if (special !== undefined) return special;
    if (/Arns?$/.test(attribute)) return arn;
    // A queue's URL is the one that code takes apart: it ends with account and name.
    if (/(?:Url|URL|Uri|URI)$/.test(attribute)) return `https://${host}/${account}/${name}`;
    if (/Endpoint$/.test(attribute)) return `https://${id}.${host}`;
    if (/(?:Domain|DomainName|Address|Host)$/.test(attribute)) return `${name}.${host}`;
    if (/Id$/.test(attribute)) return id;
    return name;
  };
  const value = (attribute: string, kind: SpecType): unknown => {
    if (kind === 's' || kind === 'j') return text(attribute);
    if (kind === 'i' || kind === 'n') return 0;
    if (kind === 'b') return false;
    return Array.isArray(kind) && kind[0] === 'l' ? [] : {};
  };
  const reference = spec?.r ?? [];
  return {
    physicalId: reference.length > 0 ? reference.map((one) => text(one.split('/').at(-1) ?? one)).join('|') : name,
    attributes: Object.fromEntries(Object.entries(spec?.a ?? {}).map(([one, kind]) => [one, value(one, kind)])),
  };
}

function specialValue(
  type: string,
  attribute: string,
  of: { readonly id: string; readonly name: string; readonly arn: string; readonly region: string },
): string | undefined {
  switch (`${type}.${attribute}`) {
    case 'AWS::SecretsManager::Secret.Id':
      return of.arn;
    case 'AWS::Cognito::UserPool.ProviderName':
      return `cognito-idp.${of.region}.amazonaws.com/${of.id}`;
    case 'AWS::Cognito::UserPool.ProviderURL':
      return `https://cognito-idp.${of.region}.amazonaws.com/${of.id}`;
    case 'AWS::S3::Bucket.DomainName':
      return `${of.name}.s3.amazonaws.com`;
    case 'AWS::S3::Bucket.WebsiteURL':
      return `http://${of.name}.s3-website-${of.region}.amazonaws.com`;
    case 'AWS::CloudFront::Distribution.DomainName':
      return `${of.id.toLowerCase()}.cloudfront.net`;
    default:
      return undefined;
  }
}
