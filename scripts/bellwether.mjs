#!/usr/bin/env node
// The command line: registers the TypeScript loader, then runs scripts/cli.ts.
import { setFlagsFromString } from 'node:v8'
import { register } from 'tsx/esm/api'

// Processes that stay and serve keep their memory small: the heap may grow by a third between collections, not fourfold.
if (['start', 'api', 'scheduler'].includes(process.argv[2] ?? '')) setFlagsFromString('--heap-growing-percent=30')

register()
const { main } = await import('./cli.ts')
await main(process.argv)
