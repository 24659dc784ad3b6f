// AWS::SecretsManager::Secret (Template Reference). A generated value is never among what the stack remembers.
import { createHash } from 'node:crypto';
import { ignoreMissing } from '../engine/ignore-missing.ts';
import { findRecord, findText, isChanged, pick } from '../engine/properties.ts';
import type { ProviderContext, ResourceProvider } from '../engine/provider.ts';
import { tagList } from '../engine/shape.ts';
import { applyTagChanges, findTagChanges, listTags } from '../engine/tags.ts';
import { templateError } from '../errors.ts';
import { isRecord, type ValueRecord } from '../template/value.ts';

export const secretsManagerSecret: ResourceProvider = {
  type: 'AWS::SecretsManager::Secret',
  shape: {
    members: {
      Description: 'string',
      GenerateSecretString: {
        members: {
          ExcludeCharacters: 'string',
          ExcludeLowercase: 'boolean',
          ExcludeNumbers: 'boolean',
          ExcludePunctuation: 'boolean',
          ExcludeUppercase: 'boolean',
          GenerateStringKey: 'string',
          IncludeSpace: 'boolean',
          PasswordLength: 'integer',
          RequireEachIncludedType: 'boolean',
          SecretStringTemplate: 'string',
        },
      },
      KmsKeyId: 'string',
      Name: 'string',
      SecretString: 'string',
      Tags: tagList,
    },
  },
  replacedBy: ['Name'],
  nameProperty: 'Name',
  attributes: ['Id'],
  plannedId: ({ properties }, context) => nameOf(properties, context),
  create: async ({ properties }, context) => {
    const SecretString = await loadSecretString(properties, context);
    const { ARN = '' } = await context.call<{ ARN?: string }>('secretsmanager', 'CreateSecret', {
      ...pick(properties, ['Description', 'KmsKeyId']),
      Name: nameOf(properties, context),
      ClientRequestToken: toToken(context),
      ...(SecretString === undefined ? {} : { SecretString }),
      Tags: listTags(properties),
    });
    return { physicalId: ARN, attributes: { Id: ARN } };
  },
  update: async ({ properties }, { physicalId, attributes, properties: before }, context) => {
    const SecretId = physicalId;
    const SecretString = isChanged(before, properties, ['SecretString', 'GenerateSecretString'])
      ? await loadSecretString(properties, context)
      : undefined;
    if (SecretString !== undefined || isChanged(before, properties, ['Description', 'KmsKeyId'])) {
      await context.call('secretsmanager', 'UpdateSecret', {
        SecretId,
        ClientRequestToken: toToken(context),
        Description: properties['Description'] ?? '',
        ...pick(properties, ['KmsKeyId']),
        ...(SecretString === undefined ? {} : { SecretString }),
      });
    }
    await applyTagChanges(
      findTagChanges(before, properties),
      (Tags) => context.call('secretsmanager', 'TagResource', { SecretId, Tags }),
      (TagKeys) => context.call('secretsmanager', 'UntagResource', { SecretId, TagKeys }),
    );
    return { physicalId, attributes };
  },
  delete: async ({ physicalId }, { call }) => {
    const input = { SecretId: physicalId, ForceDeleteWithoutRecovery: true };
    await ignoreMissing(call('secretsmanager', 'DeleteSecret', input));
  },
};

function nameOf(properties: ValueRecord, { logicalId, nonce }: ProviderContext): string {
  return findText(properties, 'Name') ?? `${logicalId}-${nonce}`;
}

/** The same for every try of the same change, so that a value is written once. */
function toToken({ stackId, logicalId, nonce }: ProviderContext): string {
  return createHash('sha256').update(`${stackId}/${logicalId}/${nonce}`).digest('hex').slice(0, 32);
}

async function loadSecretString(
  properties: ValueRecord,
  { call }: ProviderContext,
): Promise<string | undefined> {
  const given = findText(properties, 'SecretString');
  const generate = findRecord(properties, 'GenerateSecretString');
  if (given !== undefined && generate !== undefined) {
    throw templateError('only one of SecretString and GenerateSecretString may be given.');
  }
  if (generate === undefined) return given;
  const { GenerateStringKey: _key, SecretStringTemplate: _template, ...rules } = generate;
  const { RandomPassword = '' } = await call<{ RandomPassword?: string }>(
    'secretsmanager',
    'GetRandomPassword',
    rules,
  );
  return fillTemplate(generate, RandomPassword);
}

function fillTemplate(generate: ValueRecord, password: string): string {
  const key = findText(generate, 'GenerateStringKey');
  const template = findText(generate, 'SecretStringTemplate');
  if (key === undefined && template === undefined) return password;
  if (key === undefined || template === undefined) {
    throw templateError('GenerateStringKey and SecretStringTemplate must be given together.');
  }
  const parsed: unknown = JSON.parse(template);
  if (!isRecord(parsed)) throw templateError('SecretStringTemplate must be a JSON object.');
  return JSON.stringify({ ...parsed, [key]: password });
}
