import { endianness } from 'node:os'
import { PermanentError } from '../errors.ts'

const isLittleEndian = endianness() === 'LE'

/** `vector` as little-endian float32 bytes, four per dimension. */
export function vectorToBytes(vector: Float32Array): Buffer {
  const bytes = Buffer.from(Float32Array.from(vector).buffer)
  return isLittleEndian ? bytes : bytes.swap32()
}

/** The vector in `bytes`; PermanentError when they do not hold exactly `dimensions` values. */
export function vectorFromBytes(bytes: Uint8Array, dimensions: number): Float32Array {
  if (bytes.byteLength !== dimensions * 4) {
    throw new PermanentError(`A vector of ${dimensions} dimensions cannot be read from ${bytes.byteLength} bytes`)
  }
  // A copy: a driver's buffer may be a view at an offset that is no multiple of four.
  const copy = Buffer.from(bytes)
  if (!isLittleEndian) copy.swap32()
  return new Float32Array(copy.buffer.slice(copy.byteOffset, copy.byteOffset + copy.byteLength))
}
