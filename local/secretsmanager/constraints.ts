// Constraints that several operations share (Secrets Manager API reference, model of 2017-10-17).
import type { Constraint } from '../constraints.ts';

export const secretId: Constraint = { length: [1, 2048] };
export const name: Constraint = { length: [1, 512] };
export const clientRequestToken: Constraint = { length: [32, 64] };
export const versionId: Constraint = { length: [32, 64] };
export const versionStage: Constraint = { length: [1, 256] };
export const versionStages: Constraint = { length: [1, 20], member: versionStage };
export const description: Constraint = { length: [0, 2048] };
export const kmsKeyId: Constraint = { length: [0, 2048] };
export const secretType: Constraint = { length: [0, 256] };
export const nextToken: Constraint = { length: [1, 4096] };
export const resourcePolicy: Constraint = { length: [1, 20_480] };
export const tagKey: Constraint = { length: [1, 128] };
export const tags: Constraint = {
  member: { members: { Key: tagKey, Value: { length: [0, 256] } } },
};
export const filters: Constraint = {
  length: [0, 10],
  member: {
    members: {
      Key: {
        values: [
          'description',
          'name',
          'tag-key',
          'tag-value',
          'primary-region',
          'owning-service',
          'all',
        ],
      },
      Values: {
        length: [0, 10],
        member: { length: [0, 512], pattern: '\\!?[a-zA-Z0-9 :_@\\/\\+\\=\\.\\-\\!]*' },
      },
    },
  },
};

/** A value, string or binary, counted in bytes: 65,536 at most. */
export const toValueConstraints = (
  bytesMax: number,
): { readonly SecretString: Constraint; readonly SecretBinary: Constraint } => ({
  SecretString: { length: [1, bytesMax], sensitive: true },
  SecretBinary: { length: [1, bytesMax], sensitive: true },
});
