/** Operations that do not state yet what IAM must allow. */
export const unstated: readonly string[] = [];

/** `<operation> <action>` for an action that AWS has not, `<operation> <action> on <ARN>` for a resource of another form. */
export const actionGaps: readonly string[] = [
  // The reference names collections alone for POST; AWS asks about single ones, too.
  'apigateway:CreateResource apigateway:POST on arn:aws:apigateway:us-east-1::/restapis/abc/resources/abc',
  'apigateway:TestInvokeAuthorizer apigateway:POST on arn:aws:apigateway:us-east-1::/restapis/abc/authorizers/abc',
  'apigateway:TestInvokeMethod apigateway:POST on arn:aws:apigateway:us-east-1::/restapis/abc/resources/abc/methods/abc',
  // The reference knows users and roles as what a session is tagged for; a federated user has neither.
  'sts:GetFederationToken sts:TagSession on arn:aws:sts::000000000000:federated-user/abc',
];
