import { canonicalJson } from './canonical-json.ts'
import type { TrendDefinition } from './definition.ts'

/** One difference between two definitions, by path; an absent side is undefined. */
export interface DefinitionChange {
  path: string
  before: unknown
  after: unknown
}

/** What a new definition changes; indicators are compared by signal, everything else as a whole. */
export function diffDefinitions(before: TrendDefinition | undefined, after: TrendDefinition): DefinitionChange[] {
  const left = flat(before)
  const right = flat(after)
  return [...new Set([...left.keys(), ...right.keys()])]
    .filter((path) => canonicalJson(left.get(path)) !== canonicalJson(right.get(path)))
    .map((path) => ({ path, before: left.get(path), after: right.get(path) }))
}

function flat(definition: TrendDefinition | undefined): Map<string, unknown> {
  const { indicators = [], ...rest } = definition ?? {}
  return new Map<string, unknown>([
    ...Object.entries(rest),
    ...indicators.map(({ signal, ...entry }) => [`indicators.${signal}`, entry] as const),
  ])
}
