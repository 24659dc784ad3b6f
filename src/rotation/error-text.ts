// A Lambda's error reaches the machine's history, and from there DiagnoseFailure, as a name and one text. The facts of a RotationError
// therefore ride at the end of that text, where people can read them and parseErrorText finds them again.
import type { RotationError, RotationErrorFacts } from './errors.ts';

const NUMBERS = ['status', 'milliseconds'] as const;
const WORDS = ['call', 'awsError'] as const;

/** Such as `secretsmanager:PutSecretValue on …: asked to wait (call=secretsmanager:PutSecretValue milliseconds=8123)`. */
export function toErrorText(error: RotationError): string {
  const facts = [...WORDS, ...NUMBERS].flatMap((name) => {
    const fact = error.facts[name];
    return fact === undefined ? [] : [`${name}=${String(fact).replaceAll(/[\s()]/g, '')}`];
  });
  return facts.length === 0 ? error.message : `${error.message} (${facts.join(' ')})`;
}

/** The text without its facts, and the facts; a text of somebody else's has none. */
export function parseErrorText(text: string): {
  readonly message: string;
  readonly facts: RotationErrorFacts;
} {
  const found = /^([\s\S]*) \(((?:(?:call|awsError|status|milliseconds)=[^\s()]+ ?)+)\)$/.exec(
    text,
  );
  if (found === null) return { message: text, facts: {} };
  const [, message = '', list = ''] = found;
  const pairs = new Map(list.split(' ').map((pair) => toPair(pair)));
  const words = WORDS.flatMap((name) => (pairs.has(name) ? [[name, pairs.get(name)]] : []));
  const numbers = NUMBERS.flatMap((name) =>
    pairs.has(name) ? [[name, Number(pairs.get(name))]] : [],
  );
  return { message, facts: Object.fromEntries([...words, ...numbers]) as RotationErrorFacts };
}

function toPair(text: string): readonly [string, string] {
  const split = text.indexOf('=');
  return [text.slice(0, split), text.slice(split + 1)];
}
