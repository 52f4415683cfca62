terraform {
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 5.0"
    }
  }
}

variable "changed" {
  type    = bool
  default = false
}

locals {
  zip = "${path.module}/function.zip"
}

data "aws_caller_identity" "here" {}
data "aws_region" "here" {}
data "aws_partition" "here" {}

# --- IAM
data "aws_iam_policy_document" "trust" {
  statement {
    actions = ["sts:AssumeRole"]
    principals {
      type        = "Service"
      identifiers = ["lambda.amazonaws.com", "apigateway.amazonaws.com", "logs.amazonaws.com"]
    }
  }
}

data "aws_iam_policy_document" "table" {
  statement {
    sid       = "Table"
    actions   = concat(["dynamodb:GetItem", "dynamodb:Query"], var.changed ? ["dynamodb:PutItem"] : [])
    resources = [aws_dynamodb_table.orders.arn, "${aws_dynamodb_table.orders.arn}/index/*"]
  }
  statement {
    actions   = ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"]
    resources = ["*"]
    condition {
      test     = "StringEquals"
      variable = "aws:RequestedRegion"
      values   = [data.aws_region.here.name]
    }
  }
}

resource "aws_iam_role" "lambda" {
  name                  = "big-lambda"
  assume_role_policy    = data.aws_iam_policy_document.trust.json
  force_detach_policies = true
  tags                  = { app = "big" }
}

resource "aws_iam_policy" "table" {
  name   = "big-table"
  policy = data.aws_iam_policy_document.table.json
}

resource "aws_iam_role_policy_attachment" "table" {
  role       = aws_iam_role.lambda.name
  policy_arn = aws_iam_policy.table.arn
}

resource "aws_iam_role_policy_attachment" "push" {
  role       = aws_iam_role.lambda.name
  policy_arn = "arn:${data.aws_partition.here.partition}:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs"
}

resource "aws_iam_policy_attachment" "everywhere" {
  name       = "everywhere"
  users      = [aws_iam_user.deployer.name]
  groups     = [aws_iam_group.team.name]
  policy_arn = aws_iam_policy.table.arn
  roles      = [aws_iam_role.lambda.name]
}

resource "aws_iam_user" "deployer" {
  name = "big-deployer"
  path = "/ci/"
  tags = { app = "big" }
}

resource "aws_iam_access_key" "deployer" { user = aws_iam_user.deployer.name }

resource "aws_iam_user_policy" "own" {
  user   = aws_iam_user.deployer.name
  name   = "own"
  policy = data.aws_iam_policy_document.table.json
}

resource "aws_iam_group" "team" { name = "big-team" }

resource "aws_iam_group_membership" "team" {
  name  = "team"
  users = [aws_iam_user.deployer.name]
  group = aws_iam_group.team.name
}

resource "aws_iam_instance_profile" "app" {
  name = "big-app"
  role = aws_iam_role.lambda.name
}

# --- DynamoDB
resource "aws_dynamodb_table" "orders" {
  name         = "BigOrders"
  billing_mode = "PAY_PER_REQUEST"
  hash_key     = "customer"
  range_key    = "order"
  table_class  = "STANDARD_INFREQUENT_ACCESS"

  attribute {
    name = "customer"
    type = "S"
  }
  attribute {
    name = "order"
    type = "N"
  }
  attribute {
    name = "state"
    type = "S"
  }
  attribute {
    name = "placed"
    type = "S"
  }
  global_secondary_index {
    name            = "by-state"
    hash_key        = "state"
    range_key       = "placed"
    projection_type = "ALL"
  }
  dynamic "global_secondary_index" {
    for_each = var.changed ? ["by-placed"] : []
    content {
      name               = global_secondary_index.value
      hash_key           = "placed"
      projection_type    = "INCLUDE"
      non_key_attributes = ["total"]
    }
  }
  local_secondary_index {
    name            = "by-placed-of-customer"
    range_key       = "placed"
    projection_type = "KEYS_ONLY"
  }
  ttl {
    attribute_name = "expires"
    enabled        = true
  }
  point_in_time_recovery {
    enabled = true
  }
  server_side_encryption {
    enabled = true
  }
  stream_enabled              = true
  stream_view_type            = "NEW_AND_OLD_IMAGES"
  deletion_protection_enabled = false
  tags = {
    app   = "big"
    state = var.changed ? "second" : "first"
  }
}

resource "aws_dynamodb_table" "provisioned" {
  name           = "BigProvisioned"
  billing_mode   = "PROVISIONED"
  read_capacity  = var.changed ? 7 : 5
  write_capacity = 5
  hash_key       = "id"
  lifecycle {
    ignore_changes = [tags, tags_all]
  }
  attribute {
    name = "id"
    type = "B"
  }
  attribute {
    name = "kind"
    type = "S"
  }
  global_secondary_index {
    name            = "by-kind"
    hash_key        = "kind"
    projection_type = "KEYS_ONLY"
    read_capacity   = 5
    write_capacity  = var.changed ? 6 : 5
  }
}

resource "aws_dynamodb_table_item" "first" {
  table_name = aws_dynamodb_table.orders.name
  hash_key   = aws_dynamodb_table.orders.hash_key
  range_key  = aws_dynamodb_table.orders.range_key
  item = jsonencode({
    customer = { S = "ann" }
    order    = { N = "1" }
    state    = { S = var.changed ? "sent" : "open" }
    lines    = { L = [{ M = { sku = { S = "a" }, n = { N = "2" } } }] }
    gift     = { BOOL = true }
  })
}

resource "aws_dynamodb_resource_policy" "orders" {
  resource_arn = aws_dynamodb_table.orders.arn
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { AWS = aws_iam_role.lambda.arn }
      Action    = "dynamodb:GetItem"
      Resource  = aws_dynamodb_table.orders.arn
    }]
  })
}

resource "aws_dynamodb_tag" "extra" {
  resource_arn = aws_dynamodb_table.provisioned.arn
  key          = "extra"
  value        = "yes"
}

resource "aws_dynamodb_contributor_insights" "orders" { table_name = aws_dynamodb_table.orders.name }

data "aws_dynamodb_table" "orders" { name = aws_dynamodb_table.orders.name }

# --- Lambda
resource "aws_lambda_layer_version" "shared" {
  layer_name          = "big-shared"
  filename            = local.zip
  source_code_hash    = filebase64sha256(local.zip)
  compatible_runtimes = ["nodejs20.x"]
  description         = "shared code"
  license_info        = "Apache-2.0"
}

resource "aws_lambda_function" "api" {
  function_name                  = "big-api"
  filename                       = local.zip
  source_code_hash               = filebase64sha256(local.zip)
  role                           = aws_iam_role.lambda.arn
  handler                        = "index.handler"
  runtime                        = "nodejs20.x"
  architectures                  = ["x86_64"]
  publish                        = true
  memory_size                    = var.changed ? 512 : 256
  timeout                        = 20
  description                    = "orders"
  reserved_concurrent_executions = 20
  layers                         = [aws_lambda_layer_version.shared.arn]
  ephemeral_storage {
    size = 1024
  }
  environment {
    variables = {
      TABLE_NAME = aws_dynamodb_table.orders.name
      MODE       = var.changed ? "second" : "first"
    }
  }
  logging_config {
    log_format            = "JSON"
    application_log_level = "INFO"
    system_log_level      = "WARN"
    log_group             = aws_cloudwatch_log_group.api.name
  }
  tracing_config {
    mode = "Active"
  }
  tags = { app = "big" }
}

resource "aws_lambda_alias" "live" {
  name             = "live"
  description      = "what clients call"
  function_name    = aws_lambda_function.api.function_name
  function_version = aws_lambda_function.api.version
}

resource "aws_lambda_permission" "api" {
  statement_id  = "api"
  action        = "lambda:InvokeFunction"
  function_name = aws_lambda_function.api.function_name
  qualifier     = aws_lambda_alias.live.name
  principal     = "apigateway.amazonaws.com"
  source_arn    = "${aws_api_gateway_rest_api.orders.execution_arn}/*"
}

resource "aws_lambda_permission" "authorizer" {
  action        = "lambda:InvokeFunction"
  function_name = aws_lambda_function.api.function_name
  principal     = "apigateway.amazonaws.com"
}

resource "aws_lambda_permission" "logs" {
  statement_id  = "logs"
  action        = "lambda:InvokeFunction"
  function_name = aws_lambda_function.api.function_name
  principal     = "logs.amazonaws.com"
}

resource "aws_lambda_function_event_invoke_config" "api" {
  function_name                = aws_lambda_function.api.function_name
  maximum_event_age_in_seconds = var.changed ? 120 : 60
  maximum_retry_attempts       = 1
}

data "aws_lambda_function" "api" {
  function_name = aws_lambda_function.api.function_name
}

# --- CloudWatch
resource "aws_cloudwatch_log_group" "api" {
  name              = "/big/api"
  retention_in_days = var.changed ? 14 : 7
  tags              = { app = "big" }
}

resource "aws_cloudwatch_log_group" "access" {
  name              = "/big/access"
  retention_in_days = 1
}

resource "aws_cloudwatch_log_stream" "own" {
  name           = "own"
  log_group_name = aws_cloudwatch_log_group.api.name
}

resource "aws_cloudwatch_log_metric_filter" "errors" {
  name           = "errors"
  log_group_name = aws_cloudwatch_log_group.api.name
  pattern        = var.changed ? "?ERROR ?FATAL" : "ERROR"
  metric_transformation {
    name          = "Errors"
    namespace     = "Big"
    value         = "1"
    default_value = "0"
    unit          = "Count"
  }
}

resource "aws_cloudwatch_log_subscription_filter" "lambda" {
  name            = "to-lambda"
  log_group_name  = aws_cloudwatch_log_group.access.name
  filter_pattern  = "ERROR"
  destination_arn = aws_lambda_function.api.arn
  depends_on      = [aws_lambda_permission.logs]
}

resource "aws_cloudwatch_log_resource_policy" "services" {
  policy_name = "big-services"
  policy_document = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "es.amazonaws.com" }
      Action    = ["logs:PutLogEvents"]
      Resource  = "arn:aws:logs:*"
    }]
  })
}

resource "aws_cloudwatch_metric_alarm" "errors" {
  alarm_name          = "big-errors"
  alarm_description   = "too many errors"
  comparison_operator = "GreaterThanOrEqualToThreshold"
  evaluation_periods  = 2
  datapoints_to_alarm = 1
  threshold           = var.changed ? 7 : 5
  treat_missing_data  = "notBreaching"
  metric_name         = "Errors"
  namespace           = "Big"
  period              = 60
  statistic           = "Sum"
  tags                = { app = "big" }
}

resource "aws_cloudwatch_metric_alarm" "ratio" {
  alarm_name          = "big-ratio"
  comparison_operator = "GreaterThanThreshold"
  evaluation_periods  = 1
  threshold           = 10
  metric_query {
    id          = "ratio"
    expression  = "100 * errors / requests"
    label       = "Error ratio"
    return_data = true
  }
  metric_query {
    id = "errors"
    metric {
      metric_name = "5XXError"
      namespace   = "AWS/ApiGateway"
      period      = 60
      stat        = "Sum"
      dimensions  = { ApiName = "big-orders" }
    }
  }
  metric_query {
    id = "requests"
    metric {
      metric_name = "Count"
      namespace   = "AWS/ApiGateway"
      period      = 60
      stat        = "Sum"
      dimensions  = { ApiName = "big-orders" }
    }
  }
}

resource "aws_cloudwatch_metric_alarm" "slow" {
  alarm_name          = "big-slow"
  comparison_operator = "GreaterThanThreshold"
  evaluation_periods  = 1
  threshold           = 900
  metric_name         = "Latency"
  namespace           = "AWS/ApiGateway"
  period              = 300
  extended_statistic  = "p95"
  dimensions          = { ApiName = "big-orders" }
}

# --- API Gateway, by resources
resource "aws_api_gateway_account" "here" {
  cloudwatch_role_arn = aws_iam_role.lambda.arn
  reset_on_delete     = true
  depends_on          = [aws_iam_role_policy_attachment.push]
}

resource "aws_api_gateway_rest_api" "orders" {
  name                         = "big-orders"
  description                  = var.changed ? "second" : "first"
  binary_media_types           = ["image/png", "application/octet-stream"]
  minimum_compression_size     = 1024
  api_key_source               = "HEADER"
  disable_execute_api_endpoint = false
  endpoint_configuration {
    types = ["REGIONAL"]
  }
  tags = { app = "big" }
}

resource "aws_api_gateway_rest_api_policy" "orders" {
  rest_api_id = aws_api_gateway_rest_api.orders.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = "*"
      Action    = "execute-api:Invoke"
      Resource  = "${aws_api_gateway_rest_api.orders.execution_arn}/*"
    }]
  })
}

resource "aws_api_gateway_resource" "orders" {
  rest_api_id = aws_api_gateway_rest_api.orders.id
  parent_id   = aws_api_gateway_rest_api.orders.root_resource_id
  path_part   = "orders"
}

resource "aws_api_gateway_resource" "order" {
  rest_api_id = aws_api_gateway_rest_api.orders.id
  parent_id   = aws_api_gateway_resource.orders.id
  path_part   = "{order}"
}

resource "aws_api_gateway_model" "order" {
  rest_api_id  = aws_api_gateway_rest_api.orders.id
  name         = "Order"
  description  = "an order"
  content_type = "application/json"
  schema = jsonencode({
    "$schema" = "http://json-schema.org/draft-04/schema#"
    title     = "Order"
    type      = "object"
    required  = ["sku"]
    properties = {
      sku = { type = "string", minLength = var.changed ? 2 : 1 }
    }
  })
}

resource "aws_api_gateway_request_validator" "both" {
  rest_api_id                 = aws_api_gateway_rest_api.orders.id
  name                        = "both"
  validate_request_body       = true
  validate_request_parameters = true
}

resource "aws_api_gateway_authorizer" "token" {
  rest_api_id                      = aws_api_gateway_rest_api.orders.id
  name                             = "token"
  type                             = "TOKEN"
  authorizer_uri                   = aws_lambda_function.api.invoke_arn
  authorizer_credentials           = aws_iam_role.lambda.arn
  identity_source                  = "method.request.header.Authorization"
  identity_validation_expression   = "^Bearer .+$"
  authorizer_result_ttl_in_seconds = var.changed ? 30 : 60
}

resource "aws_api_gateway_authorizer" "request" {
  rest_api_id     = aws_api_gateway_rest_api.orders.id
  name            = "request"
  type            = "REQUEST"
  authorizer_uri  = aws_lambda_function.api.invoke_arn
  identity_source = "method.request.header.X-Who,method.request.querystring.who"
}

resource "aws_api_gateway_authorizer" "pool" {
  rest_api_id   = aws_api_gateway_rest_api.orders.id
  name          = "pool"
  type          = "COGNITO_USER_POOLS"
  provider_arns = ["arn:aws:cognito-idp:us-east-1:${data.aws_caller_identity.here.account_id}:userpool/us-east-1_abcdefghi"]
}

resource "aws_api_gateway_method" "create" {
  rest_api_id          = aws_api_gateway_rest_api.orders.id
  resource_id          = aws_api_gateway_resource.orders.id
  http_method          = "POST"
  authorization        = "NONE"
  api_key_required     = true
  operation_name       = "CreateOrder"
  request_validator_id = aws_api_gateway_request_validator.both.id
  request_models       = { "application/json" = aws_api_gateway_model.order.name }
  request_parameters   = { "method.request.header.X-Trace" = true }
}

resource "aws_api_gateway_integration" "create" {
  rest_api_id = aws_api_gateway_rest_api.orders.id
  resource_id = aws_api_gateway_resource.orders.id
  http_method = aws_api_gateway_method.create.http_method
  type        = "MOCK"
  request_templates = {
    "application/json" = jsonencode({ statusCode = 201 })
  }
  passthrough_behavior = "WHEN_NO_TEMPLATES"
}

resource "aws_api_gateway_method_response" "created" {
  rest_api_id         = aws_api_gateway_rest_api.orders.id
  resource_id         = aws_api_gateway_resource.orders.id
  http_method         = aws_api_gateway_method.create.http_method
  status_code         = "201"
  response_models     = { "application/json" = aws_api_gateway_model.order.name }
  response_parameters = { "method.response.header.X-Made-By" = true }
}

resource "aws_api_gateway_integration_response" "created" {
  rest_api_id         = aws_api_gateway_rest_api.orders.id
  resource_id         = aws_api_gateway_resource.orders.id
  http_method         = aws_api_gateway_method.create.http_method
  status_code         = aws_api_gateway_method_response.created.status_code
  response_parameters = { "method.response.header.X-Made-By" = "'samlet'" }
  response_templates = {
    "application/json" = jsonencode({ made = true, state = var.changed ? "second" : "first" })
  }
  depends_on = [aws_api_gateway_integration.create]
}

resource "aws_api_gateway_method" "read" {
  rest_api_id        = aws_api_gateway_rest_api.orders.id
  resource_id        = aws_api_gateway_resource.order.id
  http_method        = "GET"
  authorization      = "CUSTOM"
  authorizer_id      = aws_api_gateway_authorizer.token.id
  request_parameters = { "method.request.path.order" = true, "method.request.querystring.full" = false }
}

resource "aws_api_gateway_integration" "read" {
  rest_api_id             = aws_api_gateway_rest_api.orders.id
  resource_id             = aws_api_gateway_resource.order.id
  http_method             = aws_api_gateway_method.read.http_method
  type                    = "AWS_PROXY"
  integration_http_method = "POST"
  uri                     = aws_lambda_alias.live.invoke_arn
  cache_key_parameters    = ["method.request.path.order"]
  cache_namespace         = "orders"
  timeout_milliseconds    = var.changed ? 9000 : 10000
}

resource "aws_api_gateway_method" "any" {
  rest_api_id          = aws_api_gateway_rest_api.orders.id
  resource_id          = aws_api_gateway_resource.order.id
  http_method          = "DELETE"
  authorization        = "COGNITO_USER_POOLS"
  authorizer_id        = aws_api_gateway_authorizer.pool.id
  authorization_scopes = ["orders/delete"]
}

resource "aws_api_gateway_integration" "any" {
  rest_api_id             = aws_api_gateway_rest_api.orders.id
  resource_id             = aws_api_gateway_resource.order.id
  http_method             = aws_api_gateway_method.any.http_method
  type                    = "HTTP_PROXY"
  integration_http_method = "DELETE"
  uri                     = "http://127.0.0.1:9/orders/{order}"
  connection_type         = "VPC_LINK"
  connection_id           = aws_api_gateway_vpc_link.inside.id
  request_parameters      = { "integration.request.header.X-From" = "'samlet'" }
  content_handling        = "CONVERT_TO_TEXT"
}

resource "aws_api_gateway_method" "item" {
  rest_api_id   = aws_api_gateway_rest_api.orders.id
  resource_id   = aws_api_gateway_resource.orders.id
  http_method   = "GET"
  authorization = "AWS_IAM"
}

resource "aws_api_gateway_integration" "item" {
  rest_api_id             = aws_api_gateway_rest_api.orders.id
  resource_id             = aws_api_gateway_resource.orders.id
  http_method             = aws_api_gateway_method.item.http_method
  type                    = "AWS"
  integration_http_method = "POST"
  uri                     = "arn:aws:apigateway:${data.aws_region.here.name}:dynamodb:action/GetItem"
  credentials             = aws_iam_role.lambda.arn
  request_templates = {
    "application/json" = jsonencode({ TableName = aws_dynamodb_table.orders.name, Key = { customer = { S = "ann" }, order = { N = "1" } } })
  }
  passthrough_behavior = "NEVER"
}

resource "aws_api_gateway_method_response" "item" {
  rest_api_id = aws_api_gateway_rest_api.orders.id
  resource_id = aws_api_gateway_resource.orders.id
  http_method = aws_api_gateway_method.item.http_method
  status_code = "200"
}

resource "aws_api_gateway_integration_response" "item" {
  rest_api_id       = aws_api_gateway_rest_api.orders.id
  resource_id       = aws_api_gateway_resource.orders.id
  http_method       = aws_api_gateway_method.item.http_method
  status_code       = aws_api_gateway_method_response.item.status_code
  selection_pattern = "2\\d{2}"
  content_handling  = "CONVERT_TO_TEXT"
  depends_on        = [aws_api_gateway_integration.item]
}

resource "aws_api_gateway_vpc_link" "inside" {
  name        = "inside"
  description = "to the load balancer"
  target_arns = ["arn:aws:elasticloadbalancing:us-east-1:${data.aws_caller_identity.here.account_id}:loadbalancer/net/inside/1234567890abcdef"]
  tags        = { app = "big" }
}

resource "aws_api_gateway_gateway_response" "unauthorized" {
  rest_api_id         = aws_api_gateway_rest_api.orders.id
  response_type       = "UNAUTHORIZED"
  status_code         = "401"
  response_templates  = { "application/json" = "{\"message\":$context.error.messageString}" }
  response_parameters = { "gatewayresponse.header.Authorization" = "'Basic'" }
}

resource "aws_api_gateway_client_certificate" "backend" {
  description = "shown to backends"
  tags        = { app = "big" }
}

resource "aws_api_gateway_documentation_part" "orders" {
  rest_api_id = aws_api_gateway_rest_api.orders.id
  properties  = jsonencode({ description = var.changed ? "Makes an order." : "Makes one order." })
  location {
    type   = "METHOD"
    method = "POST"
    path   = "/orders"
  }
}

resource "aws_api_gateway_documentation_version" "one" {
  rest_api_id = aws_api_gateway_rest_api.orders.id
  version     = "one"
  description = "the first"
  depends_on  = [aws_api_gateway_documentation_part.orders]
}

resource "aws_api_gateway_deployment" "orders" {
  rest_api_id = aws_api_gateway_rest_api.orders.id
  description = "by Terraform"
  triggers = {
    redeployment = sha1(jsonencode([
      aws_api_gateway_integration.read.timeout_milliseconds, aws_api_gateway_integration_response.created.response_templates,
    ]))
  }
  depends_on = [
    aws_api_gateway_integration.any, aws_api_gateway_integration_response.item, aws_api_gateway_rest_api_policy.orders,
    aws_api_gateway_integration_response.created, aws_api_gateway_integration.read,
  ]
  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_api_gateway_stage" "live" {
  rest_api_id           = aws_api_gateway_rest_api.orders.id
  deployment_id         = aws_api_gateway_deployment.orders.id
  stage_name            = "live"
  description           = "what clients call"
  cache_cluster_enabled = true
  cache_cluster_size    = var.changed ? "1.6" : "0.5"
  client_certificate_id = aws_api_gateway_client_certificate.backend.id
  documentation_version = aws_api_gateway_documentation_version.one.version
  xray_tracing_enabled  = true
  variables             = { mode = var.changed ? "second" : "first", table = "orders" }
  access_log_settings {
    destination_arn = aws_cloudwatch_log_group.access.arn
    format          = "$context.requestId $context.status"
  }
  canary_settings {
    deployment_id            = aws_api_gateway_deployment.orders.id
    percent_traffic          = var.changed ? 20 : 10.5
    stage_variable_overrides = { mode = "canary" }
    use_stage_cache          = false
  }
  tags       = { app = "big" }
  depends_on = [aws_api_gateway_account.here]
}

resource "aws_api_gateway_method_settings" "all" {
  rest_api_id = aws_api_gateway_rest_api.orders.id
  stage_name  = aws_api_gateway_stage.live.stage_name
  method_path = "*/*"
  settings {
    metrics_enabled        = true
    logging_level          = "ERROR"
    throttling_rate_limit  = var.changed ? 80 : 100
    throttling_burst_limit = 50
  }
}

resource "aws_api_gateway_method_settings" "read" {
  rest_api_id = aws_api_gateway_rest_api.orders.id
  stage_name  = aws_api_gateway_stage.live.stage_name
  method_path = "orders/{order}/GET"
  settings {
    caching_enabled                            = true
    cache_ttl_in_seconds                       = var.changed ? 30 : 60
    cache_data_encrypted                       = true
    require_authorization_for_cache_control    = true
    unauthorized_cache_control_header_strategy = "FAIL_WITH_403"
  }
}

resource "aws_api_gateway_api_key" "client" {
  name        = "big-client"
  description = "of the client"
  value       = "a-key-of-twenty-characters-or-more"
  enabled     = true
  tags        = { app = "big" }
}

resource "aws_api_gateway_usage_plan" "gold" {
  name        = "big-gold"
  description = "gold"
  api_stages {
    api_id = aws_api_gateway_rest_api.orders.id
    stage  = aws_api_gateway_stage.live.stage_name
    throttle {
      path        = "/orders/POST"
      rate_limit  = 5
      burst_limit = var.changed ? 4 : 3
    }
  }
  quota_settings {
    limit  = var.changed ? 2000 : 1000
    offset = 0
    period = "MONTH"
  }
  throttle_settings {
    rate_limit  = 10
    burst_limit = 20
  }
  tags = { app = "big" }
}

resource "aws_api_gateway_usage_plan_key" "client" {
  key_id        = aws_api_gateway_api_key.client.id
  key_type      = "API_KEY"
  usage_plan_id = aws_api_gateway_usage_plan.gold.id
}

resource "aws_api_gateway_domain_name" "api" {
  domain_name              = "api.example.test"
  regional_certificate_arn = "arn:aws:acm:us-east-1:${data.aws_caller_identity.here.account_id}:certificate/11111111-2222-3333-4444-555555555555"
  security_policy          = "TLS_1_2"
  endpoint_configuration {
    types = ["REGIONAL"]
  }
  tags = { app = "big" }
}

resource "aws_api_gateway_base_path_mapping" "api" {
  api_id      = aws_api_gateway_rest_api.orders.id
  stage_name  = aws_api_gateway_stage.live.stage_name
  domain_name = aws_api_gateway_domain_name.api.domain_name
  base_path   = var.changed ? "v2" : "v1"
}

# --- API Gateway, by an OpenAPI document
resource "aws_api_gateway_rest_api" "document" {
  name = "big-document"
  body = jsonencode({
    openapi = "3.0.1"
    info    = { title = "big-document", version = "1.0" }
    paths = {
      "/hello" = {
        get = {
          parameters = [{ name = "who", in = "query", required = var.changed, schema = { type = "string" } }]
          responses  = { "200" = { description = "hello", content = {} } }
          x-amazon-apigateway-integration = {
            type                = "mock"
            passthroughBehavior = "when_no_match"
            requestTemplates    = { "application/json" = "{\"statusCode\": 200}" }
            responses           = { default = { statusCode = "200", responseTemplates = { "application/json" = "{\"hello\":\"$input.params('who')\"}" } } }
          }
        }
      }
    }
  })
  endpoint_configuration {
    types = ["REGIONAL"]
  }
}

resource "aws_api_gateway_deployment" "document" {
  rest_api_id = aws_api_gateway_rest_api.document.id
  triggers    = { redeployment = sha1(aws_api_gateway_rest_api.document.body) }
  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_api_gateway_stage" "document" {
  rest_api_id   = aws_api_gateway_rest_api.document.id
  deployment_id = aws_api_gateway_deployment.document.id
  stage_name    = "v1"
}

data "aws_api_gateway_export" "document" {
  rest_api_id = aws_api_gateway_rest_api.document.id
  stage_name  = aws_api_gateway_stage.document.stage_name
  export_type = "oas30"
}

data "aws_api_gateway_rest_api" "orders" {
  name       = aws_api_gateway_rest_api.orders.name
  depends_on = [aws_api_gateway_deployment.orders]
}

data "aws_api_gateway_resource" "order" {
  rest_api_id = aws_api_gateway_rest_api.orders.id
  path        = "/orders/{order}"
  depends_on  = [aws_api_gateway_resource.order]
}

output "orders" { value = aws_api_gateway_rest_api.orders.id }
output "document" { value = aws_api_gateway_rest_api.document.id }
output "key" { value = aws_iam_access_key.deployer.id }
