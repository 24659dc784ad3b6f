// What AWS asks for what a rotation uses, on demand, in us-east-1; the only place with prices. They were read on the pages below and
// checked against dated reviews of them: before you rely on a sum, look at the page.

export const PRICES_REGION = 'us-east-1';
/** The month in which the youngest of them was seen. */
export const PRICES_AS_OF = '2026-06';

export interface Price {
  /** What is counted, in the plural. */
  readonly item: string;
  /** US dollars for `per` of them. */
  readonly dollars: number;
  readonly per: number;
  /** What the always-free tier gives to the whole account each month. */
  readonly freePerMonth: number;
  readonly source: string;
}

export const prices = {
  secrets: {
    ...{ item: 'secrets kept', dollars: 0.4, per: 1, freePerMonth: 0 },
    source: 'https://aws.amazon.com/secrets-manager/pricing/',
  },
  secretCalls: {
    ...{ item: 'Secrets Manager calls', dollars: 0.05, per: 10_000, freePerMonth: 0 },
    source: 'https://aws.amazon.com/secrets-manager/pricing/',
  },
  transitions: {
    ...{ item: 'state transitions (Standard)', dollars: 0.025, per: 1000, freePerMonth: 4000 },
    source: 'https://aws.amazon.com/step-functions/pricing/',
  },
  lambdaRequests: {
    ...{ item: 'Lambda requests', dollars: 0.2, per: 1_000_000, freePerMonth: 1_000_000 },
    source: 'https://aws.amazon.com/lambda/pricing/',
  },
  lambdaGbSeconds: {
    ...{ item: 'Lambda GB-seconds (arm64)', dollars: 0.0000133334, per: 1, freePerMonth: 400_000 },
    source: 'https://aws.amazon.com/lambda/pricing/',
  },
  schedulerInvocations: {
    ...{ item: 'Scheduler invocations', dollars: 1, per: 1_000_000, freePerMonth: 14_000_000 },
    source: 'https://aws.amazon.com/eventbridge/pricing/',
  },
  customEvents: {
    ...{ item: 'EventBridge custom events', dollars: 1, per: 1_000_000, freePerMonth: 0 },
    source: 'https://aws.amazon.com/eventbridge/pricing/',
  },
  logKilobytes: {
    ...{ item: 'KB of logs and evidence', dollars: 0.5, per: 1_000_000, freePerMonth: 5_000_000 },
    source: 'https://aws.amazon.com/cloudwatch/pricing/',
  },
  // $0.30 a month, charged for the hours in which there is a value; the free tier is ten metrics for a month.
  metricHours: {
    ...{ item: 'hours of custom metrics', dollars: 0.3, per: 720, freePerMonth: 7200 },
    source: 'https://aws.amazon.com/cloudwatch/pricing/',
  },
  alarms: {
    ...{ item: 'alarms', dollars: 0.1, per: 1, freePerMonth: 10 },
    source: 'https://aws.amazon.com/cloudwatch/pricing/',
  },
} as const satisfies Readonly<Record<string, Price>>;

export type PriceName = keyof typeof prices;
export const priceNames = Object.keys(prices) as readonly PriceName[];
