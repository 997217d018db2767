import { LineCounter, parseAllDocuments, stringify } from 'yaml'
import { InputError } from '../errors.ts'
import { type TrendDefinition, type TrendDefinitionInput, trendDefinition } from './definition.ts'

/**
 * Reads trend definitions from YAML (several documents may share a file). Throws InputError naming the file, the path
 * within it and the problem; several problems are reported at once.
 */
export function parseDefinitions(yaml: string, file: string): TrendDefinition[] {
  const lines = new LineCounter()
  const documents = parseAllDocuments(yaml, { lineCounter: lines })
  const problems: { field: string; message: string }[] = []
  const definitions: TrendDefinition[] = []
  const several = Array.isArray(documents) && documents.length > 1
  for (const [index, document] of [...documents].entries()) {
    const prefix = several ? `[${index}].` : ''
    for (const error of document.errors) {
      const at = lines.linePos(error.pos[0])
      problems.push({ field: `${prefix}line ${at.line}`, message: error.message.split('\n')[0] ?? error.message })
    }
    if (document.errors.length > 0) continue
    const value: unknown = document.toJS()
    if (value === null && several) continue
    const parsed = trendDefinition.safeParse(value)
    if (parsed.success) definitions.push(parsed.data)
    else
      for (const issue of parsed.error.issues)
        problems.push({ field: prefix + pathOf(issue.path), message: issue.message })
  }
  if (problems.length === 0 && definitions.length === 0) problems.push({ field: '', message: 'holds no definition' })
  if (problems.length > 0) {
    const list = problems.map(({ field, message }) => `  ${field === '' ? '' : `${field}: `}${message}`).join('\n')
    throw new InputError(`${file} is not a trend definition:\n${list}`, problems)
  }
  return definitions
}

/** A definition as YAML that `parseDefinitions` reads back to the same value. */
export function definitionYaml(definition: TrendDefinition | TrendDefinitionInput): string {
  return stringify(definition, { lineWidth: 110 })
}

function pathOf(path: readonly PropertyKey[]): string {
  return path.reduce<string>((text, part) => {
    if (typeof part === 'number') return `${text}[${part}]`
    return text === '' ? String(part) : `${text}.${String(part)}`
  }, '')
}
