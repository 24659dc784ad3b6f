// ClientRequestTokens that a reader can tell apart: 32 characters, as short as AWS allows.

export function tokenOf(name: string): string {
  return name.padEnd(32, '-');
}
