import { fromBufferPromise } from 'yauzl'
import { messageOf, SourceError } from '../../errors.ts'
import { splitLines } from '../split-lines.ts'

const mostUnpackedBytes = 512 * 1_048_576
const mostLineBytes = 8 * 1_048_576

/**
 * The lines of the one file in a zip archive, unpacked as they are read; undefined for one longer than 8 MB. Throws SourceError when
 * the archive is damaged or unpacks to more than 512 MB.
 */
export async function* zippedLines(zip: Buffer, name: string): AsyncGenerator<string | undefined> {
  try {
    const archive = await fromBufferPromise(zip, { lazyEntries: true, validateEntrySizes: true })
    for await (const entry of archive.eachEntry()) {
      if (entry.uncompressedSize > mostUnpackedBytes) throw new SourceError(`${name} unpacks to more than 512 MB`)
      yield* splitLines(await archive.openReadStreamPromise(entry), mostLineBytes)
      return
    }
  } catch (error) {
    if (error instanceof SourceError) throw error
    throw new SourceError(`${name} is a damaged archive: ${messageOf(error)}`, { cause: error })
  }
  throw new SourceError(`${name} is an empty archive`)
}
