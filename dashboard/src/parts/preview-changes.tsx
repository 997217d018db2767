import type { Preview } from '../../../src/http/contract.ts'

/** What a dry run found; `what` names what was tried. */
export function PreviewChanges({ preview, what }: { preview: Preview; what: string }) {
  const percent = (value: number) => `${(value * 100).toFixed(1)} %`
  return (
    <div className="notice">
      <p>
        Nothing was changed. {preview.isComplete ? '' : 'This is the first part only. '}
        {what} would
      </p>
      <ul>
        {preview.failures.map((failure, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: failures have no names and never move
          <li key={i} className="bad">
            fail again in {failure.stage}: {failure.error}
          </li>
        ))}
        {Object.entries(preview.leftOut).map(([stage, runs]) => (
          <li key={stage}>
            run {stage} {runs}×, which works outside the database and was left out here
          </li>
        ))}
        {preview.tables
          .filter((table) => table.inserted + table.updated + table.deleted > 0)
          .map((table) => (
            <li key={table.table}>
              add {table.inserted}, change {table.updated}, delete {table.deleted} in {table.table}
            </li>
          ))}
        {preview.trends.map((trend) => (
          <li key={trend.slug}>
            move <strong>{trend.name}</strong> from {percent(trend.probabilityBefore)} to{' '}
            {percent(trend.probabilityAfter)}
          </li>
        ))}
        {preview.trends.length === 0 ? <li>move no trend</li> : null}
      </ul>
    </div>
  )
}
