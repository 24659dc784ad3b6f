// A role for each Lambda, with the actions that its code calls and no more: test/serverless/permissions.test.ts derives the
// calls from the source and compares. The tag rekey:target bounds what a role may touch, so whoever may tag a secret grants
// access to it (SECURITY.md).

/** @type {Record<string, ReadonlyArray<keyof typeof statements>>} */
const rights = {
  PlanRotation: [
    'describeSecret',
    'readSecret',
    'readAdmin',
    'listVersions',
    'putSecret',
    'moveLabels',
    'findExecutions',
  ],
  CreateSecret: ['describeSecret', 'readSecret', 'readAdmin', 'putSecret', 'moveLabels'],
  SetSecret: ['readSecret', 'readAdmin'],
  TestSecret: ['readSecret'],
  FinishSecret: ['describeSecret', 'moveLabels'],
  RetirePrevious: ['describeSecret', 'readSecret', 'readAdmin', 'moveLabels'],
  RecoverRotation: ['describeSecret', 'readSecret', 'readAdmin', 'moveLabels'],
  ScheduleRecoveries: ['scheduleRecoveries', 'passScheduleRole'],
  DiagnoseFailure: ['describeSecret'],
  CloseRotation: [
    'describeSecret',
    'readSecret',
    'readAdmin',
    'moveLabels',
    'publishNotice',
    'announceFailure',
    'scheduleRecoveries',
    'passScheduleRole',
    'keepFailedEvent',
  ],
  Preflight: ['describeSecret', 'readSecret', 'readAdmin', 'listVersions', 'probeEndpoints'],
  NativeRotation: [
    'describeSecret',
    'readSecret',
    'readAdmin',
    'putSecret',
    'moveLabels',
    'startRetirement',
  ],
  WatchRotations: [
    'listSecrets',
    'listVersions',
    'listAdminVersions',
    'findExecutions',
    'listSchedules',
    'readSchedules',
    'peekQueues',
    'listSubscriptions',
  ],
};

const anySecret = sub(
  'arn:${AWS::Partition}:secretsmanager:${AWS::Region}:${AWS::AccountId}:secret:*',
);
const taggedSecret = {
  Resource: anySecret,
  Condition: { Null: { 'aws:ResourceTag/rekey:target': 'false' } },
};
const adminSecret = {
  Resource: anySecret,
  Condition: { StringEquals: { 'aws:ResourceTag/rekey:role': 'admin' } },
};

const statements = {
  describeSecret: allow('DescribeSecret', 'secretsmanager:DescribeSecret', taggedSecret),
  readSecret: allow('ReadSecret', 'secretsmanager:GetSecretValue', taggedSecret),
  /** The credential that may make credentials is only ever read. */
  readAdmin: allow('ReadAdminSecret', 'secretsmanager:GetSecretValue', adminSecret),
  listVersions: allow('ListVersions', 'secretsmanager:ListSecretVersionIds', taggedSecret),
  listAdminVersions: allow('ListAdminVersions', 'secretsmanager:ListSecretVersionIds', adminSecret),
  /** Names, labels, tags and dates of all secrets; the action knows no resources. */
  listSecrets: allow('ListSecrets', 'secretsmanager:ListSecrets', { Resource: '*' }),
  putSecret: allow('PutSecret', 'secretsmanager:PutSecretValue', taggedSecret),
  moveLabels: allow('MoveLabels', 'secretsmanager:UpdateSecretVersionStage', taggedSecret),
  findExecutions: allow('FindExecutions', 'states:DescribeExecution', {
    Resource: sub(
      'arn:${AWS::Partition}:states:${AWS::Region}:${AWS::AccountId}:execution:${self:custom.name}-rotation:*',
    ),
  }),
  /** By its name: nothing of the machine depends on who starts it. */
  startRetirement: allow('StartRetirement', 'states:StartExecution', {
    Resource: sub(
      'arn:${AWS::Partition}:states:${AWS::Region}:${AWS::AccountId}:stateMachine:${self:custom.name}-rotation',
    ),
  }),
  /** The action knows no resources. */
  listSchedules: allow('ListSchedules', 'scheduler:ListSchedules', { Resource: '*' }),
  readSchedules: allow('ReadSchedules', 'scheduler:GetSchedule', {
    Resource: sub(
      'arn:${AWS::Partition}:scheduler:${AWS::Region}:${AWS::AccountId}:schedule/${ScheduleGroup}/*',
    ),
  }),
  /** It looks and takes nothing: there is no sqs:DeleteMessage. */
  peekQueues: allow('PeekQueues', ['sqs:GetQueueAttributes', 'sqs:ReceiveMessage'], {
    Resource: [
      { 'Fn::GetAtt': ['ScheduleDeadLetterQueue', 'Arn'] },
      { 'Fn::GetAtt': ['EndedExecutionsDeadLetterQueue', 'Arn'] },
    ],
  }),
  listSubscriptions: allow('ListSubscriptions', 'sns:ListSubscriptionsByTopic', {
    Resource: { Ref: 'NoticeTopic' },
  }),
  /** Calls that any answer will do for; they tell nothing of a secret, and know no resources. */
  probeEndpoints: allow(
    'ProbeEndpoints',
    [
      'secretsmanager:GetRandomPassword',
      'states:ListStateMachines',
      'sns:ListTopics',
      'events:ListEventBuses',
      'scheduler:ListScheduleGroups',
      'sqs:ListQueues',
    ],
    { Resource: '*' },
  ),
  publishNotice: allow('PublishNotice', 'sns:Publish', { Resource: { Ref: 'NoticeTopic' } }),
  announceFailure: allow('AnnounceFailure', 'events:PutEvents', {
    Resource: sub(
      'arn:${AWS::Partition}:events:${AWS::Region}:${AWS::AccountId}:event-bus/default',
    ),
  }),
  /** No schedule but a recovery's: a secret's own is made by people. */
  scheduleRecoveries: allow('ScheduleRecoveries', 'scheduler:CreateSchedule', {
    Resource: sub(
      'arn:${AWS::Partition}:scheduler:${AWS::Region}:${AWS::AccountId}:schedule/${self:custom.name}/recover-*',
    ),
  }),
  passScheduleRole: allow('PassScheduleRole', 'iam:PassRole', {
    Resource: { 'Fn::GetAtt': ['ScheduleRole', 'Arn'] },
    Condition: { StringEquals: { 'iam:PassedToService': 'scheduler.amazonaws.com' } },
  }),
  /** Lambda itself sends to the failure destination, with the function's role. */
  keepFailedEvent: allow('KeepFailedEvent', 'sqs:SendMessage', {
    Resource: { 'Fn::GetAtt': ['EndedExecutionsDeadLetterQueue', 'Arn'] },
  }),
};

const kmsKey = '${param:kmsKeyArn}';

/** A key of one's own: Secrets Manager uses it in the caller's name, always with the secret's ARN as encryption context. */
function keyStatements(names) {
  if (!names.includes('readSecret')) return [];
  const actions = names.includes('putSecret')
    ? ['kms:Decrypt', 'kms:GenerateDataKey']
    : ['kms:Decrypt'];
  const context = {
    StringLike: { 'kms:EncryptionContext:SecretARN': anySecret },
    StringEquals: { 'kms:ViaService': sub('secretsmanager.${AWS::Region}.amazonaws.com') },
  };
  return [
    when('HasKmsKey', allow('UseKey', actions, { Resource: kmsKey, Condition: context })),
    when('HasKmsKey', allow('DescribeKey', 'kms:DescribeKey', { Resource: kmsKey })), // knows no encryption context
  ];
}

function noticeKeyStatements(names) {
  if (!names.includes('publishNotice')) return [];
  const statement = allow('EncryptNotices', ['kms:Decrypt', 'kms:GenerateDataKey'], {
    Resource: '${param:noticeKmsKeyArn}',
  });
  return [when('HasNoticeKmsKey', statement)];
}

/** The log group is the deployment's, so a function may write to it and make none. */
function logStatement(functionName) {
  return allow('WriteLog', ['logs:CreateLogStream', 'logs:PutLogEvents'], {
    Resource: sub(
      `arn:\${AWS::Partition}:logs:\${AWS::Region}:\${AWS::AccountId}:log-group:/aws/lambda/${functionName}:*`,
    ),
  });
}

/** Network interfaces know no resources before they exist (Lambda Developer Guide, "Giving Lambda functions access to a VPC"). */
const networkStatement = when(
  'HasVpc',
  allow(
    'UseVpc',
    [
      'ec2:CreateNetworkInterface',
      'ec2:DeleteNetworkInterface',
      'ec2:DescribeNetworkInterfaces',
      'ec2:DescribeSubnets',
      'ec2:AssignPrivateIpAddresses',
      'ec2:UnassignPrivateIpAddresses',
    ],
    { Resource: '*' },
  ),
);

function toRole(name, names) {
  const key = `${name[0].toLowerCase()}${name.slice(1)}`;
  return {
    Type: 'AWS::IAM::Role',
    Properties: {
      RoleName: `\${self:custom.name}-\${aws:region}-${name.replace(/(?!^)[A-Z]/g, '-$&').toLowerCase()}`,
      AssumeRolePolicyDocument: {
        Version: '2012-10-17',
        Statement: [
          {
            Effect: 'Allow',
            Principal: { Service: 'lambda.amazonaws.com' },
            Action: 'sts:AssumeRole',
          },
        ],
      },
      Policies: [
        {
          PolicyName: 'run-step',
          PolicyDocument: {
            Version: '2012-10-17',
            Statement: [
              logStatement(`\${self:custom.name}-${key}`),
              ...names.map((right) => statements[right]),
              ...keyStatements(names),
              ...noticeKeyStatements(names),
              networkStatement,
            ],
          },
        },
      ],
    },
  };
}

module.exports = {
  Resources: Object.fromEntries(
    Object.entries(rights).map(([name, names]) => [`${name}Role`, toRole(name, names)]),
  ),
};

function allow(Sid, Action, scope) {
  return { Sid, Effect: 'Allow', Action, ...scope };
}

function when(condition, value) {
  return { 'Fn::If': [condition, value, { Ref: 'AWS::NoValue' }] };
}

function sub(text) {
  return { 'Fn::Sub': text };
}
