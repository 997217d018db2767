import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { Link, useLocation } from 'wouter'
import type { Connector, NewSource, Source, SourcePreview } from '../../../src/http/contract.ts'
import { send } from '../api.ts'
import { submitting, useChange } from '../changes.ts'
import { Loaded } from '../parts/loaded.tsx'
import { type Fields, readFields, SettingFields } from '../parts/setting-fields.tsx'
import { SourcePreviewView } from '../parts/source-preview.tsx'
import { useConnectors } from '../queries.ts'

/** Adding a source: what it is, what it would bring, and how its reports weigh. */
export function AddSourcePage() {
  const connectors = useConnectors()
  return (
    <>
      <h1>Add a source</h1>
      <p className="muted">
        Any address will do: of a feed, or of a page that names one. Keys and passwords are stored under{' '}
        <Link href="/credentials">credentials</Link> and named here.
      </p>
      <Loaded query={connectors}>
        {({ data }) => <AddSource connectors={data.filter(({ settings }) => !needsServer(settings))} />}
      </Loaded>
    </>
  )
}

const weighing: Connector['settings'] = {
  properties: {
    name: { type: 'string', description: 'left out, what the source calls itself' },
    owner: { type: 'string', description: 'media group, state or account cluster behind it' },
    tier: { enum: ['primary', 'wire', 'major', 'regional', 'aggregator'] },
    reporting: { enum: ['firsthand', 'secondary', 'aggregator'] },
    credibilityScore: { type: 'number', description: '0 to 1; left out, by its tier' },
    language: { type: 'string', description: 'like en or da; left out, detected' },
    country: { type: 'string', description: 'two letters' },
    intervalSeconds: { type: 'integer', description: 'left out, it adapts to the source' },
    fullText: { type: 'boolean', description: 'read the article behind each entry' },
  },
}

function AddSource({ connectors }: { connectors: Connector[] }) {
  const [kind, setKind] = useState('rss')
  const [url, setUrl] = useState('')
  const [settings, setSettings] = useState<Fields>({})
  const [weights, setWeights] = useState<Fields>({})
  const [, navigate] = useLocation()
  const connector = connectors.find(({ name }) => name === kind)
  const source = (address = url): NewSource => ({
    ...readFields(weighing, weights),
    connector: kind,
    url: connector?.needsUrl ? address.trim() : null,
    config: connector ? readFields(connector.settings, settings) : {},
  })
  const look = useMutation({
    mutationFn: async (address: string) =>
      send<SourcePreview>('POST', '/sources/preview', { name: 'preview', ...source(address) }),
    onSuccess: ({ title }) => {
      if (title && !weights.name) setWeights({ ...weights, name: title.slice(0, 200) })
    },
  })
  const add = useChange(
    () => send<Source>('POST', '/sources', source()),
    ({ id }) => navigate(`/sources/${id}`),
  )
  const lookAt = (address: string) => {
    setUrl(address)
    look.mutate(address)
  }
  const change = (of: string) => {
    setKind(of)
    setSettings({})
    look.reset()
    add.reset()
  }
  const ownSettings = connector && { ...connector.settings, properties: withoutServerOnly(connector) }
  return (
    <form className="form" onSubmit={submitting(add.mutate)}>
      <label>
        Kind
        <select value={kind} onChange={(event) => change(event.target.value)}>
          {connectors.map(({ name }) => (
            <option key={name} value={name}>
              {name === 'rss' ? 'feed (RSS, Atom, RDF, JSON)' : name}
            </option>
          ))}
        </select>
      </label>
      {connector?.needsUrl ? (
        <label>
          Address
          <input
            required
            value={url}
            placeholder="https://news.example/"
            onChange={(event) => setUrl(event.target.value)}
          />
        </label>
      ) : null}
      {ownSettings ? <SettingFields schema={ownSettings} values={settings} onChange={setSettings} /> : null}
      <p className="actions">
        <button
          type="button"
          disabled={look.isPending || (connector?.needsUrl && !url.trim())}
          onClick={() => look.mutate(url)}
        >
          {look.isPending ? 'Looking …' : 'See what it brings'}
        </button>
      </p>
      {look.error ? <p className="notice bad">{look.error.message}</p> : null}
      {look.data ? <SourcePreviewView preview={look.data} onChoose={lookAt} /> : null}
      <h2>How it weighs and when it is read</h2>
      <SettingFields schema={weighing} values={weights} onChange={setWeights} />
      <p className="actions">
        <button type="submit" disabled={add.isPending || (look.data?.feeds.length ?? 0) > 0}>
          Add it
        </button>
        {add.error ? <span className="bad"> {add.error.message}</span> : null}
      </p>
    </form>
  )
}

/** Files of the server are read by sources added on its command line. */
const needsServer = ({ required }: Connector['settings']): boolean =>
  Array.isArray(required) && required.includes('path')

/** Settings that can only be given on the server's command line are not offered. */
function withoutServerOnly({ settings }: Connector): Record<string, unknown> {
  const properties = (settings.properties ?? {}) as Record<string, unknown>
  return Object.fromEntries(Object.entries(properties).filter(([name]) => name !== 'allowPrivate' && name !== 'path'))
}
