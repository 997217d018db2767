import type { ItemRevision } from '../../../src/http/contract.ts'
import { formatDateTime } from '../format.ts'

const reasons: Record<ItemRevision['reason'], string> = {
  edited: 'Edited',
  corrected: 'Corrected',
  retracted: 'Taken back',
  deleted: 'Withdrawn',
}

/** What a source changed in an item, newest first, word by word. */
export function ItemChanges({ revisions }: { revisions: ItemRevision[] }) {
  if (revisions.length === 0) return null
  return (
    <section>
      <h2>What its source changed</h2>
      {revisions.toReversed().map((revision) => (
        <div key={revision.id} className="revision">
          <p className="muted small">
            {reasons[revision.reason]} {formatDateTime(revision.replacedAt)}, seen{' '}
            {revision.foundIn === 'page' ? 'on the article page' : 'in the feed'}
            {revision.notice ? `: “${revision.notice}”` : ''}
          </p>
          <p className="diff">
            {revision.diff.map(({ kind, text }, i) => {
              // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one comparison never change places
              if (kind === 'added') return <ins key={i}>{text}</ins>
              // biome-ignore lint/suspicious/noArrayIndexKey: the same
              if (kind === 'removed') return <del key={i}>{text}</del>
              // biome-ignore lint/suspicious/noArrayIndexKey: the same
              return <span key={i}>{text}</span>
            })}
          </p>
        </div>
      ))}
    </section>
  )
}
