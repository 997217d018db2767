import type { AnyJob, PayloadOf, QueueState, Queues } from '../queue/index.ts'
import { answeredWithin } from './unavailable.ts'

/** How long a request waits for the queue: its driver holds commands back while the connection is away. */
const queueTimeoutMs = 2_000

/** Hands one run to a queue. Throws UnavailableError (503) when the queue does not answer in time. */
export const enqueueNow = <J extends AnyJob>(queues: Queues, job: J, payload: PayloadOf<J>): Promise<string> =>
  answeredWithin(queueTimeoutMs, 'The queue', queues.enqueue(job, payload))

/** How many jobs each queue holds. Throws UnavailableError (503) when the queue does not answer in time. */
export const queueStates = (queues: Queues): Promise<QueueState[]> =>
  answeredWithin(queueTimeoutMs, 'The queue', queues.states())

/** How long the first job in line of each queue has waited. Throws UnavailableError (503) when the queue does not answer in time. */
export const waitingSeconds = (queues: Queues, now: Date): Promise<Map<string, number>> =>
  answeredWithin(queueTimeoutMs, 'The queue', queues.waitingSeconds(now))
