import type { ServiceError } from '../../aws/service-error.ts';
import type { Records } from '../../store/records.ts';
import { badRequest, missingApi, missingCertificate, missingDomain, missingStage, missingVpcLink } from './errors.ts';
import type { Call } from './state.ts';
import { missingKey, missingPlan } from './usage-errors.ts';

type Tags = Readonly<Record<string, string>>;

interface Tagged {
  readonly tags?: Tags;
}

/** The tags of what an ARN names: everything of API Gateway that AWS lets be tagged. */
export async function readTags(resourceArn: string | undefined, call: Call): Promise<Tags> {
  const { records, id, missing } = taggable(resourceArn, call);
  const record = await records.get(id);
  if (record === undefined) throw missing;
  return record.tags ?? {};
}

export async function editTags(resourceArn: string | undefined, call: Call, edit: (tags: Tags) => Tags): Promise<void> {
  const { records, id, missing } = taggable(resourceArn, call);
  await records.update(id, (record) => {
    if (record === undefined) throw missing;
    const tags = edit(record.tags ?? {});
    if (Object.keys(tags).length > 50) throw badRequest('The number of tags exceeds the limit of 50.');
    return { value: { ...record, tags }, result: undefined };
  });
}

interface Taggable {
  readonly records: Records<Tagged>;
  readonly id: string;
  readonly missing: ServiceError;
}

function taggable(arn: string | undefined, call: Call): Taggable {
  const { state } = call;
  const [, kind = '', id = '', stageName] =
    /:\/(restapis|apikeys|usageplans|domainnames|vpclinks|clientcertificates)\/([^/]+)(?:\/stages\/([^/]+))?$/.exec(
      arn ?? '',
    ) ?? [];
  // A record that has tags and more may be read and written as one that has tags.
  const of = (records: unknown, missing: ServiceError, key = id): Taggable => ({
    records: records as Records<Tagged>,
    id: key,
    missing,
  });
  if (stageName !== undefined && kind === 'restapis') return of(state.stages, missingStage(), `${id}/${stageName}`);
  if (stageName === undefined) {
    switch (kind) {
      case 'restapis':
        return of(state.apis, missingApi(call, id));
      case 'apikeys':
        return of(state.apiKeys, missingKey());
      case 'usageplans':
        return of(state.usagePlans, missingPlan());
      case 'domainnames':
        return of(state.domainNames, missingDomain());
      case 'vpclinks':
        return of(state.vpcLinks, missingVpcLink());
      case 'clientcertificates':
        return of(state.clientCertificates, missingCertificate());
    }
  }
  throw badRequest('Invalid ARN specified in the request');
}
