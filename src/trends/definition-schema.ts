import { z } from 'zod'
import { trendDefinition } from './definition.ts'

/** JSON Schema (draft 7, which editors read) of a definition file, made from the schema that reads it. */
export function definitionSchema(): Record<string, unknown> {
  const { $schema, ...schema } = z.toJSONSchema(trendDefinition, { io: 'input', target: 'draft-7' })
  return {
    $schema,
    title: 'Bellwether trend definition',
    description: 'A tracked hypothesis: question, baseline probability, indicators.',
    ...schema,
  }
}
