// Whether anybody hears a notice. SNS says nothing of what nobody has subscribed to, and gives up on who never confirmed.
import type { Commands } from './commands.ts';
import { type Finding, toFinding } from './finding.ts';
import type { Subscription } from './ports.ts';

export function findUnheard(
  subscriptions: readonly Subscription[],
  commands: Commands,
): readonly Finding[] {
  const unconfirmed = subscriptions.filter(({ confirmed }) => !confirmed);
  if (unconfirmed.length === subscriptions.length) return [toNobody(unconfirmed, commands)];
  return unconfirmed.map(({ protocol, endpoint }) =>
    toFinding('subscription-unconfirmed', {
      about: `${protocol}:${toShown(protocol, endpoint)}`,
      meaning: `${protocol} ${toShown(protocol, endpoint)} has not agreed; subscribing again sends the question again.`,
      nextCommand: commands.subscribe(protocol, toShown(protocol, endpoint)),
    }),
  );
}

function toNobody(unconfirmed: readonly Subscription[], commands: Commands): Finding {
  const [first] = unconfirmed;
  const shown = unconfirmed.map(
    ({ protocol, endpoint }) => `${protocol} ${toShown(protocol, endpoint)}`,
  );
  return toFinding('no-subscription', {
    about: 'notices',
    meaning:
      first === undefined
        ? 'No subscription at all.'
        : `Not one of them has agreed: ${shown.slice(0, 10).join(', ')}.`,
    nextCommand:
      first === undefined
        ? commands.subscribe('email', 'you@example.org')
        : commands.subscribe(first.protocol, toShown(first.protocol, first.endpoint)),
  });
}

/** A web address may carry a password in its path or query. */
function toShown(protocol: string, endpoint: string): string {
  if (!protocol.startsWith('http')) return endpoint;
  const [, host] = /^(https?:\/\/(?:[^/@]*@)?[^/?#]+)/.exec(endpoint) ?? [];
  return host === undefined ? protocol : `${host.replace(/\/\/[^/@]*@/, '//')}/...`;
}
