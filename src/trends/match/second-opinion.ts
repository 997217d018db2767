import { type Embedder, speaks } from '../../embedding/index.ts'
import type { MatchText } from '../match-types.ts'
import type { CompiledDefinition } from './compile.ts'
import type { Similarity } from './model.ts'

/** Similarities of texts to indicators from an embedder; every definition is embedded once, every text once per call. */
export interface SecondOpinion {
  /** Embeds `texts`; the answer looks up what `MatchOptions.similarity` asks for. Texts in a language the embedder does not know get none. */
  compare(
    texts: readonly MatchText[],
  ): Promise<(compiled: CompiledDefinition, text: MatchText, signal: string) => Similarity | undefined>
}

interface IndicatorVectors {
  topic: Float32Array
  signals: Map<string, { full: Float32Array; description: Float32Array }>
}

const MAX_CHARS = 1_000

/** Embeds the definitions. Throws what the embedder throws. */
export async function createSecondOpinion(
  embedder: Embedder,
  definitions: readonly CompiledDefinition[],
): Promise<SecondOpinion> {
  const vectors = new Map<CompiledDefinition, IndicatorVectors>()
  for (const compiled of definitions) vectors.set(compiled, await embedDefinition(embedder, compiled))
  return {
    async compare(texts) {
      const known = texts.filter(
        (text) => speaks(embedder, text.language ?? 'en') && `${text.title}${text.text}`.trim() !== '',
      )
      const embedded = await embedder.embed(
        known.flatMap((text) => [
          `${text.title}. ${text.text}`.slice(0, MAX_CHARS),
          (text.title.trim() || text.text).slice(0, MAX_CHARS),
        ]),
      )
      const byText = new Map<string, { full: Float32Array; title: Float32Array }>()
      known.forEach((text, i) => {
        const full = embedded[2 * i]
        const title = embedded[2 * i + 1]
        if (full && title) byText.set(text.itemId, { full, title })
      })
      return (compiled, text, signal) => {
        const indicators = vectors.get(compiled)
        const indicator = indicators?.signals.get(signal)
        const own = byText.get(text.itemId)
        if (!indicators || !indicator || !own) return undefined
        return {
          indicator: dot(own.full, indicator.full),
          title: dot(own.title, indicator.full),
          description: dot(own.full, indicator.description),
          topic: dot(own.full, indicators.topic),
        }
      }
    },
  }
}

async function embedDefinition(embedder: Embedder, { definition }: CompiledDefinition): Promise<IndicatorVectors> {
  const texts = [`${definition.name}. ${definition.question}`]
  for (const entry of definition.indicators) {
    const described = entry.description || entry.signal.replaceAll('_', ' ')
    texts.push(`${definition.name}. ${described} ${entry.keywords.join(', ')}`, described)
  }
  const vectors = await embedder.embed(texts)
  const signals = new Map<string, { full: Float32Array; description: Float32Array }>()
  definition.indicators.forEach((entry, i) => {
    const full = vectors[1 + 2 * i]
    const description = vectors[2 + 2 * i]
    if (full && description) signals.set(entry.signal, { full, description })
  })
  return { topic: vectors[0] as Float32Array, signals }
}

/** Cosine of unit-length vectors. */
function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += (a[i] as number) * (b[i] as number)
  return sum
}
