import { DATA_STORE_TEMPLATES } from './data-stores.ts';
import { MACHINE_LEARNING_TEMPLATES } from './machine-learning.ts';
import { MESSAGING_TEMPLATES } from './messaging.ts';
import { OPERATIONS_TEMPLATES } from './operations.ts';
import type { PolicyTemplate } from './policy-template.ts';

/**
 * SAM's policy templates by name.
 * https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/serverless-policy-template-list.html
 */
export const POLICY_TEMPLATES: Readonly<Record<string, PolicyTemplate>> = {
  ...DATA_STORE_TEMPLATES,
  ...MACHINE_LEARNING_TEMPLATES,
  ...MESSAGING_TEMPLATES,
  ...OPERATIONS_TEMPLATES,
};
