// Whether every transition has a target, every state can be reached, and there is an end. The order is AWS's (measured).
import { isObject, type Json } from '../json.ts';
import type { Report } from './diagnostic.ts';

interface Transition {
  readonly target: string;
  readonly location: string;
}

export function checkFlow(
  scope: Record<string, Json>,
  states: Record<string, Json>,
  path: string,
  report: Report,
): void {
  const start = scope['StartAt'];
  const begins = typeof start === 'string' ? [{ target: start, location: `${path}/StartAt` }] : [];
  if (start !== undefined && typeof start !== 'string') {
    report('SCHEMA_VALIDATION_FAILED', 'Expected value of type String', `${path}/StartAt`);
  }
  const transitions = new Map(
    Object.entries(states).map(([name, state]) => [
      name,
      listTransitions(state, `${path}/States/${name}`),
    ]),
  );
  for (const { target, location } of [...begins, ...[...transitions.values()].flat()]) {
    // The word is `Next` whatever field it is (measured).
    if (!Object.hasOwn(states, target)) {
      report('MISSING_TRANSITION_TARGET', `Missing 'Next' target: ${target}`, location);
    }
  }
  if (!Object.values(states).some(isTerminal)) {
    report('MISSING_END_STATE', 'Workflow has no terminal state');
    return;
  }
  const reached = new Set<string>();
  reach(begins, transitions, reached);
  for (const name of Object.keys(states)) {
    if (reached.has(name)) continue;
    report(
      'MISSING_TRANSITION_TARGET',
      `State "${name}" is not reachable.`,
      `${path}/States/${name}`,
    );
  }
}

function listTransitions(state: Json, path: string): readonly Transition[] {
  if (!isObject(state)) return [];
  const found: Transition[] = [];
  const add = (target: Json | undefined, location: string): void => {
    if (typeof target === 'string') found.push({ target, location });
  };
  add(state['Next'], `${path}/Next`);
  add(state['Default'], `${path}/Default`);
  for (const field of ['Choices', 'Catch']) {
    const rules = state[field];
    if (!Array.isArray(rules)) continue;
    for (const [index, rule] of rules.entries()) {
      if (isObject(rule)) add(rule['Next'], `${path}/${field}[${String(index)}]/Next`);
    }
  }
  return found;
}

function isTerminal(state: Json): boolean {
  if (!isObject(state)) return false;
  return state['End'] === true || state['Type'] === 'Succeed' || state['Type'] === 'Fail';
}

/** Without recursion: a definition may chain thousands of states. */
function reach(
  begins: readonly Transition[],
  transitions: ReadonlyMap<string, readonly Transition[]>,
  reached: Set<string>,
): void {
  const open = [...begins];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (reached.has(next.target)) continue;
    reached.add(next.target);
    open.push(...(transitions.get(next.target) ?? []));
  }
}
