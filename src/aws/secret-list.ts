// All secrets that Rekey rotates, by their tag: ListSecrets tells labels, tags and dates of a hundred with one call (it may be
// asked 100 times a second; its answers may be a few minutes old, says the API reference).
import {
  ListSecretsCommand,
  type ListSecretsCommandInput,
  type SecretListEntry,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import type { Clock } from '../rotation/effects.ts';
import type { SecretDescription } from '../rotation/ports.ts';
import type { ClientConfig } from './clients.ts';
import { toNativeRotation } from './native-rotation.ts';
import { createTimedCall } from './timed-call.ts';

export interface ListedSecret extends SecretDescription {
  /** Milliseconds since the epoch. */
  readonly createdAt?: number;
}

const PAGE = 100;

/**
 * Page by page, sorted by name; secrets that are scheduled for deletion too.
 * @param which `rotated` by the tag rekey:target; `admin` by rekey:role=admin
 * @throws RotationError
 */
export async function* listSecrets(
  config: ClientConfig,
  clock: Clock,
  signal: AbortSignal,
  which: 'rotated' | 'admin' = 'rotated',
): AsyncGenerator<readonly ListedSecret[]> {
  const call = createTimedCall(() => new SecretsManagerClient(config), clock);
  const names = { call: 'secretsmanager:ListSecrets', resource: 'all secrets' };
  const Filters: ListSecretsCommandInput['Filters'] =
    which === 'rotated'
      ? [{ Key: 'tag-key', Values: ['rekey:target'] }]
      : [
          { Key: 'tag-key', Values: ['rekey:role'] },
          { Key: 'tag-value', Values: ['admin'] },
        ];
  let next: string | undefined;
  do {
    const from = next === undefined ? {} : { NextToken: next };
    const input = {
      Filters,
      MaxResults: PAGE,
      IncludePlannedDeletion: true,
      SortBy: 'name',
      ...from,
    } as const;
    const page = await call(names, signal, (client, options) =>
      client.send(new ListSecretsCommand(input), options),
    );
    yield (page.SecretList ?? []).flatMap((entry) => toListed(entry, which));
    next = page.NextToken;
  } while (next !== undefined);
}

/** The filters look for words and prefixes, so what they find is looked at again. */
function toListed(entry: SecretListEntry, which: 'rotated' | 'admin'): readonly ListedSecret[] {
  const { ARN, Name, Tags, SecretVersionsToStages } = entry;
  if (ARN === undefined || Name === undefined) return [];
  const tags = new Map(
    (Tags ?? []).flatMap(({ Key, Value }) =>
      Key === undefined ? [] : [[Key, Value ?? ''] as const],
    ),
  );
  if (which === 'rotated' ? !tags.has('rekey:target') : tags.get('rekey:role') !== 'admin')
    return [];
  return [
    {
      arn: ARN,
      name: Name,
      tags,
      labels: new Map(
        Object.entries(SecretVersionsToStages ?? {}).filter(([, of]) => of.length > 0),
      ),
      ...toNativeRotation(entry),
      ...toTime('deletedAt', entry.DeletedDate),
      ...toTime('lastChangedAt', entry.LastChangedDate),
      ...toTime('createdAt', entry.CreatedDate),
    },
  ];
}

function toTime<Name extends string>(
  name: Name,
  date: Date | undefined,
): { readonly [Key in Name]?: number } {
  return (date === undefined ? {} : { [name]: date.getTime() }) as {
    readonly [Key in Name]?: number;
  };
}
