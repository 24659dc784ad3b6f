// Names and texts as parts of a T-SQL statement: logins and passwords cannot be parameters of the statements that change them.

/** As QUOTENAME does. */
export function quoteName(name: string): string {
  return `[${name.replaceAll(']', ']]')}]`;
}

/** A constant in Unicode. T-SQL gives nothing but the apostrophe a meaning in it. */
export function quoteText(text: string): string {
  return `N'${text.replaceAll("'", "''")}'`;
}
