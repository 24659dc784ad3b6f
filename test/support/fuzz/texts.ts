// Texts that members of such names take, or nearly take: without them no definition, policy or pattern is ever read.

type TextsByName = readonly (readonly [pattern: RegExp, texts: readonly string[]])[];

const POLICIES = [
  { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] },
  {
    Version: '2012-10-17',
    Statement: {
      Effect: 'Allow',
      Principal: { Service: 'lambda.amazonaws.com' },
      Action: 'sts:AssumeRole',
    },
  },
  {
    Version: '2012-10-17',
    Statement: [
      {
        Sid: 's',
        Effect: 'Deny',
        Principal: '*',
        NotAction: ['a:b', 'c:*'],
        Resource: ['arn:aws:s3:::b/*'],
        Condition: {
          StringLike: { 'aws:PrincipalArn': ['*', toVariable('aws:username')] },
          'ForAnyValue:DateLessThan': { 'aws:CurrentTime': 'never' },
          IpAddress: { 'aws:SourceIp': '300.0.0.0/99' },
          Null: { 'a:b': 'x' },
        },
      },
    ],
  },
  { Statement: [] },
  { Version: '2012-10-17', Statement: [null] },
  { Version: 1, Statement: 'a' },
  [],
].map((document) => JSON.stringify(document));

const DEFINITIONS = [
  { A: { Type: 'Pass', Output: '{% $states.input.a %}', End: true } },
  { A: { Type: 'Pass', Output: { a: '{% $$a( %}' }, End: true } },
  {
    A: { Type: 'Wait', Seconds: '{% $states.input.b %}', Next: 'B' },
    B: { Type: 'Fail', Error: 'E' },
  },
  {
    A: {
      Type: 'Task',
      Resource: 'arn:aws:states:::aws-sdk:secretsmanager:getSecretValue',
      Arguments: { SecretId: '{% $states.input.a %}' },
      Retry: [{ ErrorEquals: ['States.ALL'], MaxAttempts: 2 }],
      End: true,
    },
  },
  { A: { Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke', Arguments: {}, End: true } },
  { A: { Type: 'Parallel', Branches: [{}], End: true } },
  {
    A: {
      Type: 'Parallel',
      Branches: [{ StartAt: 'B', States: { B: { Type: 'Succeed' } } }],
      End: true,
    },
  },
  {
    A: {
      Type: 'Map',
      Items: '{% [1..3] %}',
      ItemProcessor: { StartAt: 'B', States: { B: { Type: 'Pass', End: true } } },
      End: true,
    },
  },
  { A: { Type: 'Map', ItemProcessor: null, End: true } },
  {
    A: {
      Type: 'Choice',
      Choices: [{ Condition: '{% $states.input.a = 1 %}', Next: 'A' }],
      Default: 'A',
    },
  },
  { A: { Type: 'constructor', End: true } },
  { A: null },
  [],
].map((States) => JSON.stringify({ StartAt: 'A', QueryLanguage: 'JSONata', States }));

const TEMPLATES = [
  { Resources: { S: { Type: 'AWS::SecretsManager::Secret', Properties: { Name: 'a' } } } },
  {
    Parameters: { P: { Type: 'String', Default: 'b' } },
    Conditions: { C: { 'Fn::Equals': [{ Ref: 'P' }, 'b'] } },
    Resources: {
      T: {
        Type: 'AWS::SNS::Topic',
        Condition: 'C',
        Properties: { TopicName: { 'Fn::Sub': `${toVariable('P')}-${toVariable('AWS::Region')}` } },
      },
      Q: { Type: 'AWS::SQS::Queue', DependsOn: 'T' },
    },
    Outputs: { O: { Value: { 'Fn::GetAtt': ['Q', 'Arn'] }, Export: { Name: 'x' } } },
  },
  { Resources: { A: { Type: 'AWS::SNS::Topic', DependsOn: 'A' } } },
  {
    Resources: { A: { Type: 'AWS::S3::Bucket', Properties: { BucketName: { 'Fn::If': ['x'] } } } },
  },
  { Resources: { __proto: { Type: 'constructor' } }, Outputs: [] },
].map((document) => JSON.stringify(document));

const ARNS = [
  'arn:aws:secretsmanager:us-east-1:000000000000:secret:aaa-abcdef',
  'arn:aws:iam::000000000000:role/aaa',
  'arn:aws:lambda:us-east-1:000000000000:function:aaa',
  'arn:aws:sqs:us-east-1:000000000000:aaa',
  'arn:aws:sns:us-east-1:000000000000:aaa',
  'arn:aws:states:us-east-1:000000000000:stateMachine:aaa',
  'arn:aws:kms:us-east-1:000000000000:alias/aaa',
  'arn:aws:events:us-east-1:000000000000:rule/aaa',
  'arn:aws:s3:::aaa',
  'arn:aws:scheduler:::aws-sdk:sqs:sendMessage',
  'arn:',
  ':::::::',
];

/** ARNs of things that may be there or not; who is careful takes one from an answer. */
export const ARNS_BY_NAME: TextsByName = [[/arn$|^resource|^target|secretid|keyid|^role$/iu, ARNS]];

/** Drawn from all whose pattern fits the member's name. */
export const TEXTS_BY_NAME: TextsByName = [
  [/name$|^bucket$|^key$|^secretid$/iu, ['aaa', 'bbb']],
  [/policy(?!name)|document/iu, POLICIES],
  [/^definition$/iu, DEFINITIONS],
  [/template/iu, TEMPLATES],
  [/stage/iu, ['AWSCURRENT', 'AWSPENDING', 'AWSPREVIOUS', 'mine', 'x'.repeat(256)]],
  [/region/iu, ['us-east-1', 'us-west-2', 'eu-west-1', 'moon-1']],
  [/token|versionid/iu, ['t'.repeat(32), 'u'.repeat(32), 'v'.repeat(64), 'short']],
  [
    /schedule.*expression|^scheduleexpression/iu,
    [
      'rate(1 day)',
      'rate(4 hours)',
      'cron(0 8 1 * ? *)',
      'cron(0 0 31 2 ? *)',
      'at(2026-01-01T00:00:00)',
      'rate(1 parsec)',
    ],
  ],
  [/duration/iu, ['1h', '3h', '99h']],
  [
    /pattern/iu,
    [
      '{"source":["a"]}',
      '{"detail":{"a":[{"numeric":[">",1]}]}}',
      '{"a":{"$or":[]}}',
      '{ $.a = 1 }',
      '[a, b]',
    ],
  ],
  [
    /^(?:detail|input|payload|message|messagebody|event|dashboardbody)$/iu,
    ['{}', '{"a":1}', '[]', '"x"', 'no json'],
  ],
  [/alias/iu, ['alias/aaa', 'alias/aws/secretsmanager']],
  [
    /^(?:key|sortorder|sortby|filter)/iu,
    ['name', 'description', 'tag-key', 'all', 'asc', 'desc', 'primary-region'],
  ],
  [/handler/iu, ['index.handler']],
  [/runtime/iu, ['nodejs22.x', 'cobol']],
  [/expression/iu, ['m1 + m2', 'SUM(', 'IF(m1 > 1, 1, 0)']],
  [
    /attributename|attribute$/iu,
    ['Policy', 'VisibilityTimeout', 'DisplayName', 'All', 'FilterPolicy', 'RawMessageDelivery'],
  ],
  [
    /keyspec|spec$|usage$|algorithm/iu,
    ['AES_256', 'SYMMETRIC_DEFAULT', 'ENCRYPT_DECRYPT', 'RSA_2048'],
  ],
  [
    /statistic|unit|comparison|missing/iu,
    ['Sum', 'p99', 'Count', 'GreaterThanThreshold', 'notBreaching'],
  ],
  [
    /type$|mode$|state$|status$/iu,
    ['STANDARD', 'EXPRESS', 'Event', 'RequestResponse', 'OFF', 'FLEXIBLE', 'ENABLED', 'ON'],
  ],
  [/protocol|endpoint/iu, ['sqs', 'lambda', 'https', 'email', 'http://127.0.0.1:9/x']],
  [/action/iu, ['sns:Publish', 'lambda:InvokeFunction', 'SendMessage', '*']],
  [/principal/iu, ['000000000000', 'lambda.amazonaws.com', '*', 'arn:aws:iam::000000000000:root']],
];

/** As policies and templates write one. */
function toVariable(name: string): string {
  return ['$', '{', name, '}'].join('');
}
