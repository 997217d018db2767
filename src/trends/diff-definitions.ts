import { canonicalJson } from './canonical-json.ts'
import type { TrendDefinition } from './definition.ts'

/** One difference between two definitions, by path; an absent side is undefined. */
export interface DefinitionChange {
  path: string
  before: unknown
  after: unknown
}

/** What a new definition changes: top-level fields as a whole, indicators that stay field by field, others as a whole. */
export function diffDefinitions(before: TrendDefinition | undefined, after: TrendDefinition): DefinitionChange[] {
  const kept = new Set(before?.indicators.map(({ signal }) => signal))
  const shared = new Set(after.indicators.flatMap(({ signal }) => (kept.has(signal) ? [signal] : [])))
  const left = flat(before, shared)
  const right = flat(after, shared)
  return [...new Set([...left.keys(), ...right.keys()])]
    .filter((path) => canonicalJson(left.get(path)) !== canonicalJson(right.get(path)))
    .map((path) => ({ path, before: left.get(path), after: right.get(path) }))
}

function flat(definition: TrendDefinition | undefined, shared: ReadonlySet<string>): Map<string, unknown> {
  const { indicators = [], ...rest } = definition ?? {}
  return new Map<string, unknown>([
    ...Object.entries(rest),
    ...indicators.flatMap(({ signal, ...entry }): [string, unknown][] =>
      shared.has(signal)
        ? Object.entries(entry).map(([field, value]) => [`indicators.${signal}.${field}`, value])
        : [[`indicators.${signal}`, entry]],
    ),
  ])
}
