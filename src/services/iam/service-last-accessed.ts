import type {
  GenerateServiceLastAccessedDetailsCommandInput,
  GetServiceLastAccessedDetailsCommandInput,
  GetServiceLastAccessedDetailsWithEntitiesCommandInput,
} from '@aws-sdk/client-iam';
import { access, accessToAll } from '../../aws/access.ts';
import type { CallContext } from '../../aws/service.ts';
import type { AccessUse } from '../../telemetry/access-uses.ts';
import { serviceFacts, servicePrefixes } from './action-catalogue.ts';
import { wholeSeconds } from './entity.ts';
import { grantedActions } from './granted-actions.ts';
import { checked } from './input.ts';
import { allEntities, existingManagedPolicy } from './managed-policy.ts';
import { page } from './paging.ts';
import { entityByArn, policySource } from './policy-source.ts';
import { managedText } from './principal-source.ts';
import { notFound } from './refusals.ts';
import type { AccessReportRecord, EntityRecord, IamState, UserRecord } from './state.ts';

type Call = CallContext<IamState>;

interface Person {
  readonly arn: string;
  readonly name: string;
  readonly id: string;
  readonly path: string;
  readonly type: 'USER' | 'ROLE';
}

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_GenerateServiceLastAccessedDetails.html */
export async function generateServiceLastAccessedDetails(
  input: GenerateServiceLastAccessedDetailsCommandInput,
  call: Call,
) {
  const { Arn, Granularity = 'SERVICE_LEVEL' } = checked(input, 'Arn');
  await textsOf(Arn, call);
  const report = { id: call.ids.uuid(), arn: Arn, granularity: Granularity, createdAt: call.clock.now() };
  await call.state.accessReports.put(report.id, report);
  return { JobId: report.id };
}
generateServiceLastAccessedDetails.access = access<IamState, GenerateServiceLastAccessedDetailsCommandInput>(
  'iam:GenerateServiceLastAccessedDetails',
  ({ Arn }) => (typeof Arn === 'string' ? Arn : '*'),
);

/** The policies that a report is about: of an entity, or the one policy. */
async function textsOf(arn: string, call: Call): Promise<readonly string[]> {
  if (!arn.includes(':policy/')) return (await policySource(arn, call)).identity.map(({ text }) => text);
  await existingManagedPolicy(arn, call);
  const policy = await managedText(arn, call.state);
  return policy === undefined ? [] : [policy.text];
}

const personOf = (type: Person['type'], { arn, name, id, path }: EntityRecord): Person => ({
  arn,
  name,
  id,
  path,
  type,
});

/** Whose use counts: the user or role itself, the users of a group, whoever has a policy. */
async function peopleOf(arn: string, call: Call): Promise<readonly Person[]> {
  const { users, groups, roles } = await allEntities(call);
  if (!arn.includes(':policy/')) {
    const { kind, entity } = await entityByArn(arn, call);
    if (kind === 'role') return [personOf('ROLE', entity)];
    if (kind === 'user') return [personOf('USER', entity)];
    return users
      .filter((user) => user.groups.includes(entity.name.toLowerCase()))
      .map((user) => personOf('USER', user));
  }
  const has = ({ attachedPolicies }: EntityRecord) => attachedPolicies.includes(arn);
  const having = new Set(groups.filter(has).map(({ name }) => name.toLowerCase()));
  const isIn = (user: UserRecord) => has(user) || user.groups.some((group) => having.has(group));
  return [
    ...users.filter(isIn).map((user) => personOf('USER', user)),
    ...roles.filter(has).map((role) => personOf('ROLE', role)),
  ];
}

async function existingReport(id: string, { state }: Call): Promise<AccessReportRecord> {
  const report = await state.accessReports.get(id);
  if (report === undefined) throw notFound(`Report with JobId ${id} cannot be found.`);
  return report;
}

interface Use extends AccessUse {
  readonly person: Person;
}

const serviceOf = (action: string) => action.slice(0, action.indexOf(':')).toLowerCase();

/** What was allowed, which is all that IAM counts. */
async function usesOf(people: readonly Person[], { state }: Call): Promise<readonly Use[]> {
  const all = await Promise.all(
    people.map(async (person) => (await state.accessUses.of(person.arn)).map((use) => ({ ...use, person }))),
  );
  return all.flat().filter(({ allowed }) => allowed > 0);
}

const latest = (uses: readonly Use[]): Use | undefined =>
  uses.reduce<Use | undefined>((last, use) => (last === undefined || use.lastAt > last.lastAt ? use : last), undefined);

const base = ({ createdAt }: AccessReportRecord) => ({
  JobStatus: 'COMPLETED' as const,
  JobCreationDate: wholeSeconds(createdAt),
  JobCompletionDate: wholeSeconds(createdAt),
});

/** The services that the policies grant anything of, and when that was last used. */
export async function getServiceLastAccessedDetails(input: GetServiceLastAccessedDetailsCommandInput, call: Call) {
  const report = await existingReport(checked(input, 'JobId').JobId, call);
  const grants = grantedActions(await textsOf(report.arn, call));
  const uses = await usesOf(await peopleOf(report.arn, call), call);
  const services = servicePrefixes().filter((prefix) => grants(prefix));
  const { items, ...paging } = page(services, input, (prefix) => prefix);
  const { region } = call;
  return {
    ...base(report),
    JobType: report.granularity,
    ServicesLastAccessed: items.map((prefix) => {
      const ofService = uses.filter(({ action }) => serviceOf(action) === prefix);
      const last = latest(ofService);
      return {
        ServiceName: serviceFacts(prefix)?.name ?? prefix,
        ServiceNamespace: prefix,
        ...(last !== undefined && {
          LastAuthenticated: wholeSeconds(last.lastAt),
          LastAuthenticatedEntity: last.person.arn,
          LastAuthenticatedRegion: region,
        }),
        TotalAuthenticatedEntities: new Set(ofService.map(({ person }) => person.arn)).size,
        ...(report.granularity === 'ACTION_LEVEL' && {
          TrackedActionsLastAccessed: tracked(prefix, ofService, region),
        }),
      };
    }),
    ...paging,
  };
}
getServiceLastAccessedDetails.access = accessToAll('iam:GetServiceLastAccessedDetails');

/** Unlike AWS: the actions that were used are tracked, of all services; others are not listed. */
function tracked(prefix: string, uses: readonly Use[], region: string) {
  const names = [...new Set(uses.map(({ action }) => action))].sort();
  return names.map((action) => {
    const last = latest(uses.filter((use) => use.action === action));
    return {
      ActionName: action.slice(prefix.length + 1),
      ...(last !== undefined && {
        LastAccessedEntity: last.person.arn,
        LastAccessedTime: wholeSeconds(last.lastAt),
        LastAccessedRegion: region,
      }),
    };
  });
}

/** Who used a service, and when. */
export async function getServiceLastAccessedDetailsWithEntities(
  input: GetServiceLastAccessedDetailsWithEntitiesCommandInput,
  call: Call,
) {
  const { JobId, ServiceNamespace } = checked(input, 'JobId', 'ServiceNamespace');
  const report = await existingReport(JobId, call);
  const people = await peopleOf(report.arn, call);
  const uses = (await usesOf(people, call)).filter(({ action }) => serviceOf(action) === ServiceNamespace);
  const { items, ...paging } = page(people, input, ({ arn }) => arn);
  return {
    ...base(report),
    EntityDetailsList: items.map((person) => {
      const last = latest(uses.filter((use) => use.person.arn === person.arn));
      const { arn: Arn, name: Name, type: Type, id: Id, path: Path } = person;
      return {
        EntityInfo: { Arn, Name, Type, Id, Path },
        ...(last !== undefined && { LastAuthenticated: wholeSeconds(last.lastAt) }),
      };
    }),
    ...paging,
  };
}
getServiceLastAccessedDetailsWithEntities.access = accessToAll('iam:GetServiceLastAccessedDetailsWithEntities');
