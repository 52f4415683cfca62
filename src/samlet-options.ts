import type { IamMode } from './aws/authorizer.ts';
import type { Notice } from './template/notice.ts';

export interface SamletOptions {
  /** A template, or a folder with one. Without it the AWS endpoint is served alone. */
  readonly template?: string;
  /** Port of the API; the next ones for further APIs of the template. 0, the default: any free one. */
  readonly port?: number;
  /** Port of the AWS endpoint. 0, the default: any free one. */
  readonly endpointPort?: number;
  /** Port of HTTPS, for custom domain names and all that the AWS endpoint answers. 0: any free one. None by default. */
  readonly httpsPort?: number;
  /** PEM files of what HTTPS shows for the names that it covers; samlet signs certificates for all others. */
  readonly certificate?: { readonly cert: string; readonly key: string };
  /** Address to listen on; 127.0.0.1 by default. */
  readonly host?: string;
  /** Where data is kept; `.samlet` beside the template by default. */
  readonly dataDir?: string;
  /** Keeps data in memory only. */
  readonly ephemeral?: boolean;
  /** What an acknowledged write survives: a crash of samlet (the default), or of the machine. */
  readonly durability?: 'process' | 'disk';
  /** Refuses a template of which anything is not honoured. */
  readonly strict?: boolean;
  /** The AWS region; us-east-1 by default. */
  readonly region?: string;
  /** The stack's name; made from the template's folder by default. */
  readonly stackName?: string;
  readonly parameterOverrides?: Readonly<Record<string, string>>;
  /** Environment variables by function, or for all under `Parameters`, as in the `--env-vars` file of `sam local`. */
  readonly environmentOverrides?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Requests a second that all APIs together may take before 429; 10,000, AWS's quota, by default. */
  readonly accountRate?: number;
  /** Whether tables are held to their own throughput; they are by default, as on AWS. */
  readonly throughput?: boolean;
  /** Whether calls that no policy allows are refused (`enforce`, the default), only recorded, or not looked at. */
  readonly iam?: IamMode;
  /** samlet's own log. Warnings and errors go to standard error by default. */
  readonly log?: (level: 'info' | 'warn' | 'error', message: string) => void;
  /** Told what happens during the start. */
  readonly onProgress?: (step: string) => void;
  /** Told of each request to an API once it is answered. */
  readonly onRequest?: (request: AnsweredRequest) => void;
  /** Told of each line that a function of the template writes. */
  readonly onFunctionLog?: (line: { readonly functionName: string; readonly message: string }) => void;
}

export interface AnsweredRequest {
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly durationMs: number;
}

export interface ServedApi {
  /** Its logical id in the template. */
  readonly name: string;
  readonly apiId: string;
  readonly stageName: string;
  /** Where the stage answers, without a slash at the end. */
  readonly url: string;
  /** Where it would answer on AWS, without a slash at the end: what outputs of the template name. */
  readonly awsUrl: string;
  readonly routes: readonly ServedRoute[];
}

/** A custom domain name that API Gateway serves. */
export interface ServedDomainName {
  readonly domainName: string;
  /** Whether callers must show a certificate. */
  readonly mutualTls: boolean;
  readonly mappings: readonly {
    /** `''` or `/base`. */
    readonly basePath: string;
    readonly apiId: string;
    /** `undefined` where the path names it, behind the base path. */
    readonly stageName: string | undefined;
  }[];
}

export interface ServedRoute {
  readonly method: string;
  readonly path: string;
  /** The function's name, a service's action (`dynamodb:GetItem`), or the kind of another integration. */
  readonly target: string;
  /** What a caller must bring: `AWS_IAM`, the name of an authorizer, `API key`. Empty for a route open to all. */
  readonly needs: readonly string[];
}

export interface ServedApiKey {
  /** Its logical id in the template. */
  readonly name: string;
  readonly keyId: string;
  /** What callers send as `x-api-key`. */
  readonly value: string;
}

export interface ServedFunction {
  readonly logicalId: string;
  readonly functionName: string;
  readonly runtime: string;
  readonly roleArn: string;
  readonly logGroup: string;
}

/** What other commands need to reach a samlet that runs; kept in the data folder while it does. */
export interface RunningSamlet {
  readonly pid: number;
  readonly endpoint: string;
  readonly region: string;
  /** Function names by logical id. */
  readonly functions: Readonly<Record<string, string>>;
  /** Log groups by function name. */
  readonly logGroups: Readonly<Record<string, string>>;
}

export interface Samlet {
  /** Where the template's first API answers, its stage implied; `undefined` when there is none. */
  readonly url: string | undefined;
  /** The AWS endpoint, for `AWS_ENDPOINT_URL`. */
  readonly endpoint: string;
  /** Where HTTPS answers, with the authority to trust; `undefined` where no port was asked for. */
  readonly https: { readonly url: string; readonly authorityFile: string } | undefined;
  readonly apis: readonly ServedApi[];
  readonly domains: readonly ServedDomainName[];
  /** The API keys of the template. */
  readonly apiKeys: readonly ServedApiKey[];
  readonly functions: readonly ServedFunction[];
  /** The template's outputs. */
  readonly outputs: Readonly<Record<string, string>>;
  /** What is not honoured, differs, or is worth knowing. */
  readonly notices: readonly Notice[];
  /** What keeps functions apart on this machine, in one sentence. */
  readonly sandbox: string;
  /** `undefined` when data is in memory only. */
  readonly dataDir: string | undefined;
  readonly running: RunningSamlet;
  /** Ends every process, flushes the data and closes the ports. */
  stop(): Promise<void>;
}
