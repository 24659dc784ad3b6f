// Sentences broken at blanks, so that they fit the terminal. Without one they stay whole, for whoever reads them by machine.
const NARROWEST = 20;

/** @returns lines, all indented; a word that is longer than a line has it alone */
export function wrap(text: string, width: number | undefined, indent: string): readonly string[] {
  if (width === undefined) return [`${indent}${text}`];
  const room = Math.max(NARROWEST, width - indent.length - 2);
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > room) {
      lines.push(line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  return [...lines, line].map((each, index) => `${indent}${index === 0 ? '' : '  '}${each}`);
}
