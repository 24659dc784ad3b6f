// A template with every resource type that the endpoint knows; `round` changes each in place where AWS can.

interface Resource {
  readonly Type: string;
  readonly Properties?: object;
  readonly DependsOn?: string | string[];
}

const allow = (Principal: object, Action: string): object => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal, Action }],
});

const ref = (Ref: string): object => ({ Ref });
const arnOf = (name: string): object => ({ 'Fn::GetAtt': [name, 'Arn'] });

export function everyType(round: number): {
  readonly Resources: Readonly<Record<string, Resource>>;
} {
  const text = `round ${String(round)}`;
  const Tags = [{ Key: 'round', Value: String(round) }];
  const states = {
    QueryLanguage: 'JSONata',
    StartAt: 'End',
    States: { End: { Type: 'Pass', Comment: text, End: true } },
  };
  return {
    Resources: {
      Bucket: {
        Type: 'AWS::S3::Bucket',
        Properties: {
          BucketEncryption: {
            ServerSideEncryptionConfiguration: [
              { ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } },
            ],
          },
          Tags,
        },
      },
      BucketPolicy: {
        Type: 'AWS::S3::BucketPolicy',
        Properties: {
          Bucket: ref('Bucket'),
          PolicyDocument: {
            Statement: [
              {
                Sid: `Round${String(round)}`,
                Effect: 'Deny',
                Principal: '*',
                Action: 's3:*',
                Resource: [{ 'Fn::Join': ['', [arnOf('Bucket'), '/*']] }],
                Condition: { Bool: { 'aws:SecureTransport': false } },
              },
            ],
          },
        },
      },
      Role: {
        Type: 'AWS::IAM::Role',
        Properties: {
          RoleName: 'every-type',
          Description: text,
          AssumeRolePolicyDocument: allow(
            {
              Service: ['lambda.amazonaws.com', 'states.amazonaws.com', 'scheduler.amazonaws.com'],
            },
            'sts:AssumeRole',
          ),
          Policies: [
            {
              PolicyName: 'inline',
              PolicyDocument: {
                Version: '2012-10-17',
                Statement: [
                  { Sid: `R${String(round)}`, Effect: 'Allow', Action: '*', Resource: '*' },
                ],
              },
            },
          ],
          Tags,
        },
      },
      Policy: {
        Type: 'AWS::IAM::Policy',
        Properties: {
          PolicyName: `policy-${String(round)}`,
          PolicyDocument: {
            Version: '2012-10-17',
            Statement: [{ Effect: 'Allow', Action: 'sns:Publish', Resource: '*' }],
          },
          Roles: [ref('Role')],
        },
      },
      ManagedPolicy: {
        Type: 'AWS::IAM::ManagedPolicy',
        Properties: {
          PolicyDocument: {
            Version: '2012-10-17',
            Statement: [
              { Sid: `R${String(round)}`, Effect: 'Allow', Action: 'sqs:*', Resource: '*' },
            ],
          },
          Roles: [ref('Role')],
        },
      },
      LogGroup: {
        Type: 'AWS::Logs::LogGroup',
        Properties: {
          LogGroupName: '/aws/lambda/every-type',
          RetentionInDays: round === 1 ? 7 : 14,
        },
      },
      LogPolicy: {
        Type: 'AWS::Logs::ResourcePolicy',
        Properties: {
          PolicyName: 'every-type',
          PolicyDocument: JSON.stringify({
            Version: '2012-10-17',
            Statement: [
              {
                Sid: `R${String(round)}`,
                Effect: 'Allow',
                Principal: { Service: 'events.amazonaws.com' },
                Action: 'logs:PutLogEvents',
                Resource: '*',
              },
            ],
          }),
        },
      },
      MetricFilter: {
        Type: 'AWS::Logs::MetricFilter',
        Properties: {
          LogGroupName: ref('LogGroup'),
          FilterPattern: 'ERROR',
          MetricTransformations: [
            { MetricName: text, MetricNamespace: 'Every/Type', MetricValue: '1', DefaultValue: 0 },
          ],
        },
      },
      Function: {
        Type: 'AWS::Lambda::Function',
        DependsOn: 'LogGroup',
        Properties: {
          FunctionName: 'every-type',
          Handler: 'index.handler',
          Runtime: 'nodejs22.x',
          Role: arnOf('Role'),
          Code: { ZipFile: `exports.handler = async () => ${JSON.stringify(text)};` },
          Environment: { Variables: { ROUND: String(round) } },
          Timeout: 10 + round,
          Tags,
        },
      },
      Permission: {
        Type: 'AWS::Lambda::Permission',
        Properties: {
          FunctionName: arnOf('Function'),
          Action: 'lambda:InvokeFunction',
          Principal: 'events.amazonaws.com',
          SourceArn: arnOf('Rule'),
        },
      },
      Version: {
        Type: 'AWS::Lambda::Version',
        Properties: { FunctionName: ref('Function'), Description: text },
      },
      EventInvokeConfig: {
        Type: 'AWS::Lambda::EventInvokeConfig',
        Properties: {
          FunctionName: ref('Function'),
          Qualifier: '$LATEST',
          MaximumRetryAttempts: round,
        },
      },
      Bus: { Type: 'AWS::Events::EventBus', Properties: { Name: 'every-type', Tags } },
      Rule: {
        Type: 'AWS::Events::Rule',
        Properties: {
          Description: text,
          EventBusName: ref('Bus'),
          EventPattern: { source: ['every.type', text] },
          Targets: [{ Id: `target-${String(round)}`, Arn: arnOf('Function') }],
        },
      },
      Machine: {
        Type: 'AWS::StepFunctions::StateMachine',
        Properties: {
          StateMachineName: 'every-type',
          RoleArn: arnOf('Role'),
          Definition: states,
          Tags,
        },
      },
      Activity: {
        Type: 'AWS::StepFunctions::Activity',
        Properties: { Name: 'every-type', Tags },
      },
      MachineVersion: {
        Type: 'AWS::StepFunctions::StateMachineVersion',
        Properties: { StateMachineArn: ref('Machine'), StateMachineRevisionId: 'INITIAL' },
      },
      MachineAlias: {
        Type: 'AWS::StepFunctions::StateMachineAlias',
        Properties: {
          Name: 'live',
          Description: text,
          RoutingConfiguration: [{ StateMachineVersionArn: ref('MachineVersion'), Weight: 100 }],
        },
      },
      ScheduleGroup: {
        Type: 'AWS::Scheduler::ScheduleGroup',
        Properties: { Name: 'every-type', Tags },
      },
      Schedule: {
        Type: 'AWS::Scheduler::Schedule',
        Properties: {
          Name: 'every-type',
          GroupName: ref('ScheduleGroup'),
          Description: text,
          FlexibleTimeWindow: { Mode: 'OFF' },
          ScheduleExpression: `rate(${String(round)} days)`.replace('(1 days)', '(1 day)'),
          StartDate: '2099-01-01T00:00:00Z',
          Target: { Arn: arnOf('Machine'), RoleArn: arnOf('Role'), Input: '{}' },
        },
      },
      Topic: {
        Type: 'AWS::SNS::Topic',
        Properties: { TopicName: 'every-type', DisplayName: text, Tags },
      },
      TopicPolicy: {
        Type: 'AWS::SNS::TopicPolicy',
        Properties: {
          Topics: [ref('Topic')],
          PolicyDocument: {
            Version: '2012-10-17',
            Statement: [
              {
                Sid: `R${String(round)}`,
                Effect: 'Allow',
                Principal: { Service: 'events.amazonaws.com' },
                Action: 'sns:Publish',
                Resource: ref('Topic'),
              },
            ],
          },
        },
      },
      Subscription: {
        Type: 'AWS::SNS::Subscription',
        Properties: {
          TopicArn: ref('Topic'),
          Protocol: 'sqs',
          Endpoint: arnOf('Queue'),
          RawMessageDelivery: round === 1,
          FilterPolicy: { round: [text] },
        },
      },
      Queue: {
        Type: 'AWS::SQS::Queue',
        Properties: { QueueName: 'every-type', VisibilityTimeout: 30 + round, Tags },
      },
      QueuePolicy: {
        Type: 'AWS::SQS::QueuePolicy',
        Properties: {
          Queues: [ref('Queue')],
          PolicyDocument: {
            Version: '2012-10-17',
            Statement: [
              {
                Sid: `R${String(round)}`,
                Effect: 'Allow',
                Principal: { Service: 'sns.amazonaws.com' },
                Action: 'sqs:SendMessage',
                Resource: arnOf('Queue'),
              },
            ],
          },
        },
      },
      Key: {
        Type: 'AWS::KMS::Key',
        Properties: {
          Description: text,
          EnableKeyRotation: round === 1,
          PendingWindowInDays: 7,
          KeyPolicy: {
            Version: '2012-10-17',
            Statement: [
              {
                Sid: `R${String(round)}`,
                Effect: 'Allow',
                Principal: { AWS: { 'Fn::Sub': `arn:aws:iam::\${AWS::AccountId}:root` } },
                Action: 'kms:*',
                Resource: '*',
              },
            ],
          },
          Tags,
        },
      },
      Alias: {
        Type: 'AWS::KMS::Alias',
        Properties: { AliasName: 'alias/every-type', TargetKeyId: ref('Key') },
      },
      Alarm: {
        Type: 'AWS::CloudWatch::Alarm',
        Properties: {
          AlarmName: 'every-type',
          AlarmDescription: text,
          ComparisonOperator: 'GreaterThanThreshold',
          EvaluationPeriods: '1',
          Namespace: 'Every/Type',
          MetricName: 'Errors',
          Period: 60,
          Statistic: 'Sum',
          Threshold: round,
          AlarmActions: [ref('Topic')],
          Tags,
        },
      },
      Dashboard: {
        Type: 'AWS::CloudWatch::Dashboard',
        Properties: {
          DashboardName: 'every-type',
          DashboardBody: JSON.stringify({
            widgets: [
              { type: 'text', x: 0, y: 0, width: 6, height: 3, properties: { markdown: text } },
            ],
          }),
        },
      },
      Secret: {
        Type: 'AWS::SecretsManager::Secret',
        Properties: {
          Name: 'every/type',
          Description: text,
          GenerateSecretString: {
            SecretStringTemplate: '{"username":"u"}',
            GenerateStringKey: 'password',
            PasswordLength: 20 + round,
          },
          Tags,
        },
      },
      SecretPolicy: {
        Type: 'AWS::SecretsManager::ResourcePolicy',
        Properties: {
          SecretId: ref('Secret'),
          ResourcePolicy: {
            Version: '2012-10-17',
            Statement: [
              {
                Sid: `R${String(round)}`,
                Effect: 'Allow',
                Principal: { AWS: arnOf('Role') },
                Action: 'secretsmanager:GetSecretValue',
                Resource: '*',
              },
            ],
          },
        },
      },
    },
  };
}
