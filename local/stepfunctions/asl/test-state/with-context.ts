// The context object that a test gives, laid over the one that the state would see.
import { isObject, type JsonObject } from '../json.ts';
import type { Turn } from '../turn.ts';

export function withContext(turn: Turn, given: JsonObject | undefined): Turn {
  if (given === undefined) return turn;
  return {
    ...turn,
    visit: (thread, taskToken) => {
      const visit = turn.visit(thread, taskToken);
      return {
        ...visit,
        scope: (more) => {
          const scope = visit.scope(more);
          const { context, ...states } = scope.states;
          return {
            ...scope,
            states: { ...states, context: overlay(isObject(context) ? context : {}, given) },
          };
        },
      };
    },
  };
}

function overlay(below: JsonObject, above: JsonObject): JsonObject {
  const laid: JsonObject = { ...below };
  for (const [key, value] of Object.entries(above)) {
    const under = laid[key];
    laid[key] = isObject(under) && isObject(value) ? overlay(under, value) : value;
  }
  return laid;
}
