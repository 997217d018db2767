import { createBullBoard } from '@bull-board/api'
import { BullMQAdapter } from '@bull-board/api/bullMQAdapter'
import { ExpressAdapter } from '@bull-board/express'
import type { RequestHandler } from 'express'
import type { Queues } from '../queue/index.ts'

/** Where Bull Board is found. */
export const boardPath = '/queues'

/** Bull Board over every queue, in pipeline order. It has no door of its own: mount it behind ours. */
export function createBoard(queues: Queues): RequestHandler {
  const server = new ExpressAdapter()
  server.setBasePath(boardPath)
  createBullBoard({
    queues: queues.jobs.map(
      (job) =>
        new BullMQAdapter(queues.queue(job.name), {
          description: `to ${job.next.map((next) => next.name).join(', ') || 'nobody'}`,
        }),
    ),
    serverAdapter: server,
    options: {
      uiConfig: {
        boardTitle: 'Bellwether queues',
        hideDocsLink: true,
        sortQueues: false,
        miscLinks: [
          { text: 'Trends', url: '/' },
          // What no queue admin has: causes, dry runs, running a stage again over the past.
          { text: 'Dead letters and replay', url: '/pipeline/dead-letters' },
        ],
      },
    },
  })
  return server.getRouter() as RequestHandler
}
