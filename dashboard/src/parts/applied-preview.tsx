import type { AppliedDefinition } from '../../../src/http/contract.ts'
import { percent, plural, sinceText } from '../format.ts'

/** What a definition would change, and what that does to the trend's value. */
export function AppliedPreview({ entry }: { entry: AppliedDefinition }) {
  const { slug, change, version, effectiveFrom, changes, before, after, eventsRead, isComplete, unknown } = entry
  if (change === 'unchanged')
    return (
      <p className="notice">
        {slug} says this already, in version {version}.
      </p>
    )
  return (
    <div className="notice">
      <p>
        {change === 'created' ? `A new trend, ${slug}` : `Version ${version} of ${slug}, ${sinceText(effectiveFrom)}`}:{' '}
        {before ? `${percent(before.probability)} → ` : ''}
        <strong>{percent(after.probability)}</strong> now, {before ? `${before.evidence} → ` : ''}
        {plural(after.evidence, 'piece')} of evidence.{' '}
        <span className="muted small">
          {plural(eventsRead, 'event')} read{isComplete ? '' : ', the latest; older ones are left as they are'}.
        </span>
      </p>
      {unknown.map(({ field, name }) => (
        <p key={`${field} ${name}`} className="bad">
          There is no {field === 'sources' ? 'source' : 'trend'} <code>{name}</code>: what <code>{field}</code> says of
          it has no effect until there is.
        </p>
      ))}
      {change === 'changed' ? (
        <ul className="plain">
          {changes.map(({ path, before: was, after: is }) => (
            <li key={path}>
              <code>{path}</code> <del>{shown(was)}</del> → <ins>{shown(is)}</ins>
            </li>
          ))}
        </ul>
      ) : null}
    </div>
  )
}

const shown = (value: unknown): string => (value === null ? 'nothing' : JSON.stringify(value))
