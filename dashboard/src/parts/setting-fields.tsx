/** What stands in the fields of a form, by name. */
export type Fields = Record<string, string | boolean>

interface Property {
  type?: string
  enum?: string[]
  default?: unknown
  description?: string
  anyOf?: Property[]
  oneOf?: Property[]
}

/** A form for an object's JSON Schema: one field per property; what is no plain value is written as JSON. */
export function SettingFields({
  schema,
  values,
  onChange,
}: {
  schema: Record<string, unknown>
  values: Fields
  onChange: (values: Fields) => void
}) {
  const required = (schema.required ?? []) as string[]
  const needs = (name: string) => (required.includes(name) ? 0 : 1)
  const byNeed = propertiesOf(schema).toSorted(([a], [b]) => needs(a) - needs(b))
  return (
    <>
      {byNeed.map(([name, property]) => (
        <Field
          key={name}
          name={name}
          property={property}
          isRequired={required.includes(name)}
          value={values[name]}
          onChange={(value) => onChange({ ...values, [name]: value })}
        />
      ))}
    </>
  )
}

function Field({
  name,
  property,
  isRequired,
  value,
  onChange,
}: {
  name: string
  property: Property
  isRequired: boolean
  value: string | boolean | undefined
  onChange: (value: string | boolean) => void
}) {
  const label = name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)
  const hint = property.description ? <span className="muted small">{property.description}</span> : null
  const text = typeof value === 'string' ? value : ''
  const usual = property.default === undefined ? '' : `usually ${JSON.stringify(property.default)}`
  if (property.type === 'boolean')
    return (
      <label className="check">
        <input type="checkbox" checked={value === true} onChange={(event) => onChange(event.target.checked)} />
        {label} {hint}
      </label>
    )
  if (property.enum)
    return (
      <label>
        {label}
        <select value={text} required={isRequired} onChange={(event) => onChange(event.target.value)}>
          <option value="">–</option>
          {property.enum.map((option) => (
            <option key={option}>{option}</option>
          ))}
        </select>
        {hint}
      </label>
    )
  if (isPlain(property))
    return (
      <label>
        {label}
        <input
          value={text}
          required={isRequired}
          placeholder={usual}
          inputMode={isNumber(property) ? 'decimal' : 'text'}
          onChange={(event) => onChange(event.target.value)}
        />
        {hint}
      </label>
    )
  return (
    <label>
      {label}
      <textarea
        value={text}
        required={isRequired}
        rows={2}
        placeholder={usual}
        onChange={(event) => onChange(event.target.value)}
      />
      <span className="muted small">as JSON{property.description ? `: ${property.description}` : ''}</span>
    </label>
  )
}

/** The object the fields stand for; empty ones are left out. Throws when a field holds no JSON where it should. */
export function readFields(schema: Record<string, unknown>, values: Fields): Record<string, unknown> {
  const read: Record<string, unknown> = {}
  for (const [name, property] of propertiesOf(schema)) {
    const value = values[name]
    if (value === undefined || value === '' || value === false) continue
    if (value === true) read[name] = true
    else if (isNumber(property)) read[name] = Number(value)
    else if (property.enum || isPlain(property)) read[name] = value
    else read[name] = json(name, value)
  }
  return read
}

function json(name: string, text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new Error(`${name} is no JSON: ${error instanceof Error ? error.message : String(error)}`)
  }
}

const propertiesOf = (schema: Record<string, unknown>) =>
  Object.entries((schema.properties ?? {}) as Record<string, Property>)
const isNumber = ({ type }: Property): boolean => type === 'number' || type === 'integer'
const isPlain = (property: Property): boolean =>
  property.type === 'string' || isNumber(property) || (property.anyOf?.every(({ type }) => type === 'string') ?? false)
