// Whether trouble is heard: subscriptions of both topics, alarms, rules, queues for what nobody took, and the evidence.
import { isKnown } from '../known.ts';
import type { StackFacts, TopicFacts } from './facts.ts';
import { cannotLook, type Finding, ok } from './finding.ts';

export function checkTopics({ topics, commands }: StackFacts): readonly Finding[] {
  return topics.flatMap((topic) => checkTopic(topic, commands));
}

function checkTopic(
  { purpose, arn, subscriptions }: TopicFacts,
  commands: StackFacts['commands'],
): readonly Finding[] {
  const id = `topic-${purpose}`;
  if (!isKnown(subscriptions)) return cannotLook(id, `the subscriptions of ${arn}`, subscriptions);
  const waiting = subscriptions.value.filter(({ confirmed }) => !confirmed);
  const heard = subscriptions.value.length - waiting.length;
  const [first] = waiting;
  if (subscriptions.value.length === 0) {
    const evidence = `Nobody has subscribed to ${purpose}: what goes wrong is heard by no one.`;
    return [
      {
        id: 'topic-unheard',
        verdict: 'problem',
        evidence,
        command: commands.subscribeTo(arn, 'email', 'you@example.org'),
      },
    ];
  }
  if (first === undefined)
    return [ok(id, `Confirmed subscriptions to ${purpose}: ${String(heard)}.`)];
  return [
    {
      id: 'topic-unconfirmed',
      verdict: heard === 0 ? 'problem' : 'warning',
      evidence: `${String(waiting.length)} of ${String(subscriptions.value.length)} subscriptions to ${purpose} have not been confirmed${heard === 0 ? ', so nobody hears them' : ''}; subscribing again sends the question again.`,
      // A web address may carry a password.
      command: commands.subscribeTo(
        arn,
        first.protocol,
        first.protocol.startsWith('http') ? 'https://example.org' : first.endpoint,
      ),
    },
  ];
}

export function checkAlarms({ alarms, commands }: StackFacts): readonly Finding[] {
  if (!isKnown(alarms)) return cannotLook('alarms', 'the alarms', alarms);
  const found = alarms.value.flatMap(
    ({ name, description, state, actionsEnabled }): readonly Finding[] => {
      if (state === undefined) {
        return [
          {
            id: 'alarm-missing',
            verdict: 'problem',
            evidence: `Alarm ${name} was deleted.`,
            command: commands.deploy(),
          },
        ];
      }
      if (!actionsEnabled) {
        return [
          {
            id: 'alarm-muted',
            verdict: 'warning',
            evidence: `Alarm ${name} tells nobody: its actions are switched off.`,
            command: commands.enableAlarm(name),
          },
        ];
      }
      if (state !== 'ALARM') return [];
      return [
        {
          id: 'alarm',
          verdict: 'warning',
          catalogue: 'T00',
          evidence: `Alarm ${name} is on: ${description}`,
          command: commands.describeAlarm(name),
        },
      ];
    },
  );
  return found.length > 0
    ? found
    : [ok('alarms', `${String(alarms.value.length)} alarms, none of them on.`)];
}

export function checkRules({ rules, commands }: StackFacts): readonly Finding[] {
  if (!isKnown(rules)) return cannotLook('rules', 'the EventBridge rules', rules);
  const found = rules.value
    .filter(({ enabled }) => !enabled)
    .map(
      ({ name }): Finding => ({
        id: 'rule-disabled',
        verdict: 'problem',
        evidence: `Rule ${name} is switched off: what it tells is not heard.`,
        command: commands.enableRule(name),
      }),
    );
  return found.length > 0
    ? found
    : [ok('rules', `${String(rules.value.length)} rules, all enabled.`)];
}

export function checkQueues({ queues, commands }: StackFacts): readonly Finding[] {
  if (!isKnown(queues)) return cannotLook('queues', 'the dead-letter queues', queues);
  const found = queues.value
    .filter(({ messages }) => messages > 0)
    .map(
      ({ name, url, messages }): Finding => ({
        id: name.endsWith('refused-starts') ? 'starts-refused' : 'queue-not-empty',
        verdict: 'problem',
        catalogue: 'T00',
        evidence: `${String(messages)} messages stand in ${name}: ${describeQueue(name)}.`,
        command: commands.receive(url),
      }),
    );
  return found.length > 0
    ? found
    : [ok('queues', `${String(queues.value.length)} dead-letter queues, all empty.`)];
}

function describeQueue(name: string): string {
  if (name.endsWith('refused-starts')) return 'starts of rotations that were refused';
  if (name.endsWith('unclosed-executions'))
    return 'runs that ended without telling and could not be closed';
  return 'events that could not be delivered';
}

export function checkEvidence({ evidence, stack, commands }: StackFacts): readonly Finding[] {
  if (!isKnown(evidence)) return cannotLook('evidence', 'the evidence', evidence);
  const group = evidence.value;
  if (group !== undefined) {
    const kept =
      group.retentionDays === undefined ? 'for ever' : `for ${String(group.retentionDays)} days`;
    return [ok('evidence', `${group.name} keeps what happened ${kept}.`)];
  }
  const evidenceText =
    stack.evidenceLogGroupName === undefined
      ? 'The stack keeps no evidence yet: an older version of Rekey is deployed.'
      : `The log group ${stack.evidenceLogGroupName} was deleted: nobody can tell what happened.`;
  return [
    {
      id: 'evidence-missing',
      verdict: 'problem',
      evidence: evidenceText,
      command: commands.deploy(),
    },
  ];
}
