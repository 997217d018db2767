import { speaks, type TextVectors } from '../../embedding/index.ts'
import { messageOf, SourceError } from '../../errors.ts'
import { remembered } from '../../remembered.ts'
import type { TrendDefinition } from '../definition.ts'
import type { Matcher, MatchText, Opinion } from '../match-types.ts'
import { type AlignedIndicator, alignedOf, alignmentOf, alignText } from './alignment.ts'
import { similarityOf } from './similarity.ts'
import { wordsLeaveOpen } from './unsure.ts'

/** Texts of one event that are asked about per trend: the first one tells what happened, the rest mostly repeats it at 50 ms each. */
const ASKED_PER_EVENT = 1
const MAX_CHARS = 1_000
/** Of title and text are aligned word by word: the local model reads no more either. */
const ALIGNED_CHARS = 320

/** Vectors of one indicator's texts. */
export interface IndicatorVectors {
  full: Float32Array
  description: Float32Array
  statement: Float32Array
}

/** What an indicator is about; without a description its name says it. */
const describe = ({ signal, description }: { signal: string; description: string }): string =>
  description || signal.replaceAll('_', ' ')

/** The texts that stand for a definition: its topic, and three for each indicator. */
function textsOf(definition: TrendDefinition) {
  const signals = definition.indicators.map((entry) => {
    const description = describe(entry)
    const statement = `${description} ${entry.keywords.join(', ')}`
    return { signal: entry.signal, description, statement, full: `${definition.name}. ${statement}` }
  })
  return { topic: `${definition.name}. ${definition.question}`, signals }
}

/** The words of a definition's indicators, by signal. */
const alignedIndicators = remembered(
  (definition: TrendDefinition) =>
    new Map(
      definition.indicators.map(({ signal, description, keywords }): [string, AlignedIndicator] => {
        const described = describe({ signal, description })
        const everything = alignedOf(`${described} ${keywords.join(' ')} ${definition.name}`)
        return [signal, { description: alignedOf(described), keywords: keywords.map(alignedOf), everything }]
      }),
    ),
)

const alignedText = remembered((text: MatchText) => alignText(titleOf(text), wholeOf(text).slice(0, ALIGNED_CHARS)))

/**
 * Asks the embedder about the texts whose words leave it open whether they show an indicator of the definition they come with;
 * what words settle, one way or the other, costs nothing. Undefined when the embedder is away, which `onProblem` hears.
 */
export function createConsult(
  vectors: TextVectors,
  onProblem: (problem: string) => void,
  isOpen: (definition: TrendDefinition, text: MatchText) => boolean = wordsLeaveOpen,
): NonNullable<Matcher['consult']> {
  return async (questions) => {
    const asked: { definition: TrendDefinition; text: MatchText }[] = []
    for (const { definition, texts } of questions) {
      let left = ASKED_PER_EVENT
      for (const text of texts) {
        if (left === 0) break
        if (!canAsk(vectors, text) || !isOpen(definition, text)) continue
        asked.push({ definition, text })
        left--
      }
    }
    if (asked.length === 0) return undefined
    const definitions = new Map([...new Set(asked.map((entry) => entry.definition))].map((d) => [d, textsOf(d)]))
    const texts = [
      ...[...definitions.values()].flatMap(({ topic, signals }) => [
        topic,
        ...signals.flatMap(({ full, description, statement }) => [full, description, statement]),
      ]),
      ...asked.flatMap(({ text }) => [wholeOf(text), titleOf(text)]),
    ]
    try {
      return opinionOf(vectors.model, asked, definitions, await vectors.vectorsOf(texts))
    } catch (error) {
      if (!(error instanceof SourceError)) throw error
      onProblem(messageOf(error))
      return undefined
    }
  }
}

function opinionOf(
  model: string,
  asked: readonly { definition: TrendDefinition; text: MatchText }[],
  definitions: ReadonlyMap<TrendDefinition, ReturnType<typeof textsOf>>,
  found: ReadonlyMap<string, Float32Array>,
): Opinion {
  const pairs = new Map<TrendDefinition, Set<MatchText>>()
  for (const { definition, text } of asked) {
    const known = pairs.get(definition)
    if (known) known.add(text)
    else pairs.set(definition, new Set([text]))
  }
  const indicators = new Map<TrendDefinition, Map<string, IndicatorVectors>>()
  for (const [definition, { signals }] of definitions) {
    const bySignal = new Map<string, IndicatorVectors>()
    for (const entry of signals) {
      const [full, description, statement] = [entry.full, entry.description, entry.statement].map((t) => found.get(t))
      if (full && description && statement) bySignal.set(entry.signal, { full, description, statement })
    }
    indicators.set(definition, bySignal)
  }
  return {
    model,
    compare(definition, text, signal) {
      if (!pairs.get(definition)?.has(text)) return undefined
      const indicator = indicators.get(definition)?.get(signal)
      const topic = found.get(definitions.get(definition)?.topic ?? '')
      const whole = found.get(wholeOf(text))
      const title = found.get(titleOf(text))
      const aligned = alignedIndicators(definition).get(signal)
      if (!indicator || !topic || !whole || !title || !aligned) return undefined
      return similarityOf({ whole, title }, indicator, topic, alignmentOf(alignedText(text), aligned))
    },
  }
}

function canAsk(vectors: TextVectors, text: MatchText): boolean {
  return speaks(vectors, text.language ?? 'en') && /[\p{L}\p{N}]/u.test(`${text.title}${text.text}`)
}

function wholeOf(text: MatchText): string {
  return `${text.title}. ${text.text}`.slice(0, MAX_CHARS)
}

function titleOf(text: MatchText): string {
  return (text.title.trim() || text.text).slice(0, MAX_CHARS)
}
