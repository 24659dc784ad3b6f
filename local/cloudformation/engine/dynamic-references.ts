// `{{resolve:secretsmanager:…}}` in properties (User Guide, "Dynamic references"): put in when the provider is called and
// not before, so that no value of a secret is among what the stack remembers.
import { templateError, unsupported } from '../errors.ts';
import { isList, isRecord, isText, type Value, type ValueRecord } from '../template/value.ts';
import type { ProviderContext } from './provider.ts';

const REFERENCE = /\{\{resolve:([a-z-]+):([^{}]*)\}\}/;

export async function resolveDynamicReferences(
  properties: ValueRecord,
  context: ProviderContext,
): Promise<ValueRecord> {
  const resolved = await resolve(properties, context);
  return isRecord(resolved) ? resolved : properties;
}

async function resolve(value: Value, context: ProviderContext): Promise<Value> {
  if (isText(value)) return await resolveText(value, context);
  if (isList(value)) return await Promise.all(value.map((item) => resolve(item, context)));
  if (!isRecord(value)) return value;
  const members = Object.entries(value).map(
    async ([name, member]) => [name, await resolve(member, context)] as const,
  );
  return Object.fromEntries(await Promise.all(members));
}

async function resolveText(text: string, context: ProviderContext): Promise<string> {
  let resolved = text;
  for (let match = REFERENCE.exec(resolved); match !== null; match = REFERENCE.exec(resolved)) {
    const [whole, service = '', path = ''] = match;
    if (service !== 'secretsmanager') throw unsupported(`The dynamic reference ${whole}`);
    const value = await loadSecret(path, context);
    resolved = resolved.slice(0, match.index) + value + resolved.slice(match.index + whole.length);
    // What a secret holds is not read again for references.
    if (REFERENCE.test(value)) return resolved;
  }
  return resolved;
}

/** `secret-id:SecretString:json-key:version-stage:version-id`, where the id may be an ARN with colons of its own. */
async function loadSecret(path: string, { call }: ProviderContext): Promise<string> {
  const parts = path.split(':');
  const idParts = path.startsWith('arn:') ? 7 : 1;
  const SecretId = parts.slice(0, idParts).join(':');
  const [kind = 'SecretString', key = '', stage = '', version = ''] = parts.slice(idParts);
  if (kind !== 'SecretString' && kind !== '') {
    throw templateError(
      `a dynamic reference to Secrets Manager must name SecretString, not ${kind}`,
    );
  }
  const { SecretString = '' } = await call<{ SecretString?: string }>(
    'secretsmanager',
    'GetSecretValue',
    {
      SecretId,
      ...(stage === '' ? {} : { VersionStage: stage }),
      ...(version === '' ? {} : { VersionId: version }),
    },
  );
  return key === '' ? SecretString : findJsonKey(SecretString, key);
}

function findJsonKey(text: string, key: string): string {
  const value = findObject(text)?.[key];
  if (value === undefined) {
    throw templateError('Could not find a value associated with JSONKey in SecretString');
  }
  return isText(value) ? value : JSON.stringify(value);
}

/** The parser's own message quotes the secret, so it goes no further. */
function findObject(text: string): ValueRecord | undefined {
  try {
    const parsed: unknown = JSON.parse(text);
    return isRecord(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
}
