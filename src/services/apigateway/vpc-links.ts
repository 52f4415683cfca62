import type {
  CreateVpcLinkCommandInput,
  DeleteVpcLinkCommandInput,
  GetVpcLinkCommandInput,
  GetVpcLinksCommandInput,
  UpdateVpcLinkCommandInput,
  VpcLink,
  VpcLinks,
} from '@aws-sdk/client-api-gateway';
import { badRequest, missingVpcLink } from './errors.ts';
import { managementAccess } from './management-access.ts';
import { page } from './page.ts';
import { checkPatchOps, unsupportedPatch } from './patch.ts';
import type { Call } from './state.ts';

/** A link into a VPC. Its network load balancer does not exist here: integrations through it connect to their URI plainly. */
export interface VpcLinkRecord {
  readonly id: string;
  readonly name: string;
  readonly description?: string;
  readonly targetArns: readonly string[];
  readonly tags?: Readonly<Record<string, string>>;
}

export async function createVpcLink(input: CreateVpcLinkCommandInput, call: Call): Promise<VpcLink> {
  const { name = '', description, targetArns = [], tags } = input;
  if (name.trim() === '') throw badRequest('Name cannot be empty');
  if (targetArns.length === 0) throw badRequest('Target ARNs cannot be empty');
  for (const arn of targetArns) {
    if (!/^arn:[\w-]+:[\w-]+:[\w-]*:\d*:.+$/.test(arn)) {
      throw badRequest(`Invalid ARN. ARN is not well formed ${arn}`);
    }
  }
  const link: VpcLinkRecord = {
    id: call.ids.lowerAlphanumeric(6),
    name,
    ...(description === undefined ? {} : { description }),
    targetArns,
    ...(tags === undefined ? {} : { tags }),
  };
  await call.state.vpcLinks.put(link.id, link);
  const { statusMessage: _, ...answer } = linkAnswer(link, false);
  return { ...answer, status: 'PENDING' };
}

createVpcLink.access = managementAccess('POST /vpclinks');

export async function getVpcLink(input: GetVpcLinkCommandInput, call: Call): Promise<VpcLink> {
  const link = await call.state.vpcLinks.get(input.vpcLinkId ?? '');
  if (link === undefined) throw missingVpcLink();
  return linkAnswer(link, true);
}

getVpcLink.access = managementAccess('GET /vpclinks/{vpcLinkId}');

export async function getVpcLinks(input: GetVpcLinksCommandInput, call: Call): Promise<VpcLinks> {
  const links = await call.state.vpcLinks.list();
  return page(
    links.map((link) => linkAnswer(link, false)),
    input,
  );
}

getVpcLinks.access = managementAccess('GET /vpclinks');

const PATHS = ['/name', '/description'];

export async function updateVpcLink(input: UpdateVpcLinkCommandInput, call: Call): Promise<VpcLink> {
  checkPatchOps('updateVpcLink', input.patchOperations);
  return call.state.vpcLinks.update(input.vpcLinkId ?? '', (before) => {
    if (before === undefined) throw missingVpcLink();
    let link = before;
    for (const operation of input.patchOperations ?? []) {
      const { op, path = '', value = '' } = operation;
      if (op !== 'replace' || !PATHS.includes(path)) throw unsupportedPatch(operation, PATHS);
      if (path === '/name' && value.trim() === '') throw badRequest('Name cannot be empty');
      link = { ...link, [path.slice(1)]: value };
    }
    return { value: link, result: linkAnswer(link, true) };
  });
}

updateVpcLink.access = managementAccess('PATCH /vpclinks/{vpcLinkId}');

export async function deleteVpcLink(input: DeleteVpcLinkCommandInput, call: Call): Promise<Record<string, never>> {
  const { vpcLinks } = call.state;
  const id = input.vpcLinkId ?? '';
  if ((await vpcLinks.get(id)) === undefined) throw missingVpcLink();
  const uses = await usesOf(id, call);
  if (uses.length > 0) {
    throw badRequest(
      `Cannot delete vpc link. Vpc link '${id}', is referenced in [${uses.join(', ')}] in format of [Method:Resource:Stage].`,
    );
  }
  await vpcLinks.delete(id);
  return {};
}

deleteVpcLink.access = managementAccess('DELETE /vpclinks/{vpcLinkId}');

/** The deployed methods that go through a link. */
async function usesOf(id: string, call: Call): Promise<string[]> {
  const uses: string[] = [];
  for (const { apiId, stageName, deploymentId } of await call.state.stages.list()) {
    const deployment = await call.state.deployments.get(`${apiId}/${deploymentId}`);
    for (const resource of Object.values(deployment?.definition.resources ?? {})) {
      for (const [httpMethod, { methodIntegration }] of Object.entries(resource.methods)) {
        if (methodIntegration?.connectionId === id) uses.push(`${httpMethod}:${resource.id}:${stageName}`);
      }
    }
  }
  return uses;
}

function linkAnswer({ tags, targetArns, ...link }: VpcLinkRecord, withTags: boolean): VpcLink {
  return {
    ...link,
    targetArns: [...targetArns],
    status: 'AVAILABLE',
    statusMessage: 'Your vpc link is ready for use',
    ...(withTags || tags !== undefined ? { tags: { ...tags } } : {}),
  };
}
