// An event on a bus: which rules it matches, and from there to their targets.
import { type EventPattern, matchesEventPattern, parseEventPattern } from '../event-pattern.ts';
import type { Deliveries } from './deliveries.ts';
import type { CountOfRule } from './rule-metrics.ts';
import type { BusEvent, EventsStore, Rule } from './store.ts';

export type RouteEvent = (place: {
  readonly region: string;
  readonly bus: string;
  /** Asked for where there is a rule for it. */
  readonly event: () => BusEvent;
  /** Buses that it has been forwarded through. */
  readonly hops: number;
}) => void;

const PATTERNS_MAX = 1000;

export function createRouteEvent(
  store: EventsStore,
  deliveries: Deliveries,
  count: CountOfRule,
): RouteEvent {
  const parse = createPatternCache();
  return ({ region, bus, event: make, hops }) => {
    let event: BusEvent | undefined;
    for (const { document: rule } of store.rules.list({ prefix: `${region}/${bus}/` })) {
      if (rule.state === 'DISABLED') continue;
      event ??= make();
      if (!matchesRule(parse, rule, event)) continue;
      const named = { region, bus, ruleName: rule.name };
      count(named, 'MatchedEvents');
      count(named, 'TriggeredRules');
      deliveries.add(rule, event, hops);
    }
  };
}

function matchesRule(
  parse: (text: string) => EventPattern,
  { eventPattern }: Rule,
  event: BusEvent,
): boolean {
  return eventPattern !== undefined && matchesEventPattern(parse(eventPattern), event);
}

/** Patterns by their text: parsing again what a rule said long ago would be most of the work. */
function createPatternCache(): (text: string) => EventPattern {
  const parsed = new Map<string, EventPattern>();
  return (text) => {
    const known = parsed.get(text);
    if (known !== undefined) return known;
    if (parsed.size >= PATTERNS_MAX) parsed.clear();
    const pattern = parseEventPattern(text);
    parsed.set(text, pattern);
    return pattern;
  };
}
