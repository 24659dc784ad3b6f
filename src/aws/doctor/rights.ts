// What IAM says to each call, simulated: nothing is done with the secret. The secret's tags are context, for IAM looks nothing up.
import {
  type EvaluationResult,
  IAMClient,
  SimulatePrincipalPolicyCommand,
} from '@aws-sdk/client-iam';
import { DescribeStateMachineCommand, SFNClient } from '@aws-sdk/client-sfn';
import type { RightsQuestion } from '../../rotation/doctor/expected-rights.ts';
import type { RightFacts } from '../../rotation/doctor/facts.ts';
import type { Clock } from '../../rotation/effects.ts';
import { createPace, workThrough } from '../../rotation/watch/pace.ts';
import type { ClientConfig } from '../clients.ts';
import { createTimedCall } from '../timed-call.ts';

/** IAM names no quota of this call; the console's own simulator asks about as often. */
const PER_SECOND_MAX = 20;
const AT_ONCE_MAX = 4;

export async function simulateRights(
  config: ClientConfig,
  clock: Clock,
  questions: readonly RightsQuestion[],
  signal: AbortSignal,
): Promise<readonly RightFacts[]> {
  const call = createTimedCall(() => new IAMClient(config), clock);
  const rights: RightFacts[] = [];
  const pace = createPace(clock, PER_SECOND_MAX);
  const bounds = { atOnceMax: AT_ONCE_MAX, until: Infinity };
  await workThrough(clock, questions, bounds, async (question) => {
    await pace(signal);
    const { roleArn, actions, resource, context } = question;
    const input = {
      PolicySourceArn: roleArn,
      ActionNames: [...actions],
      ResourceArns: [resource],
      ContextEntries: Object.entries(context).map(([ContextKeyName, value]) => ({
        ContextKeyName,
        ContextKeyType: 'string' as const,
        ContextKeyValues: [value],
      })),
    };
    const { EvaluationResults = [] } = await call(
      { call: 'iam:SimulatePrincipalPolicy', resource: roleArn },
      signal,
      (client, options) => client.send(new SimulatePrincipalPolicyCommand(input), options),
    );
    rights.push(...EvaluationResults.map((result) => toRight(question, result)));
  });
  return rights;
}

function toRight(
  { holder, roleArn, resource, purpose }: RightsQuestion,
  { EvalActionName, EvalDecision }: EvaluationResult,
): RightFacts {
  const decision =
    EvalDecision === 'allowed' || EvalDecision === 'explicitDeny' ? EvalDecision : 'implicitDeny';
  return { holder, roleArn, action: EvalActionName ?? '', resource, purpose, decision };
}

export async function loadMachineRole(
  config: ClientConfig,
  clock: Clock,
  machineArn: string,
  signal: AbortSignal,
): Promise<string> {
  const call = createTimedCall(() => new SFNClient(config), clock);
  const { roleArn = '' } = await call(
    { call: 'states:DescribeStateMachine', resource: machineArn },
    signal,
    (client, options) =>
      client.send(new DescribeStateMachineCommand({ stateMachineArn: machineArn }), options),
  );
  return roleArn;
}
