/** https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncloudwatch.html */
export const alarmArn = (name: unknown, { region, account }: { readonly region: string; readonly account: string }) =>
  `arn:aws:cloudwatch:${region}:${account}:alarm:${name}`;
