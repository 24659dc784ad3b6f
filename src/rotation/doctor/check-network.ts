// The network as the functions see it, and whether functions run at all: both are told by the preflight (T01, T02, T06, T09).
import { findEntry } from '../catalogue.ts';
import { isKnown } from '../known.ts';
import type { EndpointFacts, Problem } from '../preflight.ts';
import { LONG_MS } from '../symptom.ts';
import type { NetworkFacts } from './doctor-stack.ts';
import type { StackFacts } from './facts.ts';
import { cannotLook, type Finding, ok } from './finding.ts';

export function checkNetwork(facts: StackFacts): readonly Finding[] {
  const { preflight } = facts;
  if (!isKnown(preflight)) return checkInvocation(facts, preflight.problem);
  const { endpoints, runtime } = preflight.value;
  const found = endpoints.flatMap((endpoint) => checkEndpoint(facts, endpoint));
  const times = endpoints.map(
    ({ service, milliseconds }) => `${service} ${String(milliseconds)} ms`,
  );
  return found.length > 0
    ? found
    : [
        ok(
          'network',
          `Reached from the functions’ network: ${times.join(', ')}. Node ${runtime.node}.`,
        ),
      ];
}

/** A function that was invoked and failed says something about all of them; one that you may not invoke says nothing. */
function checkInvocation({ commands, stack }: StackFacts, problem: Problem): readonly Finding[] {
  const { error, message, facts } = problem;
  if (error !== 'Rekey.ServiceFailed')
    return cannotLook('network', 'the functions’ network', { problem });
  const isTimeout = /timed out/i.test(message);
  const state = 'PlanRotation';
  const { entry } = findEntry(
    isTimeout
      ? { state, error: 'Sandbox.Timedout', message, facts: {} }
      : { state, error, message, facts },
  );
  return [
    {
      id: 'function-fails',
      verdict: 'problem',
      catalogue: entry.id,
      evidence: message,
      command: commands.describeFunction(stack.preflightFunctionName ?? ''),
    },
  ];
}

function checkEndpoint(facts: StackFacts, endpoint: EndpointFacts): readonly Finding[] {
  const { service, vpcEndpoint, reached, milliseconds, problem } = endpoint;
  const { commands, stack } = facts;
  const took = `${String(milliseconds)} ms`;
  const network = findNetwork(facts);
  const functionName = stack.preflightFunctionName ?? '';
  if (!reached) {
    const where = network === undefined ? 'outside a VPC' : `in ${network.vpcId}`;
    return [
      {
        id: 'endpoint-unreachable',
        verdict: 'problem',
        catalogue: 'T01',
        evidence: `${service} gave no answer in ${took} to a function ${where}: the interface endpoint ${vpcEndpoint} is missing, or a security group, network ACL or route keeps it away.`,
        command:
          network === undefined
            ? commands.showNetwork(functionName)
            : commands.createVpcEndpoint(vpcEndpoint, network),
      },
    ];
  }
  if (problem !== undefined && /VPC endpoint policy/i.test(problem.message)) {
    const evidence = `${service}: the policy of the VPC endpoint does not allow the functions: ${problem.message}`;
    return [
      {
        id: 'endpoint-policy',
        verdict: 'problem',
        catalogue: 'T02',
        evidence,
        command: commands.showNetwork(functionName),
      },
    ];
  }
  if (milliseconds <= LONG_MS) return [];
  const evidence = `${service} took ${took} to answer: long, which means network.`;
  return [
    {
      id: 'endpoint-slow',
      verdict: 'warning',
      catalogue: 'T01',
      evidence,
      command: commands.showNetwork(functionName),
    },
  ];
}

function findNetwork({ functions }: StackFacts): NetworkFacts | undefined {
  if (!isKnown(functions)) return undefined;
  return functions.value.find(({ network }) => network !== undefined)?.network;
}
