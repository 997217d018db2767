import { PermanentError, SourceError } from '../errors.ts'

/**
 * `values` as float32 scaled to length 1, so that cosine similarity is a dot product. A wrong number of dimensions is the
 * endpoint's fault (SourceError: every text would fail alike); a vector without direction is the text's (PermanentError).
 */
export function unitVector(values: ArrayLike<number>, dimensions: number, model: string): Float32Array {
  if (values.length !== dimensions) {
    throw new SourceError(`${model} returned ${values.length} dimensions where ${dimensions} are configured`)
  }
  let squares = 0
  for (let i = 0; i < dimensions; i++) squares += values[i]! * values[i]!
  const length = Math.sqrt(squares)
  if (!Number.isFinite(length) || length < 1e-9)
    throw new PermanentError(`${model} returned a vector without direction`)
  const unit = new Float32Array(dimensions)
  for (let i = 0; i < dimensions; i++) unit[i] = values[i]! / length
  return unit
}
