import { getAtt, ref } from '../intrinsics.ts';
import { hashedLogicalId } from '../logical-id.ts';
import type { SamContext, SamResource } from '../sam-context.ts';
import { addResource, nameProperty, resolved } from '../sam-context.ts';
import { InvalidSamResource } from '../sam-error.ts';
import type { TreeMap } from '../tree.ts';
import { isMap, mapAt } from '../tree.ts';
import { askForDeployment } from './deployment-preference.ts';

/** Publishes a version whenever the code changes, and moves the alias `AutoPublishAlias` to it. Gives the alias's logical id. */
export function addVersionAndAlias(context: SamContext, fn: SamResource, lambda: TreeMap): string | undefined {
  const { properties } = fn;
  const wanted = properties['AutoPublishAlias'];
  if (wanted === undefined || wanted === null) {
    if (properties['ProvisionedConcurrencyConfig']) {
      throw new InvalidSamResource(
        'To set ProvisionedConcurrencyConfig AutoPublishALias must be defined on the function',
        ['ProvisionedConcurrencyConfig'],
      );
    }
    askForDeployment(context, fn, undefined);
    return undefined;
  }
  const name = resolved(context, wanted);
  if (typeof name !== 'string') {
    throw new InvalidSamResource("'AutoPublishAlias' must be a string or a Ref to a template parameter", [
      'AutoPublishAlias',
    ]);
  }
  const versionId = versionLogicalId(context, fn, lambda);
  addResource(
    context,
    fn,
    versionId,
    'AWS::Lambda::Version',
    { FunctionName: ref(fn.id), Description: properties['VersionDescription'] },
    {
      ...fn.attributes,
      DeletionPolicy: properties['VersionDeletionPolicy'] ?? fn.attributes['DeletionPolicy'] ?? 'Retain',
    },
  );
  const aliasId = `${fn.id}Alias${name.replace(/[^A-Za-z0-9]/g, '')}`;
  const updatePolicy = askForDeployment(context, fn, aliasId);
  addResource(
    context,
    fn,
    aliasId,
    'AWS::Lambda::Alias',
    {
      Name: name,
      FunctionName: ref(fn.id),
      FunctionVersion: getAtt(versionId, 'Version'),
      ProvisionedConcurrencyConfig: properties['ProvisionedConcurrencyConfig'],
    },
    { ...fn.attributes, ...updatePolicy },
  );
  nameProperty(context, fn.id, 'Version', versionId);
  nameProperty(context, fn.id, 'Alias', aliasId);
  return aliasId;
}

/** A version's logical id changes with what makes a new version: the code, or every property where the user says so. */
function versionLogicalId(context: SamContext, fn: SamResource, lambda: TreeMap): string {
  const prefix = `${fn.id}Version`;
  const { properties } = fn;
  const sha256 = resolved(context, properties['AutoPublishCodeSha256']);
  if (typeof sha256 === 'string') return prefix + sha256.slice(0, 10);
  if (properties['AutoPublishAliasAllProperties'] === true) {
    const role = properties['Role'];
    return hashedLogicalId(prefix, role === undefined || role === null ? lambda : { ...lambda, Role: role });
  }
  const code = lambda['Code'];
  const data: TreeMap = { ...(isMap(code) ? code : { Code: code ?? '' }), ...mapAt(properties, 'Environment') };
  if (properties['MemorySize']) data['MemorySize'] = properties['MemorySize'];
  const snapStart = mapAt(properties, 'SnapStart');
  if ((snapStart['ApplyOn'] ?? 'None') !== 'None') data['SnapStart'] = snapStart;
  return hashedLogicalId(prefix, data);
}
