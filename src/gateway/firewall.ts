import type { HttpRequest } from '../std/http-message.ts';

/** A request as a web ACL sees it: before anything else of API Gateway has. */
export interface InspectedRequest {
  readonly request: HttpRequest;
  readonly requestId: string;
  /** `arn:aws:apigateway:us-east-1::/restapis/<api>/stages/<stage>`: what the web ACL is associated with. */
  readonly stageArn: string;
  /** Milliseconds since the epoch. */
  readonly receivedAt: number;
}

export type FirewallVerdict =
  | {
      readonly action: 'allow';
      /** Added to the request that goes on; a header of the same name is replaced. */
      readonly insertHeaders?: Readonly<Record<string, string>>;
    }
  | {
      readonly action: 'block';
      /** The rule's custom response; without one the gateway response `WAF_FILTERED` answers. */
      readonly response?: FirewallResponse;
      /** Which rule, for whoever runs the API. */
      readonly reason?: string;
    };

export interface FirewallResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** A web ACL in front of stages. */
export interface Firewall {
  readonly webAclArn: string;
  inspect(request: InspectedRequest): FirewallVerdict | Promise<FirewallVerdict>;
}

/** The web ACLs in front of stages: AWS WAF associates, the gateway asks. A stage has one at most. */
export interface FirewallRegistry {
  associate(apiId: string, stageName: string, firewall: Firewall): void;
  disassociate(apiId: string, stageName: string): void;
  of(apiId: string, stageName: string): Firewall | undefined;
}

export function firewallRegistry(): FirewallRegistry {
  const firewalls = new Map<string, Firewall>();
  return {
    associate: (apiId, stageName, firewall) => void firewalls.set(`${apiId}/${stageName}`, firewall),
    disassociate: (apiId, stageName) => void firewalls.delete(`${apiId}/${stageName}`),
    // No name is put together for nothing.
    of: (apiId, stageName) => (firewalls.size === 0 ? undefined : firewalls.get(`${apiId}/${stageName}`)),
  };
}

/** What a web ACL said of a request, for logs. */
export interface FirewallOutcome {
  readonly webAclArn: string;
  readonly response: 'WAF_ALLOW' | 'WAF_BLOCK' | undefined;
  /** 200, or 403 for what it blocked; 500 where it failed. */
  readonly status: number;
  readonly error: string | undefined;
}
