// The inbox of the local endpoint: what SNS would have sent by e-mail. The demo reads it as the person on call does.
export interface Mail {
  readonly subject?: string;
  readonly message: string;
  readonly topicArn: string;
}

export async function readInbox(endpointUrl: string): Promise<readonly Mail[]> {
  const answer = await fetch(`${endpointUrl}/_rekey/inbox`);
  const { messages } = (await answer.json()) as { messages: readonly Mail[] };
  return messages;
}
