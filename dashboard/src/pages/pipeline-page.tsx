import { Link } from 'wouter'
import { formatDateTime } from '../format.ts'
import { State } from '../parts/badges.tsx'
import { Loaded } from '../parts/loaded.tsx'
import { usePipeline } from '../queries.ts'

/** The stages in order, what flows between them, and what each last did. */
export function PipelinePage() {
  const pipeline = usePipeline()
  return (
    <>
      <h1>Pipeline</h1>
      <p className="muted">
        Retry, pause and inspect jobs in <a href="/queues">the queue admin</a>; see{' '}
        <Link href="/pipeline/dead-letters">what failed for good</Link>, and why.
      </p>
      <Loaded query={pipeline}>
        {({ data, conflicts }) => (
          <div className="scroll">
            <table>
              <thead>
                <tr>
                  <th>Stage</th>
                  <th className="number">Waiting</th>
                  <th className="number">Active</th>
                  <th className="number">Failed</th>
                  <th className="number">Dead letters</th>
                  <th>Last sweep</th>
                  <th className="number">Runs 24 h</th>
                  <th>Last run that did something</th>
                </tr>
              </thead>
              <tbody>
                {data.map((stage) => (
                  <tr key={stage.name}>
                    <td>
                      {stage.name} {stage.queue.isPaused ? <span className="badge state-failing">paused</span> : null}
                      {stage.next.length ? <div className="muted small">→ {stage.next.join(', ')}</div> : null}
                    </td>
                    <td className="number">{stage.queue.counts.waiting}</td>
                    <td className="number">{stage.queue.counts.active}</td>
                    <td className={`number ${stage.queue.counts.failed ? 'bad' : ''}`}>{stage.queue.counts.failed}</td>
                    <td className={`number ${stage.deadLetters ? 'bad' : ''}`}>
                      {stage.deadLetters ? <Link href="/pipeline/dead-letters">{stage.deadLetters}</Link> : 0}
                    </td>
                    <td>
                      {stage.sweep ? formatDateTime(stage.sweep.at) : '–'}
                      {stage.sweep ? (
                        <div className="muted small">
                          {stage.sweep.enqueued} due, {stage.sweep.held ? `${stage.sweep.held} held back, ` : ''}
                          {stage.sweep.durationMs} ms
                        </div>
                      ) : null}
                    </td>
                    <td className="number">
                      {stage.runs24h}
                      {stage.failures24h ? <span className="bad"> ({stage.failures24h} failed)</span> : null}
                    </td>
                    <td>
                      {stage.lastRun ? (
                        <>
                          <State state={stage.lastRun.status} title={stage.lastRun.error ?? undefined} />{' '}
                          {formatDateTime(stage.lastRun.startedAt)}, {stage.lastRun.durationMs} ms
                          <div className="muted small">
                            {Object.entries(stage.lastRun.counts)
                              .filter(([, count]) => count !== 0)
                              .map(([name, count]) => `${count} ${name}`)
                              .join(', ')}
                            {stage.lastRun.error}
                          </div>
                        </>
                      ) : (
                        '–'
                      )}
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
            {conflicts.map(({ kind, retried, gaveUp }) => (
              <p key={kind} className="muted small">
                Since yesterday {retried} transactions met another one ({kind}) and were run again; {gaveUp} gave up.
              </p>
            ))}
          </div>
        )}
      </Loaded>
    </>
  )
}
