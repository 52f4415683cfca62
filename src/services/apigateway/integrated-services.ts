/** The services that integrations of type AWS reach, as their URIs name them: those that samlet runs. */
const SERVICES = new Set(['apigateway', 'dynamodb', 'iam', 'lambda', 'logs', 'monitoring', 'streams.dynamodb', 'sts']);

/** Whether samlet runs the service of an integration's URI, `dynamodb` or behind a subdomain `streams.dynamodb`. */
export const isIntegratedService = (name: string): boolean =>
  SERVICES.has(name) || SERVICES.has(name.slice(name.lastIndexOf('.') + 1));
