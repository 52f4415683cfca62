/** AWS's managed policies whose ARN has a path; all others stand directly below `policy/`. */
const BELOW_A_PATH: Readonly<Record<string, readonly string[]>> = {
  'service-role': `
    AWSAppSyncPushToCloudWatchLogs AWSCodeDeployRole AWSCodeDeployRoleForECSLimited AWSCodeDeployRoleForLambda
    AWSCodeDeployRoleForLambdaLimited AWSCodePipelineRole AWSConfigRole AWSConfigRulesExecutionRole AWS_ConfigRole
    AWSDataPipelineRole AWSGlueServiceRole AWSIoTLogging AWSIoTRuleActions AWSIoTThingsRegistration
    AWSLambdaBasicDurableExecutionRolePolicy AWSLambdaBasicExecutionRole AWSLambdaDynamoDBExecutionRole
    AWSLambdaENIManagementAccess AWSLambdaKinesisExecutionRole AWSLambdaMSKExecutionRole AWSLambdaRole
    AWSLambdaSQSQueueExecutionRole AWSLambdaVPCAccessExecutionRole AWSQuickSightListIAM AWSStepFunctionsRole
    AmazonAPIGatewayPushToCloudWatchLogs AmazonCognitoPowerUserRole AmazonDMSCloudWatchLogsRole
    AmazonDMSVPCManagementRole AmazonEC2ContainerServiceAutoscaleRole AmazonEC2ContainerServiceEventsRole
    AmazonEC2ContainerServiceRole AmazonEC2ContainerServiceforEC2Role AmazonEC2RoleforAWSCodeDeploy
    AmazonEC2RoleforSSM AmazonEC2SpotFleetTaggingRole AmazonECSTaskExecutionRolePolicy AmazonElasticMapReduceRole
    AmazonElasticTranscoderRole AmazonKinesisFirehoseRole AmazonMachineLearningRoleforRedshiftDataSourceV3
    AmazonRDSDirectoryServiceAccess AmazonRDSEnhancedMonitoringRole AmazonRekognitionServiceRole AmazonSNSRole
    AmazonSSMAutomationRole AmazonSSMMaintenanceWindowRole AmazonS3ObjectLambdaExecutionRolePolicy
    ApplicationAutoScalingForAmazonAppStreamAccess CloudTrailServiceRolePolicy CloudWatchEventsBuiltInTargetExecutionAccess
    CloudWatchEventsInvocationAccess RDSCloudHsmAuthorizationRole ServiceCatalogEndUserFullAccess
    VMImportExportRoleForAWSConnector`
    .split(/\s+/)
    .filter(Boolean),
  'job-function':
    'Billing DatabaseAdministrator DataScientist NetworkAdministrator SupportUser SystemAdministrator ViewOnlyAccess'.split(
      ' ',
    ),
};

const PATHS = new Map(
  Object.entries(BELOW_A_PATH).flatMap(([path, names]) => names.map((name) => [name, path] as const)),
);

/** The ARN of a managed policy given by name; an ARN stays what it is. */
export function managedPolicyArn(nameOrArn: string, partition: string): string {
  if (nameOrArn.startsWith('arn:')) return nameOrArn;
  const path = PATHS.get(nameOrArn);
  return `arn:${partition}:iam::aws:policy/${path ? `${path}/` : ''}${nameOrArn}`;
}
