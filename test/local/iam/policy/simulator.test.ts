// Our decision beside an independent evaluator's (@cloud-copilot/iam-simulate), over random policies and requests of a small
// vocabulary. Where the two differ AWS's documentation decides; each such difference has a name here, and an example that shows it.
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: IAM writes its policy variables so
import { runSimulation } from '@cloud-copilot/iam-simulate';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { decide } from '../../../../local/iam/policy/decide.ts';
import { parsePolicy } from '../../../../local/iam/policy/document.ts';
import type { ContextValue } from '../../../../local/iam/policy/pattern.ts';
import type { Principal } from '../../../../local/service.ts';

/** `POLICY_RUNS=20000 npm test -- test/local/iam/policy/simulator.test.ts` for a long look. */
const RUNS = Number(process.env['POLICY_RUNS'] ?? 300);

const ACCOUNT = '000000000000';
const iam = (resource: string): string => `arn:aws:iam::${ACCOUNT}:${resource}`;
const SESSION = `arn:aws:sts::${ACCOUNT}:assumed-role/worker/run`;
const ROLE = iam('role/worker');
const USER = iam('user/ann');
const ROOT = iam('root');
const SECRET = `arn:aws:secretsmanager:us-east-1:${ACCOUNT}:secret:app/ann-AbCdEf`;
const KEY = `arn:aws:kms:us-east-1:${ACCOUNT}:key/1234`;
const TARGET_ROLE = iam('role/deploy');

const PRINCIPALS: Readonly<Record<string, Principal>> = {
  [SESSION]: { kind: 'role', accountId: ACCOUNT, roleArn: ROLE, arn: SESSION },
  [USER]: { kind: 'user', accountId: ACCOUNT, userName: 'ann', arn: USER },
  'events.amazonaws.com': { kind: 'service', accountId: ACCOUNT, service: 'events.amazonaws.com' },
};

const REQUESTS: readonly Case['request'][] = [
  { action: 'secretsmanager:GetSecretValue', resource: SECRET },
  { action: 'secretsmanager:PutSecretValue', resource: SECRET },
  { action: 'kms:Decrypt', resource: KEY },
  { action: 'sts:AssumeRole', resource: TARGET_ROLE },
];
type Statement = Readonly<Record<string, unknown>>;
interface Document {
  readonly Version?: string;
  readonly Statement: readonly Statement[];
}

interface Case {
  readonly principal: string;
  readonly request: { readonly action: string; readonly resource: string };
  readonly context: Readonly<Record<string, ContextValue>>;
  readonly identity: readonly Document[];
  readonly boundary: Document | undefined;
  readonly session: Document | undefined;
  readonly resource: Document | undefined;
}

type Verdict = 'Allowed' | 'ExplicitlyDenied' | 'ImplicitlyDenied';

function ask(asked: Case): Verdict {
  const toPolicy = (document: Document) => parsePolicy(JSON.stringify(document));
  const principal = PRINCIPALS[asked.principal];
  if (principal === undefined) throw new Error(`Nobody is ${asked.principal}.`);
  const context = new Map(
    Object.entries(asked.context).map(([key, value]) => [key.toLowerCase(), value]),
  );
  const decision = decide(
    { principal, ...asked.request, keys: context },
    {
      identity: asked.identity.map(toPolicy),
      boundary: asked.boundary && toPolicy(asked.boundary),
      session: asked.session && [toPolicy(asked.session)],
      resource: asked.resource && toPolicy(asked.resource),
    },
  );
  if (decision.isAllowed) return 'Allowed';
  return decision.reason.isExplicit ? 'ExplicitlyDenied' : 'ImplicitlyDenied';
}

async function askSimulator(asked: Case): Promise<Verdict> {
  const { principal, request, context, identity, boundary, session, resource } = asked;
  const answer = await runSimulation(
    {
      request: {
        principal,
        action: request.action,
        resource: { resource: request.resource, accountId: ACCOUNT },
        contextVariables: Object.fromEntries(
          Object.entries(context).map(([key, value]) => [
            key,
            typeof value === 'string' ? value : [...value],
          ]),
        ),
      },
      identityPolicies: identity.map((policy, index) => ({ name: String(index), policy })),
      serviceControlPolicies: [],
      resourceControlPolicies: [],
      ...(session === undefined ? {} : { sessionPolicy: session }),
      ...(resource === undefined ? {} : { resourcePolicy: resource }),
      ...(boundary === undefined
        ? {}
        : { permissionBoundaryPolicies: [{ name: 'boundary', policy: boundary }] }),
    },
    {},
  );
  if (answer.resultType === 'error') throw new Error(JSON.stringify(answer.errors));
  return answer.overallResult;
}

const statementsOf = ({ identity, boundary, session, resource }: Case): readonly Statement[] =>
  [...identity, boundary, session, resource].flatMap((document) => document?.Statement ?? []);

const ALL = { Effect: 'Allow', Action: '*', Resource: '*' };
const EMPTY: Case = {
  principal: SESSION,
  request: { action: 'secretsmanager:GetSecretValue', resource: SECRET },
  context: {},
  identity: [],
  boundary: undefined,
  session: undefined,
  resource: undefined,
};

function of(...Statement: readonly Statement[]): Document {
  return { Version: '2012-10-17', Statement };
}

interface Difference {
  readonly name: string;
  /** What AWS's documentation says, and where. */
  readonly documented: string;
  readonly isIn: (asked: Case) => boolean;
  readonly example: Case;
  readonly verdicts: readonly [ours: Verdict, theirs: Verdict];
}

const DIFFERENCES: readonly Difference[] = [
  {
    name: 'what a resource grants to the session itself, or to everybody, beside a session policy',
    documented:
      'Policy evaluation for requests within a single account, session policies: what a resource-based policy grants to the ARN of the session is added to what the session policy allows',
    isIn: ({ session, resource }) => session !== undefined && resource !== undefined,
    example: {
      ...EMPTY,
      session: of({ ...ALL, Action: 's3:*' }),
      resource: of({ ...ALL, Principal: { AWS: SESSION } }),
    },
    verdicts: ['Allowed', 'ImplicitlyDenied'],
  },
  {
    name: 'a deny with NotPrincipal that names a role and not its account',
    documented:
      'AWS JSON policy elements, NotPrincipal with Deny: the account of the principal has to be named too, or it may be denied with its account',
    isIn: ({ resource }) =>
      resource?.Statement.some(
        (statement) => statement['Effect'] === 'Deny' && 'NotPrincipal' in statement,
      ) === true,
    example: {
      ...EMPTY,
      identity: [of(ALL)],
      resource: of({ ...ALL, Effect: 'Deny', NotPrincipal: { AWS: ROLE } }),
    },
    verdicts: ['ExplicitlyDenied', 'Allowed'],
  },
  {
    name: 'ForAnyValue with IfExists on a key that is missing',
    documented:
      'Condition operators, …IfExists: where the key is not in the request, the condition is met',
    isIn: (asked) =>
      statementsOf(asked).some(({ Condition }) =>
        Object.keys(Condition ?? {}).some((name) => /^ForAnyValue:.*IfExists$/u.test(name)),
      ),
    example: {
      ...EMPTY,
      identity: [
        of({
          ...ALL,
          Condition: { 'ForAnyValue:StringEqualsIfExists': { 'aws:TagKeys': 'ann' } },
        }),
      ],
    },
    verdicts: ['Allowed', 'ImplicitlyDenied'],
  },
  {
    name: 'NotResource with a variable that has no value',
    documented:
      'Policy variables with no value: nothing is equal to it or like it, and what is inverted does match',
    isIn: (asked) =>
      statementsOf(asked).some(({ NotResource }) =>
        JSON.stringify(NotResource ?? '').includes('${'),
      ),
    example: {
      ...EMPTY,
      identity: [of({ Effect: 'Allow', Action: '*', NotResource: `${SECRET}\${aws:username}` })],
    },
    verdicts: ['Allowed', 'ImplicitlyDenied'],
  },
  {
    name: 'a negated operator with a variable that has no value',
    documented:
      'Policy variables with no value: StringNotEquals, StringNotLike and their like do match a null value',
    isIn: (asked) =>
      statementsOf(asked).some(({ Condition }) =>
        /(?:String|Arn)Not.*\$\{/u.test(JSON.stringify(Condition ?? {})),
      ),
    example: {
      ...EMPTY,
      context: { 'aws:PrincipalTag/team': 'ann' },
      identity: [
        of({
          ...ALL,
          Condition: { StringNotEquals: { 'aws:PrincipalTag/team': '${aws:username}' } },
        }),
      ],
    },
    verdicts: ['Allowed', 'ImplicitlyDenied'],
  },
  {
    name: 'NotIpAddress with a single address of the other family',
    documented: 'Condition operators, NotIpAddress: all addresses but those named',
    isIn: (asked) =>
      statementsOf(asked).some(({ Condition }) =>
        /NotIpAddress.*"127\.0\.0\.1"/u.test(JSON.stringify(Condition ?? {})),
      ),
    example: {
      ...EMPTY,
      context: { 'aws:SourceIp': '2001:db8::5' },
      identity: [of({ ...ALL, Condition: { NotIpAddress: { 'aws:SourceIp': '127.0.0.1' } } })],
    },
    verdicts: ['Allowed', 'ImplicitlyDenied'],
  },
];

const oneOf = <T>(...values: readonly T[]): fc.Arbitrary<T> => fc.constantFrom(...values);
const listOf = <T>(item: fc.Arbitrary<T>, maxLength = 2): fc.Arbitrary<T | T[]> =>
  fc.oneof(item, fc.array(item, { minLength: 1, maxLength }));

const actions = listOf(
  oneOf(
    '*',
    'secretsmanager:*',
    'secretsmanager:Get*',
    'SecretsManager:putsecretvalue',
    'kms:Decrypt',
    'kms:?ecrypt',
    'sts:AssumeRole',
    's3:*',
  ),
);
const resources = listOf(
  oneOf(
    '*',
    SECRET,
    `arn:aws:secretsmanager:*:${ACCOUNT}:secret:app/*`,
    'arn:aws:secretsmanager:us-east-?:*:secret:app/ann-??????',
    `arn:aws:secretsmanager:us-east-1:${ACCOUNT}:secret:app/\${aws:username}-*`,
    `arn:aws:secretsmanager:us-east-1:${ACCOUNT}:secret:app/\${aws:PrincipalTag/team, 'ann'}-*`,
    KEY,
    `arn:aws:kms:*:*:key/*`,
    TARGET_ROLE,
    iam('role/*'),
  ),
);
const principals = fc.oneof(
  oneOf<unknown>('*', { AWS: '*' }),
  fc.record({ AWS: listOf(oneOf(SESSION, ROLE, USER, ROOT, ACCOUNT, iam('role/other'))) }),
  fc.record({ Service: listOf(oneOf('events.amazonaws.com', 'sns.amazonaws.com')) }),
);

const texts = listOf(
  oneOf(
    'ann',
    'ANN',
    'a*',
    'a?n',
    'blue',
    '${aws:username}',
    '${*}',
    "${aws:PrincipalTag/absent, 'ann'}",
    '${aws:PrincipalTag/absent}',
  ),
);
const arns = listOf(
  oneOf(
    `arn:aws:events:us-east-1:${ACCOUNT}:rule/r`,
    'arn:aws:events:*:*:rule/*',
    'arn:aws:sns:*:*:*',
    'arn:aws:*:*:*:rule/r',
    `arn:aws:events:us-east-1:${ACCOUNT}:rule/\${aws:PrincipalTag/team}`,
  ),
);
const numbers = listOf(oneOf<unknown>('5', '5.0', '10', 7, '-1'));
const dates = listOf(
  oneOf('2026-01-01T00:00:00Z', '2026-06-01T12:00:00Z', '2027-01-01T00:00:00+02:00'),
);
const addresses = listOf(
  oneOf('127.0.0.0/8', '10.0.0.0/8', '127.0.0.1', '::1/128', '2001:db8::/32'),
);
const bools = listOf(oneOf<unknown>('true', 'false', true, 'TRUE'));

const VALUES: readonly (readonly [
  operators: readonly string[],
  keys: readonly string[],
  values: fc.Arbitrary<unknown>,
])[] = [
  [
    [
      'StringEquals',
      'StringNotEquals',
      'StringEqualsIgnoreCase',
      'StringNotEqualsIgnoreCase',
      'StringLike',
      'StringNotLike',
    ],
    [
      'aws:PrincipalTag/team',
      'AWS:principaltag/TEAM',
      'aws:username',
      'aws:TagKeys',
      'aws:PrincipalTag/absent',
    ],
    texts,
  ],
  [
    ['ArnEquals', 'ArnLike', 'ArnNotEquals', 'ArnNotLike'],
    ['aws:SourceArn', 'aws:PrincipalTag/absent'],
    arns,
  ],
  [
    [
      'NumericEquals',
      'NumericNotEquals',
      'NumericLessThan',
      'NumericLessThanEquals',
      'NumericGreaterThan',
      'NumericGreaterThanEquals',
    ],
    ['aws:MultiFactorAuthAge', 'aws:PrincipalTag/absent'],
    numbers,
  ],
  [
    [
      'DateEquals',
      'DateNotEquals',
      'DateLessThan',
      'DateLessThanEquals',
      'DateGreaterThan',
      'DateGreaterThanEquals',
    ],
    ['aws:CurrentTime', 'aws:PrincipalTag/absent'],
    dates,
  ],
  [['IpAddress', 'NotIpAddress'], ['aws:SourceIp', 'aws:PrincipalTag/absent'], addresses],
  [['Bool'], ['aws:SecureTransport', 'aws:PrincipalTag/absent'], bools],
  [
    ['BinaryEquals'],
    ['aws:PrincipalTag/blob', 'aws:PrincipalTag/absent'],
    listOf(oneOf('QUJD', 'QUJE')),
  ],
];
const condition = fc.oneof(
  ...VALUES.map(([operators, keys, values]) =>
    fc
      .tuple(
        oneOf('', '', 'ForAllValues:', 'ForAnyValue:'),
        oneOf(...operators),
        oneOf('', '', 'IfExists'),
        oneOf(...keys),
        values,
      )
      .map(([set, operator, ifExists, key, value]) => ({
        [`${set}${operator}${ifExists}`]: { [key]: value },
      })),
  ),
  fc
    .tuple(
      oneOf('aws:PrincipalTag/team', 'aws:PrincipalTag/absent', 'aws:TagKeys'),
      oneOf<unknown>('true', 'false', true, ['false']),
    )
    .map(([key, value]) => ({ Null: { [key]: value } })),
);
const conditions = fc.oneof(
  { weight: 2, arbitrary: fc.constant({}) },
  { weight: 1, arbitrary: condition.map((Condition) => ({ Condition })) },
  {
    weight: 1,
    arbitrary: fc
      .tuple(condition, condition)
      .map(([one, other]) => ({ Condition: { ...one, ...other } })),
  },
);

const named = (name: string, values: fc.Arbitrary<unknown>): fc.Arbitrary<Statement> =>
  fc.tuple(oneOf(name, name, name, `Not${name}`), values).map(([key, value]) => ({ [key]: value }));
const about = fc
  .tuple(
    fc.record({ Effect: oneOf('Allow', 'Allow', 'Allow', 'Deny') }),
    named('Action', actions),
    conditions,
  )
  .map((parts) => Object.assign({}, ...parts) as Statement);
const identityStatement = fc.tuple(about, named('Resource', resources));
const resourceStatement = fc.tuple(
  about,
  named('Resource', resources),
  named('Principal', principals),
);
const trustStatement = fc.tuple(about, named('Principal', principals));
const documentOf = (statement: fc.Arbitrary<readonly Statement[]>): fc.Arbitrary<Document> =>
  fc.record({
    Version: fc.constant('2012-10-17'),
    Statement: fc.array(
      statement.map((parts) => Object.assign({}, ...parts) as Statement),
      { minLength: 1, maxLength: 3 },
    ),
  });

const cases: fc.Arbitrary<Case> = oneOf(...REQUESTS).chain((request) => {
  // Keys and roles always have a policy, and a trust policy names no resource.
  const isTrust = request.action === 'sts:AssumeRole';
  const resource = documentOf(isTrust ? trustStatement : resourceStatement);
  const mustHave = isTrust || request.action === 'kms:Decrypt';
  return fc.record({
    request: fc.constant(request),
    principal: oneOf(...Object.keys(PRINCIPALS)),
    context: fc.record(
      {
        'aws:PrincipalTag/team': oneOf<ContextValue>('ann', 'blue', 'a*', ''),
        'aws:username': fc.constant<ContextValue>('ann'),
        'aws:TagKeys': oneOf<ContextValue>(['ann'], ['ann', 'blue'], ['blue', 'a*']),
        'aws:SourceArn': oneOf<ContextValue>(
          `arn:aws:events:us-east-1:${ACCOUNT}:rule/r`,
          `arn:aws:sns:us-east-1:${ACCOUNT}:t`,
        ),
        'aws:MultiFactorAuthAge': oneOf<ContextValue>('5', '7', '10'),
        'aws:CurrentTime': oneOf<ContextValue>('2026-01-01T00:00:00Z', '2026-12-31T22:00:00Z'),
        'aws:SourceIp': oneOf<ContextValue>('127.0.0.1', '10.1.2.3', '2001:db8::5'),
        'aws:SecureTransport': oneOf<ContextValue>('true', 'false'),
        'aws:PrincipalTag/blob': fc.constant<ContextValue>('QUJD'),
      },
      { requiredKeys: [] },
    ),
    identity: fc.array(documentOf(identityStatement), { maxLength: 2 }),
    boundary: fc.option(documentOf(identityStatement), { nil: undefined, freq: 3 }),
    session: fc.option(documentOf(identityStatement), { nil: undefined, freq: 3 }),
    resource: mustHave ? resource : fc.option(resource, { nil: undefined }),
  });
});

test('it decides as the independent evaluator does, but for the differences named here', async () => {
  await fc.assert(
    fc.asyncProperty(cases, async (asked) => {
      // Services have no identity policies, boundaries or sessions, and users no session policies.
      const isService = !asked.principal.startsWith('arn:');
      const fitting: Case = {
        ...asked,
        ...(isService ? { identity: [], boundary: undefined } : {}),
        ...(asked.principal === SESSION ? {} : { session: undefined }),
      };
      const ours = ask(fitting);
      const theirs = await askSimulator(fitting);
      if (DIFFERENCES.some(({ isIn }) => isIn(fitting))) return;
      expect({ verdict: ours }).toEqual({ verdict: theirs });
    }),
    { numRuns: RUNS },
  );
});

test.each(DIFFERENCES)('the evaluator differs in $name', async ({ example, verdicts }) => {
  expect([ask(example), await askSimulator(example)]).toEqual(verdicts);
});
