export { type InstalledSample, installSample, installSampleOnFirstRun } from './install.ts'
export { type RemovedSample, removeSample } from './remove.ts'
export { hasSample } from './state.ts'
