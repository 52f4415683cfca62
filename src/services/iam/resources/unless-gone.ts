import { ServiceError } from '../../../aws/service-error.ts';

/** Deleting what is already gone succeeds. */
export async function unlessGone(remove: () => Promise<unknown>): Promise<void> {
  try {
    await remove();
  } catch (error) {
    if (!(error instanceof ServiceError && error.code === 'NoSuchEntityException')) throw error;
  }
}
