import type { SourcePreview } from '../../../src/http/contract.ts'
import { formatDateTime } from '../format.ts'
import { ExternalLink } from './external-link.tsx'

const shown = 8

/** What a source would bring; when the address is a web page, the feeds it names to choose from. */
export function SourcePreviewView({ preview, onChoose }: { preview: SourcePreview; onChoose: (url: string) => void }) {
  if (preview.feeds.length > 0)
    return (
      <div className="notice">
        That is a web page. It names {preview.feeds.length === 1 ? 'a feed' : `${preview.feeds.length} feeds`}:
        <ul className="items">
          {preview.feeds.map(({ url, title }) => (
            <li key={url}>
              <button type="button" className="plain" onClick={() => onChoose(url)}>
                {title ?? url}
              </button>{' '}
              {title ? <span className="muted small">{url}</span> : null}
            </li>
          ))}
        </ul>
      </div>
    )
  return (
    <section>
      <p>
        <strong>{preview.title ?? 'It has no title'}</strong>
        {preview.language ? ` (${preview.language})` : ''}: {preview.entryCount}{' '}
        {preview.entryCount === 1 ? 'entry' : 'entries'}
      </p>
      {preview.movedTo ? <p className="notice">It has moved to {preview.movedTo}.</p> : null}
      {preview.warnings.map((warning) => (
        <p key={warning} className="notice">
          {warning}
        </p>
      ))}
      <ul className="items">
        {preview.entries
          .slice(-shown)
          .toReversed()
          .map((entry) => (
            <li key={entry.externalId}>
              <ExternalLink href={entry.url}>{entry.title ?? entry.excerpt ?? 'untitled'}</ExternalLink>{' '}
              <span className="muted small">
                {entry.publishedAt ? formatDateTime(entry.publishedAt) : 'no date'}
                {entry.author ? ` · ${entry.author}` : ''}
              </span>
            </li>
          ))}
      </ul>
    </section>
  )
}
