// Tags of topics; subscriptions have none.
export type Tags = Readonly<Record<string, string>>;

export function toTags(
  list: readonly { readonly Key?: string | undefined; readonly Value?: string | undefined }[] = [],
): Tags {
  return Object.fromEntries(list.map(({ Key = '', Value = '' }) => [Key, Value]));
}
