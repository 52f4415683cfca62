import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testGateway } from '../../../test/support/deployed-api.ts';

const refused = (code: string, message: string) => ({ code, message });
const badRequest = (message: string) => refused('BadRequestException', message);

async function anApi() {
  const gateway = testGateway();
  const { id: restApiId } = await gateway.operate('CreateRestApi', { name: 'documented' });
  return { ...gateway, restApiId };
}

test('a documentation part is created, read, changed and deleted', async () => {
  const { operate, restApiId } = await anApi();
  const part = await operate('CreateDocumentationPart', {
    restApiId,
    location: { type: 'API' },
    properties: '{"description":"a"}',
  });
  assert.deepEqual(part, { id: part.id, location: { type: 'API' }, properties: '{"description":"a"}' });
  const documentationPartId = part.id;
  assert.deepEqual(await operate('GetDocumentationPart', { restApiId, documentationPartId }), part);
  const patchOperations = [{ op: 'replace', path: '/properties', value: '{"description":"b"}' }];
  const changed = await operate('UpdateDocumentationPart', { restApiId, documentationPartId, patchOperations });
  assert.equal(changed.properties, '{"description":"b"}');
  await operate('DeleteDocumentationPart', { restApiId, documentationPartId });
  await assert.rejects(
    operate('DeleteDocumentationPart', { restApiId, documentationPartId }),
    refused('NotFoundException', 'Invalid Documentation part identifier specified'),
  );
});

test('documentation parts are refused in the words of AWS', async () => {
  const { operate, restApiId } = await anApi();
  const create = (input: object) => operate('CreateDocumentationPart', { restApiId, properties: '{}', ...input });
  await assert.rejects(
    create({ location: { type: 'INVALID' } }),
    refused(
      'ValidationException',
      "1 validation error detected: Value 'INVALID' at 'createDocumentationPartInput.location.type' failed to satisfy constraint: Member must satisfy enum value set: [RESPONSE_BODY, RESPONSE, METHOD, MODEL, AUTHORIZER, RESPONSE_HEADER, RESOURCE, PATH_PARAMETER, REQUEST_BODY, QUERY_PARAMETER, API, REQUEST_HEADER]",
    ),
  );
  const { id } = await create({ location: { type: 'METHOD', path: '/', method: 'GET' } });
  await assert.rejects(
    create({ location: { type: 'METHOD', path: '/', method: 'GET' } }),
    refused(
      'ConflictException',
      "Documentation part already exists for the specified location: type 'METHOD', path '/', method 'GET'.",
    ),
  );
  const update = (op: string, path: string) =>
    operate('UpdateDocumentationPart', {
      restApiId,
      documentationPartId: id,
      patchOperations: [{ op, path, value: '{}' }],
    });
  await assert.rejects(
    update('add', '/properties'),
    badRequest("Invalid patch path  '/properties' specified for op 'add'. Please choose supported operations"),
  );
  await assert.rejects(
    update('replace', '/invalidPath'),
    badRequest("Invalid patch path  '/invalidPath' specified for op 'replace'. Must be one of: [/properties]"),
  );
});

test('a version is a snapshot of the parts, and a stage may be pointed to it', async () => {
  const { operate, restApiId } = await anApi();
  const { items } = await operate('GetResources', { restApiId });
  const method = { restApiId, resourceId: items[0].id, httpMethod: 'GET' };
  await operate('PutMethod', { ...method, authorizationType: 'NONE' });
  await operate('PutIntegration', { ...method, type: 'MOCK' });
  await operate('CreateDeployment', { restApiId, stageName: 'dev' });
  const version = await operate('CreateDocumentationVersion', {
    restApiId,
    documentationVersion: 'v1',
    stageName: 'dev',
  });
  assert.deepEqual(Object.keys(version), ['version', 'createdDate']);
  assert.equal((await operate('GetStage', { restApiId, stageName: 'dev' })).documentationVersion, 'v1');
  await assert.rejects(
    operate('CreateDocumentationVersion', { restApiId, documentationVersion: 'v1' }),
    refused('ConflictException', 'Documentation version already exists'),
  );
  const patchOperations = [{ op: 'replace', path: '/description', value: 'new' }];
  const one = { restApiId, documentationVersion: 'v1' };
  assert.equal((await operate('UpdateDocumentationVersion', { ...one, patchOperations })).description, 'new');
  assert.equal((await operate('GetDocumentationVersions', { restApiId })).items.length, 1);
  await operate('DeleteDocumentationVersion', one);
  await assert.rejects(operate('GetDocumentationVersion', one), {
    code: 'NotFoundException',
    message: 'Invalid Documentation version specified',
  });
});

const part = (location: object, description: string) => ({ location, properties: { description } });
const documented = (...documentationParts: object[]) => ({
  openapi: '3.0.1',
  info: { title: 'documented', version: '1' },
  paths: {},
  'x-amazon-apigateway-documentation': { version: '1', documentationParts },
});
const bytes = (document: object) => Buffer.from(JSON.stringify(document));

test('an import takes the documentation of its document, merged or alone', async () => {
  const { operate, restApiId } = await anApi();
  const api = part({ type: 'API' }, 'the API');
  const root = part({ type: 'RESOURCE', path: '/' }, 'the root');
  await operate('PutRestApi', { restApiId, mode: 'overwrite', body: bytes(documented(api)) });
  const told = async () =>
    (await operate('GetDocumentationParts', { restApiId })).items.map(
      (one: { location: object; properties: string }) => [one.location, JSON.parse(one.properties).description],
    );
  assert.deepEqual(await told(), [[{ type: 'API' }, 'the API']]);
  const changed = part({ type: 'API' }, 'changed');
  const merged = await operate('ImportDocumentationParts', {
    restApiId,
    mode: 'merge',
    body: bytes(documented(root, changed)),
  });
  assert.equal(merged.ids.length, 2);
  assert.deepEqual(await told(), [
    [{ type: 'API' }, 'changed'],
    [{ type: 'RESOURCE', path: '/' }, 'the root'],
  ]);
  await operate('ImportDocumentationParts', { restApiId, mode: 'overwrite', body: bytes(documented(root)) });
  assert.deepEqual(await told(), [[{ type: 'RESOURCE', path: '/' }, 'the root']]);
  await operate('PutRestApi', {
    restApiId,
    mode: 'overwrite',
    parameters: { ignore: 'documentation' },
    body: bytes(documented(api)),
  });
  assert.deepEqual(await told(), [[{ type: 'RESOURCE', path: '/' }, 'the root']]);
  await assert.rejects(
    operate('ImportDocumentationParts', { restApiId, body: Buffer.from('{]') }),
    badRequest('Unable to build importer with provided input.'),
  );
});

test('parts are found by type, name and path, and places without a part are told', async () => {
  const { operate, restApiId } = await anApi();
  const create = (location: object) =>
    operate('CreateDocumentationPart', { restApiId, location, properties: '{"description":"x"}' });
  await create({ type: 'MODEL', name: 'Empty' });
  await create({ type: 'RESOURCE', path: '/' });
  const found = async (input: object) =>
    (await operate('GetDocumentationParts', { restApiId, ...input })).items.map(
      (one: { location: object }) => one.location,
    );
  assert.deepEqual(await found({ type: 'MODEL' }), [{ type: 'MODEL', name: 'Empty' }]);
  assert.deepEqual(await found({ nameQuery: 'Emp' }), [{ type: 'MODEL', name: 'Empty' }]);
  assert.deepEqual(await found({ path: '/' }), [{ type: 'RESOURCE', path: '/' }]);
  assert.deepEqual(await found({ locationStatus: 'UNDOCUMENTED' }), [
    { type: 'API' },
    { type: 'MODEL', name: 'Error' },
  ]);
});
