// How the AWS SDK for Java 2, through which Step Functions calls, names what a model names: members, actions and exceptions
// (its code generator's naming strategy). A machine writes members in Pascal case of that: `ARN` is `Arn`, `SSEKMSKeyId` is `SsekmsKeyId`.

/** A member as a state machine writes it. */
export function toMemberName(modelName: string): string {
  const name = toMethodName(modelName);
  return name.charAt(0).toUpperCase() + name.slice(1);
}

/** An operation as a Resource writes it: `GetSecretValue` is `getSecretValue`. Capitals in front become small, up to the last before a small one. */
export function toMethodName(modelName: string): string {
  const leading = /^(?:[A-Z](?![a-z])|^[A-Z])+/.exec(modelName)?.[0] ?? '';
  return leading.toLowerCase() + modelName.slice(leading.length);
}

/** An error's class, which always ends in `Exception`: `KMSDisabledException` is `KmsDisabledException`. */
export function toExceptionName(errorName: string): string {
  const base = errorName.replace(/(Exception|Fault)$/, '');
  const words = base
    .replaceAll(/[^A-Za-z0-9]+/g, ' ')
    .replaceAll(/(?<=[a-z])(?=[A-Z][A-Za-z0-9])/g, ' ')
    .replaceAll(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
    .replaceAll(/(\d)([A-Za-z])/g, '$1 $2')
    .trim()
    .split(/ +/);
  return `${words.map(capitalize).join('')}Exception`;
}

function capitalize(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1).toLowerCase();
}
