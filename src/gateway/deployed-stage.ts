/**
 * A stage with the deployment it points to, compiled: a router and typed methods, frozen at CreateDeployment. Edits of the
 * API are invisible here until the next deployment, as on AWS.
 */
export interface DeployedStage {
  readonly apiId: string;
  readonly stageName: string;
  readonly deploymentId: string;
  readonly variables: Readonly<Record<string, string>>;
}
