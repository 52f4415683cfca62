/** What an integration's URI asks of a service of AWS. */
export interface ServiceUri {
  readonly region: string;
  /** `dynamodb`, or with a subdomain of its endpoint `runtime.sagemaker`, `<bucket>.s3`. */
  readonly service: string;
  readonly kind: 'action' | 'path';
  /** The action's name, or the path without its first slash. */
  readonly target: string;
}

/** Reads `arn:aws:apigateway:<region>:<service>:action/<name>` and `...:path/<path>`. `undefined` for another URI. */
export function parseServiceUri(uri: string): ServiceUri | undefined {
  const [, region, service, kind, target] =
    /^arn:[^:]+:apigateway:([^:]*):([^:]+):(action|path)\/(.*)$/s.exec(uri) ?? [];
  if (region === undefined || service === undefined || target === undefined) return undefined;
  return { region, service, kind: kind === 'action' ? 'action' : 'path', target };
}
