/** `…:execution:<machine>:<name>` to `…:stateMachine:<machine>`. */
export function toMachineArn(executionArn: string): string {
  const parts = executionArn.split(':');
  return [...parts.slice(0, 5), 'stateMachine', parts[6] ?? ''].join(':');
}
