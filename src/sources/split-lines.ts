import { createGunzip } from 'node:zlib'

/** The lines of UTF-8 text without their ends; undefined for one longer than `maxBytes`, whose rest is not kept in memory. */
export async function* splitLines(chunks: AsyncIterable<Buffer>, maxBytes: number): AsyncGenerator<string | undefined> {
  let parts: Buffer[] = []
  let length = 0
  const add = (part: Buffer) => {
    length += part.length
    if (length <= maxBytes) parts.push(part)
    else parts = []
  }
  const take = () => {
    const row = length > maxBytes ? undefined : Buffer.concat(parts).toString('utf8').replace(/\r$/, '')
    parts = []
    length = 0
    return row
  }
  for await (const chunk of chunks) {
    let start = 0
    for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, start)) {
      add(chunk.subarray(start, end))
      yield take()
      start = end + 1
    }
    if (start < chunk.length) add(chunk.subarray(start))
  }
  if (length > 0) yield take()
}

/** Unpacks gzip chunk by chunk. Of damaged or cut data, all that could be unpacked comes before the error of zlib is thrown. */
export async function* gunzipped(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const gunzip = createGunzip()
  const unpacked: Buffer[] = []
  // Flowing: a stream read on demand drops what it has buffered when it fails.
  gunzip.on('data', (data: Buffer) => unpacked.push(data))
  const failed = new Promise<never>((_, reject) => gunzip.once('error', reject))
  failed.catch(() => {})
  try {
    for await (const chunk of chunks) {
      await Promise.race([failed, new Promise<void>((done) => gunzip.write(chunk, () => done()))])
      yield* unpacked.splice(0)
    }
    await Promise.race([failed, new Promise<void>((done) => gunzip.once('end', done).end())])
    yield* unpacked.splice(0)
  } catch (error) {
    yield* unpacked.splice(0)
    throw error
  } finally {
    gunzip.destroy()
  }
}
