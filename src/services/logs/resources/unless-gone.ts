import { ServiceError } from '../../../aws/service-error.ts';

/** Deletes; what is gone already is deleted. */
export async function unlessGone(remove: () => Promise<void>): Promise<void> {
  try {
    await remove();
  } catch (error) {
    if (!(error instanceof ServiceError && error.code === 'ResourceNotFoundException')) throw error;
  }
}
