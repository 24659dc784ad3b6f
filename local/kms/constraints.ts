// Constraints that several operations share (KMS API reference).
import type { Constraint } from '../constraints.ts';

export const keyId: Constraint = { length: [1, 2048] };
export const aliasName: Constraint = { length: [1, 256], pattern: '[a-zA-Z0-9:/_-]+' };
export const plaintext: Constraint = { length: [1, 4096], sensitive: true };
export const ciphertextBlob: Constraint = { length: [1, 6144], sensitive: true };
export const marker: Constraint = { length: [1, 1024] };
export const limit: Constraint = { range: [1, 1000] };
export const tags: Constraint = {
  member: { members: { TagKey: { length: [1, 128] }, TagValue: { length: [0, 256] } } },
};
export const algorithm: Constraint = {
  values: ['SYMMETRIC_DEFAULT', 'RSAES_OAEP_SHA_1', 'RSAES_OAEP_SHA_256', 'SM2PKE'],
};
