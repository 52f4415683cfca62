import type { PolicyTemplate } from './policy-template.ts';
import { allow, arn, fill, template } from './policy-template.ts';

const REPOSITORY = arn('codecommit', '${repositoryName}');
const LOG_GROUP = arn('logs', 'log-group:${logGroupName}:log-stream:*');
const CLUSTER = arn('elasticmapreduce', 'cluster/${clusterId}');
const ROTATION_CONDITION = {
  StringEquals: {
    'secretsmanager:resource/AllowRotationLambdaArn': arn('lambda', 'function:${functionName}'),
  },
};

export const OPERATIONS_TEMPLATES: Readonly<Record<string, PolicyTemplate>> = {
  AMIDescribePolicy: template([], allow('ec2', 'DescribeImages', '*')),
  AcmGetCertificatePolicy: template(['CertificateArn'], allow('acm', 'GetCertificate', fill('${certificateArn}'))),
  AWSSecretsManagerGetSecretValuePolicy: template(
    ['SecretArn'],
    allow('secretsmanager', 'GetSecretValue', fill('${secretArn}')),
  ),
  AWSSecretsManagerRotationPolicy: template(
    ['FunctionName'],
    allow(
      'secretsmanager',
      'DescribeSecret GetSecretValue PutSecretValue UpdateSecretVersionStage',
      fill('arn:${AWS::Partition}:secretsmanager:${AWS::Region}:${AWS::AccountId}:secret:*'),
      ROTATION_CONDITION,
    ),
    allow('secretsmanager', 'GetRandomPassword', '*'),
  ),
  CloudFormationDescribeStacksPolicy: template(
    [],
    allow('cloudformation', 'DescribeStacks', arn('cloudformation', 'stack/*')),
  ),
  CloudWatchDashboardPolicy: template(
    [],
    allow('cloudwatch', 'GetDashboard ListDashboards PutDashboard ListMetrics', '*'),
  ),
  CloudWatchDescribeAlarmHistoryPolicy: template([], allow('cloudwatch', 'DescribeAlarmHistory', '*')),
  CloudWatchPutMetricPolicy: template([], allow('cloudwatch', 'PutMetricData', '*')),
  CodeCommitCrudPolicy: template(
    ['RepositoryName'],
    allow(
      'codecommit',
      `GitPull GitPush CreateBranch DeleteBranch GetBranch ListBranches MergeBranchesByFastForward
       MergeBranchesBySquash MergeBranchesByThreeWay MergePullRequestByFastForward
       MergePullRequestBySquash MergePullRequestByThreeWay UpdateDefaultBranch BatchDescribeMergeConflicts
       CreateUnreferencedMergeCommit DescribeMergeConflicts GetMergeCommit GetMergeOptions BatchGetPullRequests
       CreatePullRequest DescribePullRequestEvents GetCommentsForPullRequest GetCommitsFromMergeBase
       GetMergeConflicts GetPullRequest ListPullRequests PostCommentForPullRequest UpdatePullRequestDescription
       UpdatePullRequestStatus UpdatePullRequestTitle DeleteFile GetBlob GetFile GetFolder PutFile DeleteCommentContent
       GetComment GetCommentsForComparedCommit PostCommentForComparedCommit PostCommentReply UpdateComment
       BatchGetCommits CreateCommit GetCommit GetCommitHistory GetDifferences GetObjectIdentifier GetReferences GetTree
       GetRepository UpdateRepositoryDescription ListTagsForResource TagResource UntagResource GetRepositoryTriggers
       PutRepositoryTriggers TestRepositoryTriggers UploadArchive GetUploadArchiveStatus
       CancelUploadArchive`.trim(),
      REPOSITORY,
    ),
  ),
  CodeCommitReadPolicy: template(
    ['RepositoryName'],
    allow(
      'codecommit',
      `GitPull GetBranch ListBranches BatchDescribeMergeConflicts DescribeMergeConflicts GetMergeCommit GetMergeOptions
       BatchGetPullRequests DescribePullRequestEvents GetCommentsForPullRequest GetCommitsFromMergeBase
       GetMergeConflicts GetPullRequest ListPullRequests GetBlob GetFile GetFolder GetComment
       GetCommentsForComparedCommit BatchGetCommits GetCommit GetCommitHistory GetDifferences GetObjectIdentifier
       GetReferences GetTree GetRepository ListTagsForResource GetRepositoryTriggers TestRepositoryTriggers
       GetUploadArchiveStatus`.trim(),
      REPOSITORY,
    ),
  ),
  CodePipelineLambdaExecutionPolicy: template(
    [],
    allow('codepipeline', 'PutJobSuccessResult PutJobFailureResult', '*'),
  ),
  CodePipelineReadOnlyPolicy: template(
    ['PipelineName'],
    allow('codepipeline', 'ListPipelineExecutions', arn('codepipeline', '${pipelineName}')),
  ),
  CostExplorerReadOnlyPolicy: template(
    [],
    allow(
      'ce',
      'GetCostAndUsage GetDimensionValues GetReservationCoverage GetReservationPurchaseRecommendation GetReservationUtilization GetTags',
      '*',
    ),
  ),
  EC2CopyImagePolicy: template(['ImageId'], allow('ec2', 'CopyImage', arn('ec2', 'image/${imageId}'))),
  EC2DescribePolicy: template([], allow('ec2', 'DescribeRegions DescribeInstances', '*')),
  EcsRunTaskPolicy: template(
    ['TaskDefinition'],
    allow('ecs', 'RunTask', arn('ecs', 'task-definition/${taskDefinition}')),
  ),
  EKSDescribePolicy: template([], allow('eks', 'DescribeCluster ListClusters', '*')),
  ElasticMapReduceAddJobFlowStepsPolicy: template(['ClusterId'], {
    Action: 'elasticmapreduce:AddJobFlowSteps',
    Effect: 'Allow',
    Resource: CLUSTER,
  }),
  ElasticMapReduceCancelStepsPolicy: template(['ClusterId'], {
    Action: 'elasticmapreduce:CancelSteps',
    Effect: 'Allow',
    Resource: CLUSTER,
  }),
  ElasticMapReduceModifyInstanceFleetPolicy: template(
    ['ClusterId'],
    allow('elasticmapreduce', 'ModifyInstanceFleet ListInstanceFleets', CLUSTER),
  ),
  ElasticMapReduceModifyInstanceGroupsPolicy: template(
    ['ClusterId'],
    allow('elasticmapreduce', 'ModifyInstanceGroups ListInstanceGroups', CLUSTER),
  ),
  ElasticMapReduceSetTerminationProtectionPolicy: template(['ClusterId'], {
    Action: 'elasticmapreduce:SetTerminationProtection',
    Effect: 'Allow',
    Resource: CLUSTER,
  }),
  ElasticMapReduceTerminateJobFlowsPolicy: template(['ClusterId'], {
    Action: 'elasticmapreduce:TerminateJobFlows',
    Effect: 'Allow',
    Resource: CLUSTER,
  }),
  FilterLogEventsPolicy: template(['LogGroupName'], allow('logs', 'FilterLogEvents', LOG_GROUP)),
  KMSDecryptPolicy: template(['KeyId'], {
    Action: 'kms:Decrypt',
    Effect: 'Allow',
    Resource: arn('kms', 'key/${keyId}'),
  }),
  KMSEncryptPolicy: template(['KeyId'], {
    Action: 'kms:Encrypt',
    Effect: 'Allow',
    Resource: arn('kms', 'key/${keyId}'),
  }),
  LambdaInvokePolicy: template(
    ['FunctionName'],
    allow('lambda', 'InvokeFunction', arn('lambda', 'function:${functionName}*')),
  ),
  OrganizationsListAccountsPolicy: template([], allow('organizations', 'ListAccounts', '*')),
  Route53ChangeResourceRecordSetsPolicy: template(
    ['HostedZoneId'],
    allow('route53', 'ChangeResourceRecordSets', fill('arn:${AWS::Partition}:route53:::hostedzone/${hostedZoneId}')),
  ),
  SSMParameterReadPolicy: template(
    ['ParameterName'],
    allow('ssm', 'DescribeParameters', '*'),
    allow('ssm', 'GetParameters GetParameter GetParametersByPath', arn('ssm', 'parameter/${parameterName}')),
  ),
  SSMParameterWithSlashPrefixReadPolicy: template(
    ['ParameterName'],
    allow('ssm', 'DescribeParameters', '*'),
    allow('ssm', 'GetParameters GetParameter GetParametersByPath', arn('ssm', 'parameter${parameterName}')),
  ),
  VPCAccessPolicy: template(
    [],
    allow('ec2', 'CreateNetworkInterface DeleteNetworkInterface DescribeNetworkInterfaces DetachNetworkInterface', '*'),
  ),
};
