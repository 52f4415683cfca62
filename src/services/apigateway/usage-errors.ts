import { badRequest, conflict, notFound } from './errors.ts';

export const missingKey = () => notFound('Invalid API Key identifier specified');
export const missingPlan = () => notFound('Invalid Usage Plan ID specified');
export const keyExists = () => conflict('API Key already exists');

export function checkKey(given: {
  name?: string | undefined;
  value?: string | undefined;
  description?: string | undefined;
}): void {
  if ((given.name?.length ?? 0) > 1024) throw badRequest('Invalid API Key name, can be at most 1024 characters.');
  if ((given.description?.length ?? 0) > 125_000) throw badRequest('Invalid API Key description specified.');
  const { value = '' } = given;
  if (value !== '' && value.length < 20) throw badRequest('API Key value should be at least 20 characters');
  if (value.length > 128) throw badRequest('API Key value exceeds maximum size of 128 characters');
}
