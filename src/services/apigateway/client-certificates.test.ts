import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { test } from 'node:test';
import { testGateway } from '../../../test/support/deployed-api.ts';

test('a client certificate is one, valid for 365 days, and tells no key', async () => {
  const { operate, clock } = testGateway();
  const created = await operate('GenerateClientCertificate', { description: 'mine' });
  const read = new X509Certificate(created.pemEncodedCertificate);
  assert.equal(read.subject, 'C=US\nST=Washington\nL=Seattle\nO=Amazon.com\nOU=ApiGateway\nCN=ApiGateway');
  assert.equal(created.expirationDate.getTime(), clock.now() + 365 * 86_400_000);
  const clientCertificateId = created.clientCertificateId;
  assert.deepEqual(created, {
    clientCertificateId,
    description: 'mine',
    pemEncodedCertificate: created.pemEncodedCertificate,
    createdDate: new Date(clock.now()),
    expirationDate: created.expirationDate,
  });
  const patchOperations = [{ op: 'replace', path: '/description', value: 'changed' }];
  const updated = await operate('UpdateClientCertificate', { clientCertificateId, patchOperations });
  assert.deepEqual(updated, { ...created, description: 'changed', tags: {} });
  assert.equal((await operate('GetClientCertificates')).items.length, 1);
  await operate('DeleteClientCertificate', { clientCertificateId });
  await assert.rejects(operate('GetClientCertificate', { clientCertificateId }), {
    code: 'NotFoundException',
    message: 'Invalid Client Certificate identifier specified',
  });
});
