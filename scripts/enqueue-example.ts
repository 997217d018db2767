// Enqueues a typed job from code: node --import tsx scripts/enqueue-example.ts [tenant]
import { normalize } from '../jobs/index.ts'
import { withWorkspace } from './workspace.ts'

await withWorkspace(async ({ queues, db, now }) => {
  const [payload] = await normalize.due({ db, now })
  if (!payload) return console.log('Nothing is due for normalize.')
  // Leave out a field or misspell one and the compiler refuses it; so does `enqueue`, naming the field.
  console.log(`Enqueued job ${await queues.enqueue(normalize, payload)}`)
})
