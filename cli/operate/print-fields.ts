// Titles at the left, and what is known of each beside it, broken at the terminal's edge.
import type { Writer } from '../writer.ts';
import { wrap } from './wrap.ts';

const TITLE_WIDTH = 13;

export function createFieldPrinter(
  writer: Writer,
): (title: string, texts: readonly string[]) => void {
  const indent = ' '.repeat(TITLE_WIDTH + 2);
  return (title, texts) => {
    const [first, ...rest] = texts.flatMap((text) =>
      isWhole(text) ? [`${indent}${text}`] : wrap(text, writer.width, indent),
    );
    if (first === undefined) return;
    const named = `  ${writer.paint('dim', title)}${first.slice(2 + title.length)}`;
    writer.line([named, ...rest].join('\n'));
  };
}

/** What is copied stays on one line, as long as it is; colours have no width. */
function isWhole(text: string): boolean {
  return /^(aws|npx|arn:)\b/.test(text) || text.includes('\u001b');
}
