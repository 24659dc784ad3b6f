/** For a POSIX shell, whatever stands in a name that somebody wrote. */
export function quote(text: string): string {
  return /^[\w/+=.@:-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
