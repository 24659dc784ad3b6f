// E-mail does not leave the machine: it lands here, and anyone on the machine can read it.
import type { Environment } from '../service.ts';
import type { Mail, SnsStore } from './store.ts';

/** One e-mail as the inbox shows it. */
export interface InboxMessage extends Omit<Mail, 'sentMs'> {
  readonly timestamp: string;
}

export interface Inbox {
  put(region: string, mail: Omit<Mail, 'sentMs'>): void;
  /** The newest first. */
  list(options?: { readonly topic?: string | undefined }): readonly InboxMessage[];
}

const PAGE_MAX = 1000;

export function createInbox(environment: Environment, { mails }: SnsStore): Inbox {
  let order = 0; // tells apart what comes in one millisecond
  return {
    put: (region, mail) => {
      const prefix = `${region}/`;
      const { clock, limits } = environment;
      if (mails.count(prefix) >= limits.keptItemsMax) {
        for (const { key } of mails.list({ prefix, limit: 1 })) mails.delete(key);
      }
      order += 1;
      const sentMs = clock.now();
      const place = `${toDigits(sentMs)}-${toDigits(order)}`;
      mails.put(`${prefix}${place}-${mail.messageId}`, { ...mail, sentMs });
    },
    list: ({ topic } = {}) =>
      mails
        .list({ reverse: true })
        .map(({ document }) => document)
        .filter(({ topicArn }) => isMeant(topicArn, topic))
        .sort((a, b) => b.sentMs - a.sentMs)
        .slice(0, PAGE_MAX)
        .map(({ sentMs, ...mail }) => ({ ...mail, timestamp: new Date(sentMs).toISOString() })),
  };
}

/** A topic is named by its ARN or by its name alone. */
function isMeant(topicArn: string, topic: string | undefined): boolean {
  return topic === undefined || topic === topicArn || topicArn.endsWith(`:${topic}`);
}

function toDigits(value: number): string {
  return String(value).padStart(15, '0');
}
