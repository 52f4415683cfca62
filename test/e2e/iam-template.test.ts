import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { GetInstanceProfileCommand, GetPolicyCommand, GetUserCommand, IAMClient } from '@aws-sdk/client-iam';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { startSamlet } from '../../src/index.ts';
import { projectFolder } from '../support/running-samlet.ts';

const template = `
AWSTemplateFormatVersion: '2010-09-09'
Resources:
  Devs:
    Type: AWS::IAM::Group
    Properties:
      Policies:
        - PolicyName: self
          PolicyDocument:
            Version: '2012-10-17'
            Statement:
              - Effect: Allow
                Action: iam:GetUser
                Resource: !Sub arn:aws:iam::\${AWS::AccountId}:user/*
  Ann:
    Type: AWS::IAM::User
    Properties:
      UserName: ann
      Path: /eng/
      Groups: [!Ref Devs]
      Tags: [{ Key: team, Value: a }]
  Key:
    Type: AWS::IAM::AccessKey
    Properties:
      UserName: !Ref Ann
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: '2012-10-17'
        Statement:
          - Effect: Allow
            Principal: { AWS: !GetAtt Ann.Arn }
            Action: sts:AssumeRole
  Profile:
    Type: AWS::IAM::InstanceProfile
    Properties:
      InstanceProfileName: profile
      Roles: [!Ref Role]
  Read:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      Users: [!Ref Ann]
      Roles: [!Ref Role]
      PolicyDocument:
        Version: '2012-10-17'
        Statement: [{ Effect: Allow, Action: s3:GetObject, Resource: '*' }]
Outputs:
  KeyId: { Value: !Ref Key }
  Secret: { Value: !GetAtt Key.SecretAccessKey }
  UserArn: { Value: !GetAtt Ann.Arn }
  PolicyArn: { Value: !Ref Read }
`;

test("a template's users, keys, groups, roles and policies are IAM's", async () => {
  const samlet = await startSamlet({ template: await projectFolder({ 'template.yaml': template }), ephemeral: true });
  after(() => samlet.stop());
  const { outputs } = samlet;
  assert.equal(outputs['UserArn'], 'arn:aws:iam::000000000000:user/eng/ann');
  const settings = (accessKeyId: string, secretAccessKey: string) => ({
    endpoint: samlet.endpoint,
    region: 'us-east-1',
    maxAttempts: 1,
    credentials: { accessKeyId, secretAccessKey },
  });
  const root = new IAMClient(settings('test', 'test'));
  const { Policy } = await root.send(new GetPolicyCommand({ PolicyArn: outputs['PolicyArn'] }));
  assert.equal(Policy?.AttachmentCount, 2);
  const { InstanceProfile } = await root.send(new GetInstanceProfileCommand({ InstanceProfileName: 'profile' }));
  assert.match(InstanceProfile?.Roles?.[0]?.AssumeRolePolicyDocument ?? '', /user%2Feng%2Fann/);

  const ann = settings(outputs['KeyId'] ?? '', outputs['Secret'] ?? '');
  const { Arn } = await new STSClient(ann).send(new GetCallerIdentityCommand({}));
  assert.equal(Arn, outputs['UserArn']);
  const { User } = await new IAMClient(ann).send(new GetUserCommand({}));
  assert.deepEqual(User?.Tags, [{ Key: 'team', Value: 'a' }]);
  await assert.rejects(new IAMClient(ann).send(new GetPolicyCommand({ PolicyArn: outputs['PolicyArn'] })), {
    name: 'AccessDenied',
  });
});
