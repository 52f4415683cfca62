const words = (text: string): ReadonlySet<string> => new Set(text.split(/\s+/).filter(Boolean));

/** Every property that AWS's transform knows, by SAM type. */
export const SAM_PROPERTIES: Readonly<Record<string, ReadonlySet<string>>> = {
  'AWS::Serverless::Function': words(`
    Architectures AssumeRolePolicyDocument AutoPublishAlias AutoPublishAliasAllProperties AutoPublishCodeSha256
    CapacityProviderConfig CodeSigningConfigArn CodeUri DeadLetterQueue DeploymentPreference Description DurableConfig
    Environment EphemeralStorage EventInvokeConfig Events FileSystemConfigs FunctionName FunctionScalingConfig
    FunctionUrlConfig Handler ImageConfig ImageUri InlineCode KmsKeyArn Layers LoggingConfig MemorySize PackageType
    PermissionsBoundary Policies PropagateTags ProvisionedConcurrencyConfig PublishToLatestPublished RecursiveLoop
    ReservedConcurrentExecutions Role RolePath Runtime RuntimeManagementConfig SnapStart SourceKMSKeyArn Tags
    TenancyConfig Timeout Tracing VersionDeletionPolicy VersionDescription VpcConfig`),
  'AWS::Serverless::Api': words(`
    AccessLogSetting AlwaysDeploy ApiKeySourceType Auth BinaryMediaTypes CacheClusterEnabled CacheClusterSize
    CanarySetting Cors DefinitionBody DefinitionUri Description DisableExecuteApiEndpoint Domain EndpointAccessMode
    EndpointConfiguration FailOnWarnings GatewayResponses MergeDefinitions MethodSettings MinimumCompressionSize Mode
    Models Name OpenApiVersion Policy PropagateTags SecurityPolicy StageName Tags TracingEnabled Variables`),
  'AWS::Serverless::HttpApi': words(`
    AccessLogSettings Auth CorsConfiguration DefaultRouteSettings DefinitionBody DefinitionUri Description
    DisableExecuteApiEndpoint Domain FailOnWarnings Name PropagateTags RouteSettings StageName StageVariables Tags`),
  'AWS::Serverless::SimpleTable': words(`
    PointInTimeRecoverySpecification PrimaryKey ProvisionedThroughput SSESpecification TableName Tags`),
  'AWS::Serverless::LayerVersion': words(`
    CompatibleArchitectures CompatibleRuntimes ContentUri Description LayerName LicenseInfo PublishLambdaVersion
    RetentionPolicy`),
  'AWS::Serverless::Application': words('Location NotificationARNs Parameters Tags TimeoutInMinutes'),
  'AWS::Serverless::StateMachine': words(`
    AutoPublishAlias Definition DefinitionSubstitutions DefinitionUri DeploymentPreference Events Logging Name
    PermissionsBoundary Policies PropagateTags Role RolePath Tags Tracing Type UseAliasAsEventTarget`),
  'AWS::Serverless::Connector': words('Destination Permissions Source SourceReference'),
  'AWS::Serverless::GraphQLApi': words(`
    ApiKeys Auth Cache DataSources DomainName Functions Logging Name OwnerContact IntrospectionConfig QueryDepthLimit
    ResolverCountLimit EnvironmentVariables Visibility Resolvers SchemaInline SchemaUri Tags XrayEnabled`),
  'AWS::Serverless::CapacityProvider': words(`
    CapacityProviderName InstanceRequirements KmsKeyArn OperatorRole PropagateTags ScalingConfig Tags VpcConfig`),
};

/** What `Properties` must hold for the transform to go on. */
export const REQUIRED_PROPERTIES: Readonly<Record<string, readonly string[]>> = {
  'AWS::Serverless::Api': ['StageName'],
  'AWS::Serverless::Application': ['Location'],
  'AWS::Serverless::LayerVersion': ['ContentUri'],
};

const STREAM = `BatchSize BisectBatchOnFunctionError DestinationConfig Enabled FilterCriteria FunctionResponseTypes
  KmsKeyArn MaximumBatchingWindowInSeconds MaximumRecordAgeInSeconds MaximumRetryAttempts MetricsConfig LoggingConfig
  ParallelizationFactor StartingPosition StartingPositionTimestamp TumblingWindowInSeconds`;
const KAFKA = `BatchSize BisectBatchOnFunctionError ConsumerGroupId DestinationConfig Enabled FilterCriteria
  FunctionResponseTypes KmsKeyArn LoggingConfig MaximumBatchingWindowInSeconds MaximumRecordAgeInSeconds
  MaximumRetryAttempts MetricsConfig ProvisionedPollerConfig SchemaRegistryConfig SourceAccessConfigurations
  StartingPosition StartingPositionTimestamp Topics`;
const RULE = `DeadLetterConfig EventBusName Input InputPath InputTransformer LogConfig Pattern RetryPolicy RoleArn
  RuleName State Target`;
const SCHEDULE_V2 = `DeadLetterConfig Description EndDate FlexibleTimeWindow GroupName Input KmsKeyArn Name OmitName
  PermissionsBoundary RetryPolicy RoleArn ScheduleExpression ScheduleExpressionTimezone StartDate State`;
const SCHEDULE = 'DeadLetterConfig Description Enabled Input Name RetryPolicy RoleArn Schedule State Target';

/** Every property of a function's event, by event type. */
export const FUNCTION_EVENT_PROPERTIES: Readonly<Record<string, ReadonlySet<string>>> = {
  AlexaSkill: words('SkillId'),
  Api: words(`Auth Method Path RequestModel RequestParameters ResponseTransferMode RestApiId Stage TimeoutInMillis
    UnescapeMappingTemplate`),
  CloudWatchEvent: words(`${RULE} Enabled`),
  CloudWatchLogs: words('FilterPattern LogGroupName'),
  Cognito: words('Trigger UserPool'),
  DocumentDB: words(`BatchSize Cluster CollectionName DatabaseName Enabled FilterCriteria FullDocument KmsKeyArn
    MaximumBatchingWindowInSeconds SecretsManagerKmsKeyId SourceAccessConfigurations StartingPosition
    StartingPositionTimestamp`),
  DynamoDB: words(`${STREAM} Stream`),
  EventBridgeRule: words(RULE),
  HttpApi: words('ApiId Auth Method Path PayloadFormatVersion RouteSettings Stage TimeoutInMillis'),
  IoTRule: words('AwsIotSqlVersion Sql'),
  Kinesis: words(`${STREAM} Stream`),
  MQ: words(`BatchSize Broker DynamicPolicyName Enabled FilterCriteria KmsKeyArn MaximumBatchingWindowInSeconds Queues
    SecretsManagerKmsKeyId SourceAccessConfigurations`),
  MSK: words(`${KAFKA} Stream`),
  S3: words('Bucket Events Filter'),
  Schedule: words(SCHEDULE),
  ScheduleV2: words(SCHEDULE_V2),
  SelfManagedKafka: words(`${KAFKA} KafkaBootstrapServers`),
  SNS: words('FilterPolicy FilterPolicyScope RedrivePolicy Region SqsSubscription Topic'),
  SQS: words(`BatchSize Enabled FilterCriteria FunctionResponseTypes KmsKeyArn LoggingConfig
    MaximumBatchingWindowInSeconds MetricsConfig ProvisionedPollerConfig Queue ScalingConfig`),
};

/** Every property of a state machine's event, by event type. */
export const STATE_MACHINE_EVENT_PROPERTIES: Readonly<Record<string, ReadonlySet<string>>> = {
  Api: words('Auth Method Path RestApiId Stage UnescapeMappingTemplate'),
  CloudWatchEvent: words(RULE),
  EventBridgeRule: words(RULE),
  Schedule: words(`${SCHEDULE} RoleArn`),
  ScheduleV2: words(SCHEDULE_V2),
};

/** What an event must hold, by event type. */
export const REQUIRED_EVENT_PROPERTIES: Readonly<Record<string, readonly string[]>> = {
  Api: ['Path', 'Method'],
  CloudWatchEvent: ['Pattern'],
  CloudWatchLogs: ['LogGroupName', 'FilterPattern'],
  Cognito: ['UserPool', 'Trigger'],
  DocumentDB: ['Cluster', 'DatabaseName', 'SourceAccessConfigurations'],
  DynamoDB: ['Stream', 'StartingPosition'],
  EventBridgeRule: ['Pattern'],
  IoTRule: ['Sql'],
  Kinesis: ['Stream', 'StartingPosition'],
  MQ: ['Broker', 'Queues', 'SourceAccessConfigurations'],
  MSK: ['Stream', 'StartingPosition', 'Topics'],
  S3: ['Bucket', 'Events'],
  Schedule: ['Schedule'],
  ScheduleV2: ['ScheduleExpression'],
  SelfManagedKafka: ['KafkaBootstrapServers', 'SourceAccessConfigurations', 'Topics'],
  SNS: ['Topic'],
  SQS: ['Queue'],
};
