// Amazon Resource Names: arn:partition:service:region:account:resource.

export interface Arn {
  readonly service: string;
  readonly region: string;
  readonly accountId: string;
  /** All behind the fifth colon, colons included. */
  readonly resource: string;
}

export function toArn({ service, region, accountId, resource }: Arn): string {
  return `arn:aws:${service}:${region}:${accountId}:${resource}`;
}

/** The parts of an ARN, or undefined where the text is none. */
export function findArn(text: string): Arn | undefined {
  if (!text.startsWith('arn:')) return undefined;
  const [, partition, service, region, accountId, ...resource] = text.split(':');
  if (partition === undefined || service === undefined) return undefined;
  if (region === undefined || accountId === undefined || resource.length === 0) return undefined;
  return { service, region, accountId, resource: resource.join(':') };
}
