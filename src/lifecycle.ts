import type { Log } from './log.ts'

const hardLimitMs = 28_000

/**
 * Resolves when the process is asked to stop: SIGTERM, SIGINT, or the parent that forked it is gone. From then on a
 * second signal, or 28 s, ends the process at once, so that a stop never outlasts the 30 s an orchestrator grants.
 */
export function stopRequested(log: Log): Promise<string> {
  // The channel to the parent is for noticing its end, not for staying alive.
  process.channel?.unref()
  return new Promise((resolve) => {
    let asked = false
    const ask = (why: string) => {
      if (asked) {
        // A terminal's Ctrl-C reaches children directly and again through their parent; only a person repeats SIGINT.
        if (why === 'SIGINT' && process.send === undefined) process.exit(130)
        return
      }
      asked = true
      log.info({ why }, 'stopping')
      setTimeout(() => {
        log.error('the stop took too long; unfinished jobs return to the queue by themselves')
        process.exit(1)
      }, hardLimitMs).unref()
      resolve(why)
    }
    process.on('SIGTERM', () => ask('SIGTERM'))
    process.on('SIGINT', () => ask('SIGINT'))
    process.on('disconnect', () => ask('the parent process is gone'))
  })
}
