// SimulatePrincipalPolicy (IAM API reference): what a role's or user's policies say to an action on a resource, under the context that the
// caller describes. Tags of the resource are context too: nothing is looked up. Resource-based policies are not simulated for roles
// ("Simulation of resource-based policies isn't supported for IAM roles"). Statements are named by their policy, without positions.
import type {
  ContextEntry,
  EvaluationResult,
  PolicySourceType,
  SimulatePolicyResponse,
  SimulatePrincipalPolicyRequest,
} from '@aws-sdk/client-iam';
import type { Action, Principal } from '../../service.ts';
import { invalidInput } from '../errors.ts';
import { type Iam, isAwsOwned, loadRole, ofHolderTags } from '../iam.ts';
import { toRolePrincipal } from '../identity.ts';
import type { ContextValue } from '../policy/pattern.ts';
import { simulate } from '../simulate.ts';
import { findRoleName, findUserName, type PolicyHolder } from '../store.ts';
import { loadUser } from '../users.ts';

const RESULTS_MAX = 100;
/** `service:Action`, without wildcards. */
const ACTION = /^[a-z0-9-]+:[A-Za-z0-9]+$/u;

export function simulatePrincipalPolicy(
  iam: Iam,
): Action<SimulatePrincipalPolicyRequest, SimulatePolicyResponse> {
  return {
    permissions: ({ PolicySourceArn = '*' }) => [
      {
        action: 'iam:SimulatePrincipalPolicy',
        resource: PolicySourceArn,
        resourceConditions: ofHolderTags(findHolder(iam, PolicySourceArn)),
      },
    ],
    run: (input) => {
      checkInput(input);
      const { holder, principal } = loadSource(iam, input.PolicySourceArn ?? '');
      const context = toContext(input.ContextEntries ?? []);
      const results = (input.ActionNames ?? []).flatMap((action) =>
        (input.ResourceArns ?? ['*']).map((resource) =>
          toResult(
            simulate(iam.store, holder, { principal, action, resource, keys: context }),
            principal.kind === 'user' ? 'user' : 'role',
          ),
        ),
      );
      return toPage(results, input);
    },
  };
}

function findHolder({ store }: Iam, arn: string): PolicyHolder | undefined {
  return store.findUser(findUserName(arn) ?? '') ?? store.findRole(findRoleName(arn) ?? '');
}

function loadSource(iam: Iam, arn: string): Source {
  const userName = findUserName(arn);
  if (userName === undefined) {
    const role = loadRole(iam, findRoleName(arn));
    return { holder: role, principal: toRolePrincipal(role, iam.accountId, 'simulated') };
  }
  const user = loadUser(iam, userName);
  const { accountId } = iam;
  return { holder: user, principal: { kind: 'user', accountId, userName, arn: user.arn } };
}

interface Source {
  readonly holder: PolicyHolder;
  readonly principal: Principal;
}

function checkInput(input: SimulatePrincipalPolicyRequest): void {
  const { PolicySourceArn = '', ActionNames = [], ResourcePolicy } = input;
  if (findRoleName(PolicySourceArn) === undefined && findUserName(PolicySourceArn) === undefined)
    throw invalidInput(`Invalid Entity Arn: ${PolicySourceArn}`);
  const unknown = ActionNames.find((name) => !ACTION.test(name));
  if (unknown !== undefined) throw invalidInput(`Invalid action name: ${unknown}`);
  if (ResourcePolicy !== undefined)
    throw invalidInput("Simulation of resource-based policies isn't supported for IAM roles.");
  if ((input.PolicyInputList ?? []).length > 0 || input.CallerArn !== undefined)
    throw invalidInput('PolicyInputList and CallerArn are not supported by this endpoint.');
}

function toContext(entries: readonly ContextEntry[]): ReadonlyMap<string, ContextValue> {
  return new Map(
    entries.map(({ ContextKeyName = '', ContextKeyValues = [], ContextKeyType = 'string' }) => {
      const [first] = ContextKeyValues;
      const isList = ContextKeyType.endsWith('List') || ContextKeyValues.length !== 1;
      return [ContextKeyName.toLowerCase(), isList ? ContextKeyValues : (first ?? '')];
    }),
  );
}

/** Missing context stands with the resource, where one was named. */
function toResult(
  simulated: ReturnType<typeof simulate>,
  holder: PolicySourceType,
): EvaluationResult {
  const { action, resource, decision, policies, missing, boundary } = simulated;
  const matched = {
    MatchedStatements: policies.map((SourcePolicyId) => ({
      SourcePolicyId,
      SourcePolicyType: toSourceType(SourcePolicyId, holder),
    })),
  };
  const bounded: Pick<EvaluationResult, 'PermissionsBoundaryDecisionDetail'> =
    boundary === undefined
      ? {}
      : { PermissionsBoundaryDecisionDetail: { AllowedByPermissionsBoundary: boundary } };
  const about = {
    EvalActionName: action,
    EvalResourceName: resource,
    EvalDecision: decision,
    ...matched,
    ...bounded,
  };
  if (resource === '*') return { ...about, MissingContextValues: [...missing] };
  return {
    ...about,
    MissingContextValues: [],
    ResourceSpecificResults: [
      {
        EvalResourceName: resource,
        EvalResourceDecision: decision,
        ...matched,
        ...bounded,
        MissingContextValues: [...missing],
      },
    ],
  };
}

/** An inline policy is named, an attached one has an ARN. */
function toSourceType(policy: string, holder: PolicySourceType): PolicySourceType {
  if (!policy.startsWith('arn:')) return holder;
  return isAwsOwned(policy) ? 'aws-managed' : 'user-managed';
}

function toPage(
  results: EvaluationResult[],
  { MaxItems = RESULTS_MAX, Marker = '0' }: SimulatePrincipalPolicyRequest,
): SimulatePolicyResponse {
  const from = Number(Marker);
  if (!Number.isInteger(from)) throw invalidInput('Invalid Marker.');
  const next = from + MaxItems;
  const EvaluationResults = results.slice(from, next);
  return next < results.length
    ? { EvaluationResults, IsTruncated: true, Marker: String(next) }
    : { EvaluationResults, IsTruncated: false };
}
