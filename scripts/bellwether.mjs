#!/usr/bin/env node
// The command line: registers the TypeScript loader, then runs scripts/cli.ts.
import { register } from 'tsx/esm/api'

register()
const { main } = await import('./cli.ts')
await main(process.argv)
