import { useState } from 'react'
import type { ListedCredential } from '../../../src/http/contract.ts'
import { send } from '../api.ts'
import { submitting, useChange } from '../changes.ts'
import { formatDateTime } from '../format.ts'
import { Loaded } from '../parts/loaded.tsx'
import { useCredentials } from '../queries.ts'

/** The secrets sources use by name: adding, replacing and taking them away. None is ever shown. */
export function CredentialsPage() {
  const credentials = useCredentials()
  return (
    <>
      <h1>Credentials</h1>
      <p className="muted">
        A source names a credential; its secret is kept encrypted, sent only to the hosts given here, and shown to
        nobody.
      </p>
      <Loaded query={credentials}>
        {({ data }) => (data.length === 0 ? <p className="empty">None yet.</p> : <CredentialTable rows={data} />)}
      </Loaded>
      <AddCredential />
    </>
  )
}

function CredentialTable({ rows }: { rows: ListedCredential[] }) {
  const remove = useChange((name: string) => send('DELETE', `/credentials/${encodeURIComponent(name)}`))
  const ask = ({ name, usedBy }: ListedCredential) => {
    const users = usedBy.length ? ` ${usedBy.join(', ')} will no longer be read.` : ''
    if (window.confirm(`Take ${name} away for good?${users}`)) remove.mutate(name)
  }
  return (
    <div className="scroll">
      <table>
        <thead>
          <tr>
            <th>Name</th>
            <th>Sent to</th>
            <th>Used by</th>
            <th className="wide">Changed</th>
            <th />
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.name}>
              <td>{row.name}</td>
              <td>{row.hosts.join(', ') || 'nobody (checks signatures)'}</td>
              <td>{row.usedBy.join(', ') || '–'}</td>
              <td className="wide">{formatDateTime(row.updatedAt)}</td>
              <td>
                <button type="button" className="plain" onClick={() => ask(row)}>
                  remove
                </button>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {remove.error ? <p className="bad">{remove.error.message}</p> : null}
    </div>
  )
}

function AddCredential() {
  const [name, setName] = useState('')
  const [secret, setSecret] = useState('')
  const [hosts, setHosts] = useState('')
  const add = useChange(
    () => send('POST', '/credentials', { name: name.trim(), secret, hosts: hosts.split(/[\s,]+/).filter(Boolean) }),
    () => {
      setName('')
      setSecret('')
      setHosts('')
    },
  )
  return (
    <form className="form" onSubmit={submitting(add.mutate)}>
      <h2>Add one, or replace the one of that name</h2>
      <label>
        name
        <input required value={name} autoComplete="off" onChange={(event) => setName(event.target.value)} />
      </label>
      <label>
        secret
        <input
          required
          type="password"
          value={secret}
          autoComplete="new-password"
          onChange={(event) => setSecret(event.target.value)}
        />
        <span className="muted small">a token, or user:password</span>
      </label>
      <label>
        hosts
        <input value={hosts} placeholder="api.example" onChange={(event) => setHosts(event.target.value)} />
        <span className="muted small">it is sent to no other; none for webhooks</span>
      </label>
      <p className="actions">
        <button type="submit" disabled={add.isPending}>
          Keep it
        </button>
        {add.error ? <span className="bad"> {add.error.message}</span> : null}
      </p>
    </form>
  )
}
