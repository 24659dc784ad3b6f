// What CloudWatch Logs is asked to leave out already, where one secret is meant (CloudWatch Logs User Guide, "Filter pattern syntax", for
// JSON log events). It lets through a bit too much: a status event knows the secret only within its input's text.
import { toSecretName } from './runs-of-secret.ts';

/** A pattern has 1024 characters at the most, a name 512; what is left over is filtered afterwards anyway. */
const NAME_LENGTH_MAX = 400;

export function toFilterPattern(secretArn: string): string {
  const name = toSecretName(secretArn).slice(0, NAME_LENGTH_MAX);
  return `{ ($.detail.secretArn = "*${name}*") || ($.detail.input = "*${name}*") }`;
}
