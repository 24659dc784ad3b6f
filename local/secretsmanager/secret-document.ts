// A secret as the store keeps it, without its values.

export const AWSCURRENT = 'AWSCURRENT';
export const AWSPENDING = 'AWSPENDING';
export const AWSPREVIOUS = 'AWSPREVIOUS';

export interface VersionDocument {
  readonly id: string;
  readonly stages: readonly string[];
  readonly createdMs: number;
  /** Start of the UTC day of the last read. */
  readonly accessedMs?: number;
  /** The customer key that it was encrypted under; absent for the default key. */
  readonly kmsKeyId?: string;
}

export interface SecretDocument {
  readonly name: string;
  readonly arn: string;
  readonly region: string;
  /** Place in the order of creation. */
  readonly sequence: string;
  readonly createdMs: number;
  readonly changedMs: number;
  readonly accessedMs?: number;
  readonly description?: string;
  readonly kmsKeyId?: string;
  /** Absent where it was never tagged; empty where the last tag was taken away. */
  readonly tags?: readonly Tag[];
  /** JSON text. */
  readonly policy?: string;
  readonly deletion?: { readonly requestedMs: number; readonly dueMs: number };
  /** In the order of their making. */
  readonly versions: readonly VersionDocument[];
}

export interface Tag {
  readonly Key: string;
  readonly Value: string;
}

export function findVersion(secret: SecretDocument, id: string): VersionDocument | undefined {
  return secret.versions.find((version) => version.id === id);
}

export function findVersionByStage(
  secret: SecretDocument,
  stage: string,
): VersionDocument | undefined {
  return secret.versions.find(({ stages }) => stages.includes(stage));
}
