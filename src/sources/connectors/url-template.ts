const variables = ['since', 'until', 'cursor', 'page', 'offset', 'size'] as const
type Variable = (typeof variables)[number]
const formats = {
  iso: (at: Date) => at.toISOString(),
  date: (at: Date) => at.toISOString().slice(0, 10),
  unix: (at: Date) => String(Math.floor(at.getTime() / 1_000)),
  unixms: (at: Date) => String(at.getTime()),
  compact: (at: Date) => at.toISOString().replace(/\D/g, '').slice(0, 14),
} as const

/** What the variables of a template stand for; null and missing ones take their query parameter with them. */
export type TemplateValues = Partial<Record<Variable, Date | number | string | null>>

const placeholder = /\{([^{}]*)\}/g

/** What is wrong with a template such as `https://api.example/search?from={since:date}&page={page}`; undefined when nothing is. */
export function templateProblem(template: string): string | undefined {
  for (const [whole, inside = ''] of template.matchAll(placeholder)) {
    const [name = '', format] = inside.split(':')
    if (!(variables as readonly string[]).includes(name))
      return `${whole} is not known; there are ${variables.map((known) => `{${known}}`).join(', ')}`
    if (format !== undefined && !(format in formats))
      return `${whole} has no such form; there are ${Object.keys(formats).join(', ')}`
    if (format !== undefined && name !== 'since' && name !== 'until')
      return `${whole}: only {since} and {until} have a form`
  }
  const example = template.replaceAll(placeholder, '1')
  if (!URL.canParse(example) || !/^https?:$/.test(new URL(example).protocol)) return 'is not an http or https address'
  const host = /^[^/?#]*\/\/[^/?#]*/.exec(template)?.[0] ?? ''
  return host.includes('{') ? 'may have variables in its path and query only' : undefined
}

/** Whether a template has this variable. */
export function hasVariable(template: string, name: Variable): boolean {
  return [...template.matchAll(placeholder)].some(([, inside]) => inside?.split(':')[0] === name)
}

/** The address a template stands for. A query parameter whose variable has no value is left out. */
export function fillTemplate(template: string, values: TemplateValues): string {
  const [, address = '', query, hash = ''] = /^([^?#]*)(?:\?([^#]*))?(#.*)?$/s.exec(template) ?? []
  const parameters = query?.split('&').filter((parameter) => !isMissing(parameter, values))
  const filled = parameters?.length ? `${address}?${parameters.join('&')}${hash}` : `${address}${hash}`
  return filled.replaceAll(placeholder, (_, inside: string) => encodeURIComponent(textOf(inside, values) ?? ''))
}

function isMissing(parameter: string, values: TemplateValues): boolean {
  return [...parameter.matchAll(placeholder)].some(([, inside = '']) => textOf(inside, values) === undefined)
}

function textOf(inside: string, values: TemplateValues): string | undefined {
  const [name, format = 'iso'] = inside.split(':')
  const value = values[name as Variable]
  if (value === undefined || value === null) return undefined
  return value instanceof Date ? formats[format as keyof typeof formats](value) : String(value)
}
