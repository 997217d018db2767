import { Readable } from 'node:stream'
import { createBrotliDecompress, createGunzip, createInflate, createInflateRaw, gunzip } from 'node:zlib'
import { SourceError } from '../../errors.ts'

const decoders: Record<string, () => NodeJS.ReadWriteStream> = {
  gzip: createGunzip,
  'x-gzip': createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
}

/** The answer is larger than the limit, counted after decompression. */
export class TooLargeError extends SourceError {
  override name = 'TooLargeError'
  constructor(maxBytes: number, options?: ErrorOptions) {
    super(`the answer is larger than ${Math.round(maxBytes / 1_048_576)} MB`, options)
  }
}

/**
 * Reads a body to its end, decompressing as `encoding` says, and stops as soon as more than `maxBytes` decoded bytes have
 * come out: a compression bomb costs no more memory than an honest document of that size.
 */
export async function readBody(body: Readable, encoding: string | undefined, maxBytes: number): Promise<Buffer> {
  const layers = (encoding ?? '')
    .split(',')
    .map((name) => name.trim().toLowerCase())
    .filter((name) => name && name !== 'identity')
  if (layers.length > 2) throw new SourceError('the answer is compressed more than twice')
  let stream: NodeJS.ReadableStream = body
  for (const name of layers.reverse()) {
    const isRaw = name === 'deflate' && stream === body && (await isRawDeflate(body))
    const decoder = isRaw ? createInflateRaw() : decoders[name]?.()
    if (!decoder) throw new SourceError(`the answer is compressed with ${name}, which is not known here`)
    const outer: NodeJS.ReadableStream = stream
    outer.once('error', (error) => (decoder as unknown as Readable).destroy(error))
    stream = outer.pipe(decoder)
  }
  const chunks: Buffer[] = []
  let size = 0
  try {
    for await (const chunk of stream) {
      const bytes = chunk as Buffer
      size += bytes.length
      if (size > maxBytes) throw new TooLargeError(maxBytes)
      chunks.push(bytes)
    }
  } finally {
    body.destroy()
    if (stream instanceof Readable) stream.destroy()
  }
  return unzipFile(Buffer.concat(chunks, size), maxBytes)
}

/** Many servers send `deflate` without the zlib header it should have (RFC 9110 §8.4.1.2), which every browser reads. */
async function isRawDeflate(body: Readable): Promise<boolean> {
  if (body.readableLength === 0 && !body.readableEnded) {
    await new Promise<void>((resolve) => {
      for (const event of ['readable', 'end', 'error', 'close']) body.once(event, resolve)
    })
  }
  const start = body.read(1) as Buffer | null
  if (!start) return false
  body.unshift(start)
  return ((start[0] as number) & 0x0f) !== 8
}

/** A `.gz` file served as it is, without Content-Encoding. */
async function unzipFile(bytes: Buffer, maxBytes: number): Promise<Buffer> {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes
  return new Promise((resolve, reject) => {
    gunzip(bytes, { maxOutputLength: maxBytes }, (error, result) => {
      if (!error) resolve(result)
      else
        reject(
          'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE'
            ? new TooLargeError(maxBytes, { cause: error })
            : error,
        )
    })
  })
}
