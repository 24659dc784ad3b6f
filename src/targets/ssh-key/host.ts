// Where an SSH server listens.

export interface Host {
  readonly host: string;
  readonly port: number;
}

export function toText({ host, port }: Host): string {
  return `${host}:${String(port)}`;
}
