import type {
  AccessLogSettings,
  Authorizer,
  GatewayResponse,
  Method,
  MethodSetting,
  Model,
  RequestValidator,
} from '@aws-sdk/client-api-gateway';

export interface ApiResource {
  readonly id: string;
  /** The root has neither parent nor path part. */
  readonly parentId?: string;
  readonly pathPart?: string;
  readonly path: string;
  /** By HTTP method, `ANY` among them. */
  readonly methods: Readonly<Record<string, Method>>;
}

/** All of a REST API that a deployment freezes, in the members and spelling of API Gateway's own resources. */
export interface ApiDefinition {
  readonly apiId: string;
  readonly rootResourceId: string;
  readonly binaryMediaTypes: readonly string[];
  readonly minimumCompressionSize?: number;
  readonly apiKeySource: string;
  readonly disableExecuteApiEndpoint: boolean;
  readonly policy?: string;
  readonly resources: Readonly<Record<string, ApiResource>>;
  /** By name. */
  readonly models: Readonly<Record<string, Model>>;
  /** By id. */
  readonly requestValidators: Readonly<Record<string, RequestValidator>>;
  /** By id. */
  readonly authorizers: Readonly<Record<string, Authorizer>>;
  /** By response type. */
  readonly gatewayResponses: Readonly<Record<string, GatewayResponse>>;
}

/** What a stage adds to the deployment it points to. */
export interface StageSettings {
  readonly stageName: string;
  /** What metrics call the API: its name as it is now, not as it was deployed. The id, when it is not said. */
  readonly apiName?: string;
  readonly accessLogSettings?: AccessLogSettings;
  readonly deploymentId: string;
  readonly variables: Readonly<Record<string, string>>;
  readonly tracingEnabled: boolean;
  /** What the gateway shows HTTP backends that ask for a certificate, in PEM. */
  readonly clientCertificate?: { readonly pem: string; readonly key: string };
  /** What the stage's cache cluster holds; `undefined` for a stage without one. */
  readonly cacheBytes: number | undefined;
  /** `true` for a canary release, `false` for the other requests of a stage that has one, `undefined` where there is none. */
  readonly isCanary: boolean | undefined;
  /** By `<resource path without its first slash>/<method>`, or wildcards of either. */
  readonly methodSettings: Readonly<Record<string, MethodSetting>>;
}
