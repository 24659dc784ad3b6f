// What answers told, for the calls that follow: ARNs, ids and tokens by the names of their members.
import { FromAnswers, Nested } from './inputs.ts';

export interface Answers {
  readonly learn: (body: string) => void;
  /** The input with every `FromAnswers` replaced by a text that fits its member, and every `Nested` made. */
  readonly fill: (input: unknown) => unknown;
}

const TEXTS_MAX = 40;

export function createAnswers(): Answers {
  const byName = new Map<string, string[]>();
  const add = (name: string, text: string): void => {
    const texts = byName.get(name.toLowerCase()) ?? [];
    if (!texts.includes(text)) texts.unshift(text);
    byName.set(name.toLowerCase(), texts.slice(0, TEXTS_MAX));
  };
  const fill = (node: unknown, name: string): unknown => {
    if (node instanceof FromAnswers) return draw(byName, name.toLowerCase(), node.pick);
    if (node instanceof Nested) return nest(node.depth);
    if (Array.isArray(node)) return node.map((item) => fill(item, name));
    if (typeof node !== 'object' || node === null) return node;
    return Object.fromEntries(Object.entries(node).map(([key, item]) => [key, fill(item, key)]));
  };
  return {
    learn: (body) => {
      const texts = body.startsWith('<') ? readXml(body) : readJson(body);
      for (const [name, text] of texts) {
        if (text.length <= 2048) add(name, text);
      }
    },
    fill: (input) => fill(input, ''),
  };
}

function nest(depth: number): unknown {
  let node: unknown = {};
  for (let index = 0; index < depth; index += 1) node = index % 2 === 0 ? [node] : { a: node };
  return node;
}

/** Members of one meaning have many names: a SecretId is an ARN or a Name. */
function draw(byName: ReadonlyMap<string, readonly string[]>, name: string, pick: number): string {
  const ending = /(?:arn|id|name|token|url|handle)s?$/u.exec(name)?.[0].replace(/s$/u, '') ?? name;
  const near = [...byName].filter(
    ([known]) => known.endsWith(ending) || (ending === 'id' && known.endsWith('arn')),
  );
  const own = byName.get(name) ?? [];
  const fitting = [...own, ...own, ...near.flatMap(([, texts]) => texts)];
  const all = fitting.length > 0 ? fitting : [...byName.values()].flat();
  return all[pick % Math.max(all.length, 1)] ?? 'aaa';
}

function readJson(body: string): [string, string][] {
  const found: [string, string][] = [];
  const walk = (node: unknown, name: string): void => {
    if (typeof node === 'string') found.push([name, node]);
    else if (Array.isArray(node)) for (const item of node) walk(item, name);
    else if (typeof node === 'object' && node !== null) {
      for (const [key, item] of Object.entries(node)) {
        found.push([name, key]);
        walk(item, key);
      }
    }
  };
  try {
    walk(JSON.parse(body), '');
  } catch {
    return []; // an object of S3's or a function's answer
  }
  return found;
}

function readXml(body: string): [string, string][] {
  return [...body.matchAll(/<(\w+)>([^<]*)<\/\1>/gu)].map(([, name = '', text = '']) => [
    name,
    text,
  ]);
}
