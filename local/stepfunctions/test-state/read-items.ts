// What a tested Map's ItemReader reads: the text that came with the test, in the place of what lies in S3.
import type { Item } from '../asl/distributed-map/item-inputs.ts';
import type { ReaderRequest } from '../asl/distributed-map/map-run-request.ts';
import { StatesError } from '../asl/states-error.ts';
import { readText } from '../map-runs/readers/read-text.ts';

const SOURCE = 's3';

export function createReadItems(
  text: string | undefined,
): (request: ReaderRequest) => AsyncGenerator<Item> {
  return async function* readItems({ ReaderConfig: config = {}, itemsMax = Infinity }) {
    let count = 0;
    try {
      for (const item of readText(text ?? '[]', config)) {
        if (count === itemsMax) return;
        count += 1;
        yield { ...item, source: SOURCE };
      }
    } catch (error) {
      throw toReaderFailed(error as Error);
    }
  };
}

function toReaderFailed({ message }: Error): StatesError {
  return new StatesError('States.ItemReaderFailed', message);
}
