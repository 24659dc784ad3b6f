// Adds a statement to a function's resource policy, so that a service or another account may invoke it.
import type { AddPermissionRequest, AddPermissionResponse } from '@aws-sdk/client-lambda';
import { type Constraints, checkConstraints } from '../../constraints.ts';
import { createUuid } from '../../random.ts';
import type { Action } from '../../service.ts';
import { createLambdaError, invalidParameter, revisionMismatch } from '../errors.ts';
import { type Lambda, parseName, permitOnFunction } from '../lambda.ts';
import { toPolicyText, toStatement } from '../policy.ts';

const CONSTRAINTS: Constraints = {
  StatementId: { length: [1, 100], pattern: '([a-zA-Z0-9\\-_]+)' },
  Action: { pattern: '(lambda:[*]|lambda:[a-zA-Z]+|[*])' },
};
const PRINCIPAL =
  /^(\*|\d{12}|arn:aws:(iam|sts)::\d{12}:.+|[a-z0-9.-]+\.(amazonaws\.com|amazon\.com))$/;
/** Lambda quotas: a function's resource-based policy. */
const POLICY_BYTES_MAX = 20_480;

export function addPermission(lambda: Lambda): Action<AddPermissionRequest, AddPermissionResponse> {
  const { environment, functions } = lambda;
  return {
    permissions: permitOnFunction(lambda, 'lambda:AddPermission'),
    run: (input, context) => {
      const name = parseName(input, context);
      functions.resolve(name);
      const record = functions.load(name);
      checkConstraints(CONSTRAINTS, input);
      checkRequest(input);
      const key = name.qualifier ?? '$LATEST';
      const policy = record.policies[key];
      if (input.RevisionId !== undefined && input.RevisionId !== policy?.revisionId) {
        throw revisionMismatch();
      }
      const statements = policy?.statements ?? [];
      if (statements.some(({ Sid }) => Sid === input.StatementId)) {
        throw createLambdaError(
          'ResourceConflictException',
          `The statement id (${input.StatementId ?? ''}) provided already exists. Please provide a new statement id, or remove the existing statement.`,
        );
      }
      const statement = toStatement(input, name.arn);
      const changed = {
        revisionId: createUuid(environment.random),
        statements: [...statements, statement],
      };
      if (Buffer.byteLength(toPolicyText(changed)) > POLICY_BYTES_MAX) {
        const message = `The final policy size is bigger than the limit (${String(POLICY_BYTES_MAX)}).`;
        throw createLambdaError('PolicyLengthExceededException', message);
      }
      functions.put(name, { ...record, policies: { ...record.policies, [key]: changed } });
      return { Statement: JSON.stringify(statement) };
    },
  };
}

function checkRequest({ Principal, FunctionUrlAuthType }: AddPermissionRequest) {
  if (!PRINCIPAL.test(Principal ?? '')) {
    throw invalidParameter(
      'The provided principal was invalid. Please check the principal and try again.',
    );
  }
  if (FunctionUrlAuthType !== undefined) {
    throw invalidParameter('FunctionUrlAuthType is not supported here.');
  }
}
