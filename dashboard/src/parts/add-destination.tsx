import { useState } from 'react'
import type { NewDestination } from '../../../src/http/contract.ts'
import { send } from '../api.ts'
import { submitting, useChange } from '../changes.ts'
import { useTrends } from '../queries.ts'

type Kind = NewDestination['settings']['kind']

/** What each kind needs: field, type of its input, hint. */
const fields: Record<Kind, [name: string, type: string, hint: string][]> = {
  webhook: [
    ['url', 'url', ''],
    ['secret', 'password', 'at least 16 characters; messages are signed with it'],
  ],
  slack: [['url', 'url', 'an incoming webhook of Slack, Mattermost or the like']],
  email: [
    ['smtp', 'text', 'smtps://user:password@mail.example.com:465'],
    ['from', 'email', ''],
    ['to', 'text', 'one or several addresses, separated by commas'],
  ],
}

/** A form for a destination of alerts; address and secrets are sealed and never shown again. */
export function AddDestination({ onDone }: { onDone(): void }) {
  const [name, setName] = useState('')
  const [kind, setKind] = useState<Kind>('webhook')
  const [values, setValues] = useState<Record<string, string>>({})
  const [trends, setTrends] = useState<string[]>([])
  const known = useTrends(0).data?.data ?? []
  const add = useChange(() => {
    const settings = Object.fromEntries(
      fields[kind].map(([field]) => {
        const value = (values[field] ?? '').trim()
        return [field, field === 'to' ? value.split(/[\s,;]+/).filter(Boolean) : value]
      }),
    )
    return send('POST', '/alert-destinations', { name: name.trim(), settings: { kind, ...settings }, trends })
  }, onDone)
  return (
    <form className="form" onSubmit={submitting(add.mutate)}>
      <label>
        name
        <input required maxLength={63} value={name} onChange={(event) => setName(event.target.value)} />
      </label>
      <label>
        kind
        <select value={kind} onChange={(event) => setKind(event.target.value as Kind)}>
          <option value="webhook">webhook</option>
          <option value="slack">chat (Slack-compatible)</option>
          <option value="email">mail</option>
        </select>
      </label>
      {fields[kind].map(([field, type, hint]) => (
        <label key={field}>
          {field}
          <input
            required
            type={type}
            autoComplete={type === 'password' ? 'new-password' : 'off'}
            value={values[field] ?? ''}
            onChange={(event) => setValues({ ...values, [field]: event.target.value })}
          />
          {hint ? <span className="muted small">{hint}</span> : null}
        </label>
      ))}
      <label>
        trends
        <select
          multiple
          size={Math.min(6, Math.max(2, known.length))}
          value={trends}
          onChange={(event) => setTrends([...event.target.selectedOptions].map((option) => option.value))}
        >
          {known.map((trend) => (
            <option key={trend.slug} value={trend.slug}>
              {trend.name}
            </option>
          ))}
        </select>
        <span className="muted small">none chosen: alerts of all trends</span>
      </label>
      <p className="actions">
        <button type="submit" disabled={add.isPending}>
          Add it
        </button>
        <button type="button" onClick={onDone}>
          Cancel
        </button>
      </p>
      {add.error ? <p className="notice bad lines">{add.error.message}</p> : null}
    </form>
  )
}
