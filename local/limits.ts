// A bound on everything that the endpoint takes in, each with AWS's number and where AWS says so.

/** What may come at once, and what may follow: calls take tokens, and each second brings some back. */
export interface TokenBucket {
  readonly size: number;
  readonly perSecond: number;
}

export interface Limits {
  /** Body of one request; S3 parts of `sls deploy` are the largest. */
  readonly bodyBytesMax: number;
  /** Body of one call that is no file: JSON, form, CBOR. Kinesis refuses more than 7 MiB; AWS names no number for others. */
  readonly callBytesMax: number;
  /** Secrets Manager quotas: a secret's value. */
  readonly secretBytesMax: number;
  /** Secrets Manager quotas: staging labels of one secret. */
  readonly stagingLabelsMax: number;
  /** Secrets Manager quotas: versions of one secret. */
  readonly secretVersionsMax: number;
  /** Step Functions quotas: events in one execution's history. */
  readonly historyEventsMax: number;
  /** Step Functions quotas: input or output of a state, bytes of UTF-8. */
  readonly stateDataBytesMax: number;
  /** Step Functions quotas: open executions; far below AWS's 1,000,000, for a laptop. */
  readonly openExecutionsMax: number;
  /** Step Functions quotas: StartExecution in us-east-1, us-west-2 and eu-west-1, each by itself. */
  readonly startBucket: TokenBucket;
  /** The same in every other region. */
  readonly startBucketElsewhere: TokenBucket;
  /** The same for EXPRESS machines, in every region. */
  readonly expressStartBucket: TokenBucket;
  /** Step Functions quotas: a definition. */
  readonly definitionBytesMax: number;
  /** Lambda quotas: a synchronous invocation's request or response payload. */
  readonly invokeBytesMax: number;
  /** Lambda quotas: executions at once in a new account. */
  readonly lambdaConcurrencyMax: number;
  /** EventBridge and SNS: entry or message, bytes. */
  readonly messageBytesMax: number;
  /** What an inbox, queue or log keeps before the oldest is dropped. */
  readonly keptItemsMax: number;
}

export const defaultLimits: Limits = {
  bodyBytesMax: 64 * 1024 * 1024,
  callBytesMax: 7 * 1024 * 1024,
  secretBytesMax: 65_536,
  stagingLabelsMax: 20,
  secretVersionsMax: 100,
  historyEventsMax: 25_000,
  stateDataBytesMax: 256 * 1024,
  openExecutionsMax: 10_000,
  startBucket: { size: 1300, perSecond: 300 },
  startBucketElsewhere: { size: 800, perSecond: 150 },
  expressStartBucket: { size: 6000, perSecond: 6000 },
  definitionBytesMax: 1024 * 1024,
  invokeBytesMax: 6 * 1024 * 1024,
  lambdaConcurrencyMax: 10,
  messageBytesMax: 256 * 1024,
  keptItemsMax: 100_000,
};
