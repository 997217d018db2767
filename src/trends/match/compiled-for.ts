import { rememberedPer } from '../../remembered.ts'
import type { TrendDefinition } from '../definition.ts'
import { type CompiledDefinition, compileDefinition } from './compile.ts'
import { languageOf } from './read-text.ts'

const compiledIn = rememberedPer(compileDefinition)

/** The definition stemmed for the language of an item, so that a German keyword finds German inflections; made once. */
export const compiledFor = (definition: TrendDefinition, language: string | null): CompiledDefinition =>
  compiledIn(definition, languageOf(language))
