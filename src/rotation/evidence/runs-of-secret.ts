// Which secret a run was for: it knows the ARN, unless it failed too early; then it knows what somebody wrote.
import type { RunRecord } from '../run-record.ts';

/** An ARN's last part is the name, a hyphen and six characters that Secrets Manager chose. */
const RANDOM_LENGTH = 7;

export function isOfSecret({ secretId }: Pick<RunRecord, 'secretId'>, secretArn: string): boolean {
  return (
    secretId === secretArn ||
    secretId === toSecretName(secretArn) ||
    // Secrets Manager takes a partial ARN too, without the last part.
    secretId === secretArn.slice(0, -RANDOM_LENGTH)
  );
}

export function toSecretName(secretArn: string): string {
  return secretArn.split(':').slice(6).join(':').slice(0, -RANDOM_LENGTH);
}
