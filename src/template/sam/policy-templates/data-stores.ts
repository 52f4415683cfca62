import type { PolicyTemplate } from './policy-template.ts';
import { allow, arn, fill, template } from './policy-template.ts';

const TABLE = [arn('dynamodb', 'table/${tableName}'), arn('dynamodb', 'table/${tableName}/index/*')];
const BUCKET = [fill('arn:${AWS::Partition}:s3:::${bucketName}'), fill('arn:${AWS::Partition}:s3:::${bucketName}/*')];
const DOMAIN = arn('es', 'domain/${domainName}/*');

export const DATA_STORE_TEMPLATES: Readonly<Record<string, PolicyTemplate>> = {
  AthenaQueryPolicy: template(
    ['WorkGroupName'],
    allow(
      'athena',
      'ListWorkGroups GetExecutionEngine GetExecutionEngines GetNamespace GetCatalogs GetNamespaces GetTables GetTable',
      '*',
    ),
    allow(
      'athena',
      `StartQueryExecution GetQueryResults DeleteNamedQuery GetNamedQuery ListQueryExecutions StopQueryExecution
       GetQueryResultsStream ListNamedQueries CreateNamedQuery GetQueryExecution BatchGetNamedQuery
       BatchGetQueryExecution GetWorkGroup`.trim(),
      arn('athena', 'workgroup/${workGroupName}'),
    ),
  ),
  DynamoDBBackupFullAccessPolicy: template(
    ['TableName'],
    allow('dynamodb', 'CreateBackup DescribeContinuousBackups', arn('dynamodb', 'table/${tableName}')),
    allow('dynamodb', 'DeleteBackup DescribeBackup ListBackups', arn('dynamodb', 'table/${tableName}/backup/*')),
  ),
  DynamoDBCrudPolicy: template(
    ['TableName'],
    allow(
      'dynamodb',
      'GetItem DeleteItem PutItem Scan Query UpdateItem BatchWriteItem BatchGetItem DescribeTable ConditionCheckItem',
      TABLE,
    ),
  ),
  DynamoDBReadPolicy: template(
    ['TableName'],
    allow('dynamodb', 'GetItem Scan Query BatchGetItem DescribeTable', TABLE),
  ),
  DynamoDBReconfigurePolicy: template(
    ['TableName'],
    allow('dynamodb', 'UpdateTable', arn('dynamodb', 'table/${tableName}')),
  ),
  DynamoDBRestoreFromBackupPolicy: template(
    ['TableName'],
    allow('dynamodb', 'RestoreTableFromBackup', arn('dynamodb', 'table/${tableName}/backup/*')),
    allow(
      'dynamodb',
      'PutItem UpdateItem DeleteItem GetItem Query Scan BatchWriteItem',
      arn('dynamodb', 'table/${tableName}'),
    ),
  ),
  DynamoDBStreamReadPolicy: template(
    ['TableName', 'StreamName'],
    allow(
      'dynamodb',
      'DescribeStream GetRecords GetShardIterator',
      arn('dynamodb', 'table/${tableName}/stream/${streamName}'),
    ),
    allow('dynamodb', 'ListStreams', arn('dynamodb', 'table/${tableName}/stream/*')),
  ),
  DynamoDBWritePolicy: template(['TableName'], allow('dynamodb', 'PutItem UpdateItem BatchWriteItem', TABLE)),
  EFSWriteAccessPolicy: template(
    ['FileSystem', 'AccessPoint'],
    allow('elasticfilesystem', 'ClientMount ClientWrite', arn('elasticfilesystem', 'file-system/${fileSystem}'), {
      StringEquals: { 'elasticfilesystem:AccessPointArn': arn('elasticfilesystem', 'access-point/${accessPoint}') },
    }),
  ),
  ElasticsearchHttpPostPolicy: template(['DomainName'], allow('es', 'ESHttpPost ESHttpPut', DOMAIN)),
  S3CrudPolicy: template(
    ['BucketName'],
    allow(
      's3',
      'GetObject ListBucket GetBucketLocation GetObjectVersion PutObject PutObjectAcl GetLifecycleConfiguration PutLifecycleConfiguration DeleteObject',
      BUCKET,
    ),
  ),
  S3FullAccessPolicy: template(
    ['BucketName'],
    allow(
      's3',
      `GetObject GetObjectAcl GetObjectVersion PutObject PutObjectAcl DeleteObject DeleteObjectTagging
       DeleteObjectVersionTagging GetObjectTagging GetObjectVersionTagging PutObjectTagging PutObjectVersionTagging`.trim(),
      [fill('arn:${AWS::Partition}:s3:::${bucketName}/*')],
    ),
    allow('s3', 'ListBucket GetBucketLocation GetLifecycleConfiguration PutLifecycleConfiguration', [
      fill('arn:${AWS::Partition}:s3:::${bucketName}'),
    ]),
  ),
  S3ReadPolicy: template(
    ['BucketName'],
    allow('s3', 'GetObject ListBucket GetBucketLocation GetObjectVersion GetLifecycleConfiguration', BUCKET),
  ),
  S3WritePolicy: template(['BucketName'], allow('s3', 'PutObject PutObjectAcl PutLifecycleConfiguration', BUCKET)),
};
