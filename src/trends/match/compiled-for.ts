import type { TrendDefinition } from '../definition.ts'
import { type CompiledDefinition, compileDefinition } from './compile.ts'
import { languageOf } from './read-text.ts'

const variants = new WeakMap<TrendDefinition, Map<string, CompiledDefinition>>()

/** The definition stemmed for the language of an item, so that a German keyword finds German inflections; made once. */
export function compiledFor(definition: TrendDefinition, language: string | null): CompiledDefinition {
  const code = languageOf(language)
  let known = variants.get(definition)
  if (!known) {
    known = new Map()
    variants.set(definition, known)
  }
  let compiled = known.get(code)
  if (!compiled) {
    compiled = compileDefinition(definition, code)
    known.set(code, compiled)
  }
  return compiled
}
