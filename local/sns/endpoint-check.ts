// Where a subscription may lead. Source: SNS API reference, Subscribe. HTTP goes to this machine only.
import { findArn } from '../arn.ts';
import { invalidParameter } from './errors.ts';
import type { SubscriptionProtocol } from './store.ts';

const LOOPBACK = ['127.0.0.1', 'localhost', '[::1]'];

export function checkEndpoint(protocol: string | undefined, endpoint: string | undefined) {
  const known = checkProtocol(protocol ?? '');
  const address = endpoint ?? '';
  switch (known) {
    case 'email':
    case 'email-json':
      if (!/^[^\s@]+@[^\s@]+$/.test(address)) throw invalidParameter('Email address');
      break;
    case 'sqs':
      if (findArn(address)?.service !== 'sqs') throw invalidParameter('SQS endpoint ARN');
      break;
    case 'lambda':
      if (findArn(address)?.service !== 'lambda') throw invalidParameter('Lambda endpoint ARN');
      break;
    case 'http':
      checkUrl(address);
      break;
  }
  return { protocol: known, endpoint: address };
}

function checkProtocol(protocol: string): SubscriptionProtocol {
  switch (protocol) {
    case 'email':
    case 'email-json':
    case 'sqs':
    case 'lambda':
    case 'http':
      return protocol;
    case 'https':
    case 'sms':
    case 'application':
    case 'firehose':
      throw invalidParameter(`Protocol Reason: this endpoint does not deliver by ${protocol}`);
    default:
      throw invalidParameter(`Does not support this protocol string: ${protocol}`);
  }
}

function checkUrl(text: string): void {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol !== 'http:')
    throw invalidParameter('Endpoint must match the specified protocol');
  if (!LOOPBACK.includes(url.hostname)) {
    throw invalidParameter('Endpoint Reason: this endpoint calls its own machine only');
  }
}
